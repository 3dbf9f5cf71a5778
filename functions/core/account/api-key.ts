import { createHash } from 'node:crypto';
import type { TrackJoins } from '../request/track-joins.ts';

/** What a key may be allowed to do; each route asks for one. */
export const allScopes = [
  'invites:write',
  'invites:read',
  'accounts:read',
  'joins:read',
  'joins:write',
  'keys:read',
] as const;

export type Scope = (typeof allScopes)[number];

/** Of a key for which nothing else was said. Who joins is personal data: a key sees it only where its operator says so. */
export const usualScopes: readonly Scope[] = ['invites:write', 'invites:read', 'accounts:read'];

/** Requests a minute of a key for which nothing else was said. */
export const usualRatePerMinute = 600;

/**
 * The counter of a key's requests is one item, and DynamoDB writes one item 1,000 times a second.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const highestRatePerMinute = 60_000;

/** A count reads every job it finds, so a quota is no larger than this. */
export const highestMaxPending = 100_000;

/** What is known of an API key; the key itself is stored nowhere. */
export interface ApiKey {
  /** SHA-256 of the key's text, in hex. */
  keyHash: string;
  tenantId: string;
  /** Of the operator's choice; a key and the one that replaces it share it. */
  name: string;
  scopes: readonly Scope[];
  ratePerMinute: number;
  /** Its quota: unfinished jobs that the keys of this name may have, on all accounts together. No limit when undefined. */
  maxPending?: number;
  /** Names of the accounts it may use; all of the tenant's when undefined. */
  accounts?: string[];
  /** Where results are sent to when a request names no callback_url. */
  callbackUrl?: string;
  /** What is told of those who join by the links of requests that do not say it. Nothing where undefined. */
  trackJoins?: TrackJoins;
  /** The end of its text, by which a person tells it from others. */
  lastFour?: string;
  createdAtMs: number;
  /** From then on it is refused: it has been replaced. */
  expiresAtMs?: number;
  revokedAtMs?: number;
}

/** The text of a new API key, from at least 24 random bytes. It is shown once and stored nowhere. */
export function newApiKey(random: Uint8Array): string {
  return `isk_${Buffer.from(random).toString('base64url')}`;
}

/** What is stored of an API key: its SHA-256 in hex. A key has too much randomness for a slow hash to add anything. */
export function hashApiKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * What a person calls a key by: `key_` and the first 12 digits of its hash. 48 bits tell a tenant's keys apart, and lead
 * back to none of them.
 */
export function keyIdOf(keyHash: string): string {
  return `key_${keyHash.slice(0, 12)}`;
}

/** What the jobs of a key are counted under; undefined when nobody counts them. A key and the one that replaces it count as one. */
export function quotaOf({ tenantId, name, maxPending }: ApiKey): string | undefined {
  return maxPending === undefined ? undefined : `${tenantId}#${name}`;
}

/** Whether a key opens anything at that time. */
export function isLive({ revokedAtMs, expiresAtMs }: ApiKey, nowMs: number): boolean {
  return revokedAtMs === undefined && (expiresAtMs === undefined || nowMs < expiresAtMs);
}

/** Whether a key may use the account of that name, and see what was made through it. */
export function mayUseAccount({ accounts }: ApiKey, name: string): boolean {
  return accounts === undefined || accounts.includes(name);
}
