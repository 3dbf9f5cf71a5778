import { expect, test } from 'vitest';
import type { Account } from '../../../../functions/core/account/account.ts';
import { sweepEveryMs } from '../../../../functions/core/account/due-entry.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import {
  createAccountRecord,
  createBlockedJob,
  createJobRecord,
  createUnknownJob,
  createWaitingJob,
  startMs,
} from '../records.ts';
import { createSweepWorld } from './sweep-world.ts';

const sweepAtMs = startMs + overdueMs;
const dayMs = 24 * 60 * 60_000;

/** The account's entry after the second of two sweeps that found nothing to do soon. */
async function entryAfterSweep(jobs: Job[], account: Partial<Account> = {}) {
  const world = createSweepWorld(jobs, { idleSinceMs: startMs - 1, ...account });
  await world.sweep();
  return world.entry();
}

test.each<[string, Job, Partial<Account>, number]>([
  ['a job that was sent again', createJobRecord(1), {}, sweepAtMs + sweepEveryMs],
  [
    'a job whose message may be on its way',
    createJobRecord(1, { updatedAtMs: startMs + 7 }),
    {},
    startMs + overdueMs + 7,
  ],
  [
    'a job in line behind a wait of Telegram',
    createJobRecord(1, {
      status: 'waiting',
      wait: { reason: 'FLOOD_WAIT', retryAtMs: startMs + dayMs },
      updatedAtMs: startMs,
    }),
    { blockedUntilMs: { [exportMethod]: startMs + dayMs } },
    startMs + dayMs,
  ],
  [
    'a job behind a wait, whose deadline comes first',
    createJobRecord(1, { deadlineMs: startMs + dayMs - 1 }),
    { blockedUntilMs: { [exportMethod]: startMs + dayMs } },
    startMs + dayMs - 1,
  ],
  ['a job that waits by itself', createWaitingJob(1, startMs + dayMs), {}, startMs + dayMs],
  [
    'a blocked job',
    createBlockedJob(1, { deadlineMs: startMs + 5 * overdueMs }),
    { status: 'halted' },
    startMs + 5 * overdueMs,
  ],
  ['a blocked job with a far deadline', createBlockedJob(1), { status: 'dead' }, sweepAtMs + dayMs],
  ['a job of a drained account', createJobRecord(1), { drainedAtMs: startMs }, sweepAtMs + dayMs],
  [
    'a job past its deadline with a call of unknown outcome, while the account is halted',
    createUnknownJob(1, { deadlineMs: startMs }),
    { status: 'halted' },
    sweepAtMs + dayMs,
  ],
  [
    'a job of an account that is leased',
    createJobRecord(1),
    { leaseOwner: 'other', leaseUntilMs: sweepAtMs + 9 },
    sweepAtMs + 9,
  ],
])('for %s the account is looked at again in time', async (_what, job, account, dueAtMs) => {
  expect(await entryAfterSweep([job], account)).toEqual({ dueShard: '0', dueAtMs });
});

test('an entry is not moved far at the first visit: a job that relied on it may not be in the index yet', async () => {
  const world = createSweepWorld([createWaitingJob(1, startMs + dayMs)]);
  await world.sweep();
  const soon = { dueShard: '0', dueAtMs: sweepAtMs + sweepEveryMs, idleSinceMs: sweepAtMs };
  expect(world.entry()).toEqual(soon);
  world.advance(sweepEveryMs);
  const late = createJobRecord(2, { createdAtMs: sweepAtMs });
  world.store.jobs.set(late.jobId, late);
  await world.sweep();
  expect(world.sent.map(({ jobId }) => jobId)).toEqual(['inv_2']);
});

test('the first of several times counts', async () => {
  const jobs = [createWaitingJob(1, startMs + dayMs), createWaitingJob(2, startMs + 9 * overdueMs)];
  expect(await entryAfterSweep(jobs)).toEqual({ dueShard: '0', dueAtMs: startMs + 9 * overdueMs });
});

test('an account with nothing to do loses its entry at the second visit, and not when a job appears before it', async () => {
  const world = createSweepWorld([]);
  await world.sweep();
  expect(world.entry()).toEqual({ dueShard: '0', dueAtMs: sweepAtMs + sweepEveryMs, idleSinceMs: sweepAtMs });
  world.advance(sweepEveryMs);
  const late = createJobRecord(1, { createdAtMs: sweepAtMs });
  world.store.jobs.set(late.jobId, late);
  await world.sweep();
  expect(world.sent).toHaveLength(1);
  expect(world.entry()).toEqual({ dueShard: '0', dueAtMs: world.now() + sweepEveryMs });
  world.store.jobs.clear();
  for (let visit = 1; visit <= 2; visit++) {
    world.advance(sweepEveryMs);
    await world.sweep();
  }
  expect(world.entry()).toEqual({});
});

test('an account that cannot work keeps its entry, by which it is counted', async () => {
  expect(await entryAfterSweep([], { status: 'halted' })).toMatchObject({ dueAtMs: sweepAtMs + dayMs });
});

test('an entry that was changed meanwhile stays as it was changed', async () => {
  const world = createSweepWorld([]);
  world.store.onOperation(() => {
    Object.assign(world.store.accounts.get('acc_a') as Account, { dueAtMs: startMs + 1 });
  });
  await world.sweep();
  expect(world.entry()).toEqual({ dueShard: '0', dueAtMs: startMs + 1 });
});

test('an account without an entry, or with a later one, is not looked at', async () => {
  const world = createSweepWorld([createJobRecord(1)], { dueAtMs: sweepAtMs + 1 });
  world.store.accounts.set('acc_b', createAccountRecord({ accountId: 'acc_b' }));
  let reads = 0;
  world.store.onOperation(() => {
    reads += 1;
  });
  expect(await world.sweep()).toMatchObject({ accounts: 0, left: 0 });
  expect(reads).toBe(0);
});

test('a sweep whose time is over leaves the rest due, and the next one takes it up', async () => {
  const jobs = Array.from({ length: 25 }, (_, index) =>
    createJobRecord(index + 1, { accountId: `acc_${index}` }),
  );
  const world = createSweepWorld(jobs);
  world.store.accounts.delete('acc_a');
  for (const { accountId } of jobs) {
    world.store.accounts.set(accountId, createAccountRecord({ accountId, dueShard: '0', dueAtMs: startMs }));
  }
  world.onSend(() => world.advance(1));
  const cut = await world.sweep(world.now() + 1);
  expect(cut).toMatchObject({ accounts: 10, sent: 10, left: 15 });
  expect(await world.sweep()).toMatchObject({ accounts: 15, sent: 15, left: 0 });
  expect(new Set(world.sent.map(({ jobId }) => jobId)).size).toBe(25);
});
