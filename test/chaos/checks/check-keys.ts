import type { LedgerKilledSession, LedgerParallelSend } from '../../../telegram-emulator/ledger.ts';
import type { Observer } from '../observer.ts';
import { accountOf } from '../stage.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

export interface KeyFindings {
  violations: Violation[];
  /** Parallel sends that no process could have known of. */
  unknowable: number;
}

/**
 * Counts from the end of an outage. Data held by a connection arrives up to a minute later, and counts as just sent for
 * some seconds.
 */
const lateSendMs = 70_000;

/**
 * One auth key, one connection at a time. When a process is stopped during an outage, its kernel delivers the data
 * after the outage. By then the account has a new owner, so no process could know of the second send.
 */
export function checkKeys(
  { stage, observer, system }: SeedFacts,
  parallel: LedgerParallelSend[],
  killed: LedgerKilledSession[],
): KeyFindings {
  function isUnknowable(send: LedgerParallelSend) {
    return isOldSend(observer, send, system.telegramClock.aheadMs);
  }
  const [lost, real] = [parallel.filter(isUnknowable), parallel.filter((send) => !isUnknowable(send))];
  const lostUsers = new Set(lost.map(({ userId }) => userId));
  function isConsequence({ userId, reason }: LedgerKilledSession) {
    return reason === 'AUTH_KEY_DUPLICATED' && lostUsers.has(userId);
  }
  return {
    unknowable: lost.length,
    violations: [
      ...real.map(({ connectionIds, userId }) => ({
        what: `parallel sends on one auth key: connections ${connectionIds.join(' and ')}`,
        jobIds: [],
        accountId: accountOf(stage, userId),
      })),
      ...killed
        .filter((session) => !isConsequence(session))
        .map(({ userId, reason }) => ({
          what: `session killed: ${reason}`,
          jobIds: [],
          accountId: accountOf(stage, userId),
        })),
    ],
  };
}

function isOldSend(
  { stops, returns, whoIs }: Observer,
  { connectionIds, atMs: sentAtMs }: LedgerParallelSend,
  telegramAheadMs: number,
): boolean {
  const atMs = sentAtMs - telegramAheadMs;
  function isStopped(id: number) {
    return stops.some((stop) => stop.who === whoIs(id) && stop.atMs <= atMs && atMs <= stop.untilMs);
  }
  const isAfterReturn = returns.some((returnAtMs) => returnAtMs <= atMs && atMs <= returnAtMs + lateSendMs);
  return isAfterReturn && connectionIds.some(isStopped);
}
