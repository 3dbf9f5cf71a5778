import { expect, test } from 'vitest';
import type { Account } from '../../../../functions/core/account/account.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import {
  createAccountRecord,
  createBlockedJob,
  createJobRecord,
  createJobRecords,
  createWaitingJob,
  startMs,
} from '../records.ts';
import { createDueJobs, createSweepWorld, reportOf } from './sweep-world.ts';

test('of an account at work no more is read than a worker takes in hand, of an idle one enough to set it going', async () => {
  const jobs = Array.from({ length: 40 }, (_, index) => createJobRecord(index + 1));
  async function countRead(account: Partial<Account>) {
    const world = createSweepWorld(jobs, account);
    let read = 0;
    const { loadJobs } = world.deps;
    world.deps.loadJobs = (refs) => {
      read += refs.length;
      return loadJobs(refs);
    };
    await world.sweep();
    return read;
  }
  expect(await countRead({ leasedAtMs: startMs + 1 })).toBe(25);
  expect(await countRead({})).toBe(40);
  expect(await countRead({ leasedAtMs: startMs + 1, status: 'halted' })).toBe(40);
});

test.each([
  ['a short line, which one question finds', 10, 1],
  ['a line longer than what is read of it', 200, 4],
])('jobs that wait by themselves or are blocked are found behind %s', async (_line, count, asked) => {
  const parkedMs = 5 * 60_000;
  const world = createSweepWorld([
    ...createJobRecords(count),
    createWaitingJob(301, startMs, { updatedAtMs: startMs - parkedMs }),
    createBlockedJob(302),
  ]);
  let questions = 0;
  world.store.onOperation((operation) => {
    questions += operation === 'listDueJobs' ? 1 : 0;
  });
  await world.sweep();
  expect(questions).toBe(asked);
  expect(world.sent).toContainEqual({ jobId: 'inv_301', sends: 1 });
  expect(world.store.job(302).status).toBe('queued');
});

test('an account that is at work is left alone', async () => {
  const world = createSweepWorld(
    [createJobRecord(1), createJobRecord(2, { deadlineMs: startMs }), createBlockedJob(3)],
    { leaseOwner: 'other', leaseUntilMs: startMs + overdueMs + 1 },
  );
  expect(await world.sweep()).toEqual(reportOf({ accounts: 0 }));
  expect([...world.store.jobs.values()].map(({ version }) => version)).toEqual([1, 1, 1]);
});

test.each<[string, Partial<Account>]>([
  ['was at work a moment ago', { leasedAtMs: startMs + 1 }],
  ['waits', { blockedUntilMs: { [exportMethod]: startMs + overdueMs + 1 } }],
])('of an account that %s nothing is sent, and what is past its deadline ends', async (_what, account) => {
  const world = createSweepWorld(createDueJobs(), account);
  expect(await world.sweep()).toEqual(reportOf({ expired: 1 }));
  expect(world.store.job(2)).toMatchObject({ status: 'expired', error: { type: 'DEADLINE_PASSED' } });
  expect(world.store.job(1).version).toBe(1);
  expect(world.store.job(3)).toMatchObject({ status: 'running', version: 2 });
});

test.each<[string, Partial<Account>]>([
  ['lease has expired', { leaseOwner: 'crashed', leaseUntilMs: startMs + overdueMs }],
  ['wait was over a minute ago', { blockedUntilMs: { [exportMethod]: startMs } }],
  ['wait is for another method', { blockedUntilMs: { [listMethod]: startMs + 10 * overdueMs } }],
  ['last work was a minute ago', { leasedAtMs: startMs }],
])('an account whose %s is swept', async (_what, account) => {
  const world = createSweepWorld([createJobRecord(1)], account);
  await world.sweep();
  expect(world.sent).toHaveLength(1);
});

test('many accounts are swept, each for itself', async () => {
  const jobs = Array.from({ length: 25 }, (_, index) =>
    createJobRecord(index + 1, { accountId: `acc_${index}` }),
  );
  const world = createSweepWorld(jobs);
  for (const { accountId } of jobs) {
    world.store.accounts.set(accountId, createAccountRecord({ accountId, dueShard: '0', dueAtMs: startMs }));
  }
  expect(await world.sweep()).toMatchObject({ accounts: 26, notSwept: 0, sent: 25 });
});

test('an account that cannot be swept keeps no other from being swept, and is named with what failed', async () => {
  const jobs = Array.from({ length: 15 }, (_, index) =>
    createJobRecord(index + 1, { accountId: `acc_${index}` }),
  );
  const world = createSweepWorld(jobs);
  world.store.accounts.delete('acc_a');
  for (const { accountId } of jobs) {
    world.store.accounts.set(accountId, createAccountRecord({ accountId, dueShard: '0', dueAtMs: startMs }));
  }
  const failure = new Error('throttled');
  world.store.onOperation((operation, subject) => {
    if (operation === 'listDueJobs' && subject === 'acc_0') {
      throw failure;
    }
  });
  expect(await world.sweep()).toMatchObject({ accounts: 15, notSwept: 1, sent: 14 });
  expect(world.notSwept).toEqual([['acc_0', failure]]);
});
