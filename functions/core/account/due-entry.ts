import { idAlphabet } from '../ids.ts';
import { exportMethod } from '../rpc/methods.ts';
import type { Account, AccountStatus } from './account.ts';

/*
 * An account that somebody has to look at later has an entry in the index `byDue` of its table: the partition `dueShard`
 * and the time `dueAtMs`. The sweeper asks each partition for what is due, so that accounts at rest cost nothing.
 *
 * Two rules keep a job from being forgotten:
 * - The entry is written before the job is stored.
 * - Only a visit at or after its time takes an entry away or moves it far, and only the second of two visits that find
 *   nothing to do soon. The first sets `idleSinceMs`. A request may have relied on the entry whose job is not stored yet, and
 *   the index of jobs is eventually consistent.
 */

/** How often the sweeper comes: see `schedule` in serverless.yml. */
export const sweepEveryMs = 60_000;

/**
 * Partitions that every system reads, whatever DUE_SHARDS says: those who do not know that number write to these. DynamoDB
 * writes each partition of an index 1,000 times a second.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const minDueShards = 4;

/** What two characters of an id tell apart. */
export const maxDueShards = 1024;

/** An account that cannot work stands in a partition of its status, so that these can be counted. */
export const stoppedStatuses = ['halted', 'dead'] as const satisfies AccountStatus[];

/** Every partition of the index. More may be added on a running system, none taken away. */
export function listDueShards(shards: number): string[] {
  return [...Array.from({ length: shards }, (_, index) => String(index)), ...stoppedStatuses];
}

/** As many sweepers may be at work at once: SweeperNotRunning of infra/alarms.yml waits for the end of one for five minutes. */
export const maxSweepers = 4;

/**
 * The partitions as the sweeper that begins now takes them, one share after the other. One begins each minute, and so many may be at
 * work at once: each has another share first, and the share of the one that begins a minute later last.
 */
export function shareDueShards(shards: readonly string[], sweepers: number, nowMs: number): string[][] {
  const own = Math.floor(nowMs / sweepEveryMs) % sweepers;
  return Array.from({ length: sweepers }, (_, turn) => {
    const share = (own - turn + sweepers) % sweepers;
    return shards.filter((_shard, index) => index % sweepers === share);
  });
}

/** The partition of an account that works. */
export function dueShardOf(accountId: string, shards = minDueShards): string {
  // The end of an id is as good as random.
  const [high = 0, low = 0] = [...accountId.slice(-2)].map((character) => idAlphabet.indexOf(character));
  return String((high * idAlphabet.length + low) % shards);
}

/**
 * When an account must be looked at because of a new job: its message may never be sent, and its deadline may pass.
 * @returns undefined when the account's entry sees to it.
 */
export function dueTimeFor(account: Account, deadlineMs: number, nowMs: number): number | undefined {
  const { dueAtMs, idleSinceMs, blockedUntilMs } = account;
  const wantedMs = Math.min(deadlineMs, Math.max(nowMs + sweepEveryMs, blockedUntilMs[exportMethod] ?? 0));
  const isSeenTo = dueAtMs !== undefined && idleSinceMs === undefined && dueAtMs <= wantedMs + sweepEveryMs;
  // An entry is never put off: it may be there for another job.
  return isSeenTo ? undefined : Math.min(wantedMs, dueAtMs ?? wantedMs);
}
