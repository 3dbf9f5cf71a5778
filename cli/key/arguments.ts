import {
  allScopes,
  highestMaxPending,
  highestRatePerMinute,
  type Scope,
} from '../../functions/core/account/api-key.ts';
import type { TrackJoins } from '../../functions/core/request/track-joins.ts';
import { UsageError } from '../../operator/terminal/operator-errors.ts';
import { parseName } from '../tool/arguments.ts';

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A key that is being replaced must go some day. */
const maxOverlapMs = 30 * unitMs.d;

/**
 * Checks the id of a key. What is refused is not quoted: it may be the key itself.
 * @throws UsageError
 */
export function parseKeyId(text: string): string {
  if (!/^key_[0-9a-f]{12}$/.test(text)) {
    throw new UsageError('A key is named by its id, such as key_0123456789ab: "list" shows the ids.');
  }
  return text;
}

/** @throws UsageError */
export function parseScopes(text: string): Scope[] {
  const asked = splitList(text);
  const scopes = allScopes.filter((scope) => asked.includes(scope));
  if (asked.length === 0 || scopes.length !== new Set(asked).size) {
    throw new UsageError(`Scopes are ${allScopes.join(', ')}: one or more, with commas between them.`);
  }
  return scopes;
}

/** @throws UsageError */
export function parseAccounts(text: string): string[] {
  const names = [...new Set(splitList(text).map(parseName))];
  if (names.length === 0) {
    throw new UsageError('Name the accounts with commas between them: --accounts main,shop');
  }
  return names;
}

/** @throws UsageError */
export function parseRate(text: string): number {
  const rate = Number(text);
  if (!/^\d+$/.test(text) || rate < 1 || rate > highestRatePerMinute) {
    throw new UsageError(`A rate is 1 to ${highestRatePerMinute} requests a minute.`);
  }
  return rate;
}

/** @throws UsageError */
export function parseMaxPending(text: string): number {
  const maxPending = Number(text);
  if (!/^\d+$/.test(text) || maxPending < 1 || maxPending > highestMaxPending) {
    throw new UsageError(`A quota is 1 to ${highestMaxPending} unfinished jobs.`);
  }
  return maxPending;
}

/** @throws UsageError */
export function parseTrackJoins(text: string): TrackJoins {
  if (text !== 'names') {
    throw new UsageError('--track-joins stands alone, or takes names.');
  }
  return text;
}

/** @returns milliseconds. @throws UsageError */
export function parseOverlap(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const overlapMs = Number(count) * (unitMs[unit as keyof typeof unitMs] ?? Number.NaN);
  if (!(overlapMs <= maxOverlapMs)) {
    throw new UsageError('An overlap is a time such as 30m, 24h or 7d, 30 days at most.');
  }
  return overlapMs;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
