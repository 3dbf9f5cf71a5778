import { expect, test } from 'vitest';
import type { Account } from '../../../functions/core/account/account.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { cancel, expire } from '../../../functions/core/job/transitions.ts';
import { exportMethod } from '../../../functions/core/rpc/methods.ts';
import { measureSweep } from '../../../functions/sweeper/metrics.ts';
import {
  createAccountRecord,
  createBlockedJob,
  createJobRecord,
  createWaitingJob,
  startMs,
} from '../core/records.ts';

const minuteMs = 60_000;
const nowMs = startMs + 60 * minuteMs;

/** What a sweep of one account records that loads these jobs. */
async function recordSweep(jobs: Job[], account: Partial<Account> = {}) {
  const recorded: unknown[][] = [];
  const { measured, finish } = measureSweep(
    {
      now: () => nowMs,
      saveJob: async () => true,
      loadAccounts: async () => [createAccountRecord({ leasedAtMs: nowMs, ...account })],
      countDueShard: async (shard) => (shard === 'dead' ? 2 : 1),
      loadJobs: async () => jobs,
    },
    (...values) => recorded.push(values),
  );
  await measured.loadAccounts([]);
  await measured.loadJobs([]);
  await finish({ accounts: 1, notSwept: 2, sent: 3, expired: 0, failedSends: 1, newer: 0, left: 0 }, 10);
  return { recorded, told: (name: string) => recorded.find(([each]) => each === name)?.[1] };
}

/** Asked for so many minutes ago, and due since. */
function pendingJob(minutes: number, overrides: Partial<Job> = {}) {
  const createdAtMs = nowMs - minutes * minuteMs;
  return createJobRecord(1, { createdAtMs, ...overrides });
}

test('a sweep tells how many accounts there are in each state, and what came of it', async () => {
  const { recorded } = await recordSweep([]);
  expect(recorded).toEqual([
    ['Sweeps', 1],
    ['Accounts', 7, 'active'],
    ['Accounts', 1, 'halted'],
    ['Accounts', 2, 'dead'],
    ['AccountsNotSwept', 2],
    ['SweeperRepairs', 3],
    ['SweeperFailedSends', 1],
  ]);
});

test('the oldest pending job is as old as it has been under way without its waits', async () => {
  const waited = pendingJob(50, { waitedMs: 40 * minuteMs });
  const { told } = await recordSweep([pendingJob(20), waited]);
  expect(told('OldestPendingJob')).toBe(20 * minuteMs);
});

test('a repair, which changes a job, does not make it younger', async () => {
  const { told } = await recordSweep([pendingJob(20, { updatedAtMs: nowMs - 1, sends: 19 })]);
  expect(told('OldestPendingJob')).toBe(20 * minuteMs);
});

test.each<[string, Job, Partial<Account>]>([
  ['is blocked', createBlockedJob(1), {}],
  ['is final', cancel(pendingJob(20), nowMs), {}],
  ['waits by itself', createWaitingJob(1, nowMs + 1, { createdAtMs: nowMs - 20 * minuteMs }), {}],
  ['has a drained account', pendingJob(20), { drainedAtMs: 1 }],
  ['has a halted account', pendingJob(20), { status: 'halted' }],
  [
    'has an account in a wait of Telegram’s',
    pendingJob(20),
    { blockedUntilMs: { [exportMethod]: nowMs + 1 } },
  ],
])('a job that %s is not pending', async (_what, job, account) => {
  const { told } = await recordSweep([job], { leasedAtMs: 0, ...account });
  expect([told('OldestPendingJob'), told('OldestUntakenJob')]).toEqual([undefined, undefined]);
});

test('of an account that is at work no job is untaken, however long its backlog', async () => {
  const { told } = await recordSweep([pendingJob(50)], { leasedAtMs: nowMs - 4_000 });
  expect(told('OldestUntakenJob')).toBe(4_000);
});

test('a job is untaken since it was asked for, or since its account was last worked on', async () => {
  const longIdle = await recordSweep([pendingJob(12)], { leasedAtMs: nowMs - 300 * minuteMs });
  expect(longIdle.told('OldestUntakenJob')).toBe(12 * minuteMs);
  const brokenOff = await recordSweep([pendingJob(50)], { leasedAtMs: nowMs - 30 * minuteMs });
  expect(brokenOff.told('OldestUntakenJob')).toBe(30 * minuteMs);
});

test('a job that the sweeper ends is counted, and one that it repairs is no wait', async () => {
  const recorded: unknown[][] = [];
  const { measured } = measureSweep(
    {
      now: () => nowMs,
      saveJob: async () => true,
      loadAccounts: async () => [],
      loadJobs: async () => [],
      countDueShard: async () => 0,
    },
    (...values) => recorded.push(values),
  );
  const waiting = pendingJob(20, { status: 'waiting', wait: { reason: 'FLOOD_WAIT', retryAtMs: nowMs } });
  await measured.saveJob(waiting);
  await measured.saveJob(expire(pendingJob(20), nowMs));
  expect(recorded).toEqual([['JobsFinished', 1, 'expired']]);
});
