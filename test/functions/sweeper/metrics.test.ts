import { expect, test } from 'vitest';
import { measureSweep } from '../../../functions/sweeper/metrics.ts';

test('a sweep tells how many accounts there are in each state, and how long the oldest job has been due', async () => {
  const recorded: unknown[][] = [];
  const { measured, finish } = measureSweep(
    {
      now: () => 100_000,
      saveJob: async () => true,
      listAccounts: async () => [{ status: 'active' }, { status: 'dead' }],
      loadJobs: async () => [
        { status: 'waiting', dueAtMs: 160_000 },
        { status: 'queued', dueAtMs: 30_000 },
        { status: 'blocked', dueAtMs: 1_000 },
      ],
    } as never,
    (...values) => recorded.push(values),
  );
  await measured.listAccounts();
  await measured.loadJobs([]);
  finish({ accounts: 1, sent: 3, expired: 0, failedSends: 1, newer: 0 });
  expect(recorded).toEqual([
    ['Accounts', 1, 'active'],
    ['Accounts', 0, 'halted'],
    ['Accounts', 1, 'dead'],
    ['Sweeps', 1],
    ['SweeperRepairs', 3],
    ['SweeperFailedSends', 1],
    ['OldestDueJob', 70_000],
  ]);
});
