import { describe, expect, test } from 'vitest';
import type { Account } from '../../../../functions/core/account/account.ts';
import type { JobWait } from '../../../../functions/core/job/job.ts';
import { wait } from '../../../../functions/core/job/transitions.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep.ts';
import {
  createAccountRecord,
  createBlockedJob,
  createJobRecord,
  createUnknownJob,
  createWaitingJob,
  startMs,
} from '../records.ts';
import { createSweepWorld } from './sweep-world.ts';

const parked: JobWait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: startMs + overdueMs };

test('a job whose message was lost is sent again, under a new deduplication id', async () => {
  const world = createSweepWorld([createJobRecord(1)]);
  expect(await world.sweep()).toEqual({
    accounts: 1,
    notSwept: 0,
    sent: 1,
    expired: 0,
    failedSends: 0,
    newer: 0,
  });
  expect(world.sent).toEqual([{ jobId: 'inv_1', sends: 1 }]);
  const job = world.store.job(1);
  expect(job).toMatchObject({
    status: 'queued',
    sends: 1,
    dueAtMs: job.createdAtMs,
    updatedAtMs: world.now(),
  });
});

test('a job that has just been accepted, or sent again, is given time', async () => {
  const world = createSweepWorld([createJobRecord(1, { createdAtMs: startMs + 1 })]);
  await world.sweep();
  expect(world.sent).toEqual([]);
  world.advance(1);
  await world.sweep();
  await world.sweep();
  world.advance(overdueMs - 1);
  await world.sweep();
  expect(world.sent).toHaveLength(1);
  world.advance(1);
  await world.sweep();
  expect(world.sent).toEqual([
    { jobId: 'inv_1', sends: 1 },
    { jobId: 'inv_1', sends: 2 },
  ]);
});

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

test('what a crashed worker left running is sent again, its intent untouched', async () => {
  const world = createSweepWorld([createUnknownJob(1)]);
  await world.sweep();
  expect(world.sent).toHaveLength(1);
  expect(world.store.job(1)).toMatchObject({ status: 'running', intentAtMs: startMs - 10_000 });
});

describe('a job that waited with its account', () => {
  function inLine(updatedAtMs: number) {
    return createJobRecord(1, { status: 'waiting', wait: parked, updatedAtMs });
  }

  test('and was parked is sent as soon as the wait is over', async () => {
    const world = createSweepWorld([inLine(parked.retryAtMs - 15 * 60_000 - 1)]);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
    expect(world.store.job(1)).toMatchObject({ status: 'waiting', wait: parked });
  });

  test('with its message in the queue is left to that message, for a minute', async () => {
    const world = createSweepWorld([inLine(parked.retryAtMs - 15 * 60_000)]);
    await world.sweep();
    world.advance(overdueMs - 1);
    await world.sweep();
    expect(world.sent).toEqual([]);
    world.advance(1);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });

  test('is not sent before the wait is over', async () => {
    const world = createSweepWorld([inLine(startMs - 3_600_000)]);
    world.advance(-1);
    await world.sweep();
    expect(world.sent).toEqual([]);
  });
});

describe('a job that waits by itself', () => {
  const waitMs = 5 * 60_000;
  function waiting(retryAtMs: number, ms = waitMs) {
    return createWaitingJob(1, retryAtMs, { updatedAtMs: retryAtMs - ms });
  }

  test('and was parked is sent as soon as it is due', async () => {
    const world = createSweepWorld([waiting(startMs + overdueMs)]);
    world.advance(-1);
    await world.sweep();
    expect(world.sent).toEqual([]);
    world.advance(1);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });

  test('with its message in the queue is left to that message, for a minute', async () => {
    const world = createSweepWorld([waiting(startMs + overdueMs, 60_000)]);
    await world.sweep();
    expect(world.sent).toEqual([]);
    world.advance(overdueMs);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });

  test('ends at its deadline, while its account waits too', async () => {
    const job = wait(
      createJobRecord(1, { deadlineMs: startMs + overdueMs }),
      { reason: 'FLOOD_WAIT', retryAtMs: startMs + 3_600_000 },
      startMs,
    );
    const world = createSweepWorld([job], { blockedUntilMs: { [exportMethod]: startMs + 3_600_000 } });
    expect(await world.sweep()).toMatchObject({ expired: 1, sent: 0 });
    expect(world.store.job(1).status).toBe('expired');
  });

  test.each([
    ['in the queue', 60_000],
    ['parked', waitMs],
  ])('and was sent a minute ago, %s, is not sent twice', async (_where, ms) => {
    const world = createSweepWorld([waiting(startMs, ms)]);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
    world.advance(30_000);
    await world.sweep();
    expect(world.sent).toHaveLength(1);
  });
});

test('a job that was parked with its account and has been sent is not sent again at the next sweep', async () => {
  const updatedAtMs = parked.retryAtMs - 15 * 60_000 - 1;
  const world = createSweepWorld([createJobRecord(1, { status: 'waiting', wait: parked, updatedAtMs })]);
  await world.sweep();
  world.advance(30_000);
  await world.sweep();
  expect(world.sent).toHaveLength(1);
});

test('jobs in line that were accepted long ago are not all sent when their account has just come back from a wait', async () => {
  const waitEndMs = startMs + overdueMs;
  const jobs = [1, 2, 3].map((n) => createJobRecord(n, { updatedAtMs: startMs - 5_000 }));
  const world = createSweepWorld(jobs, { blockedUntilMs: { [exportMethod]: waitEndMs } });
  await world.sweep();
  expect(world.sent).toEqual([]);
});

test('an account that is at work is left alone', async () => {
  const world = createSweepWorld(
    [createJobRecord(1), createJobRecord(2, { deadlineMs: startMs }), createBlockedJob(3)],
    { leaseOwner: 'other', leaseUntilMs: startMs + overdueMs + 1 },
  );
  expect(await world.sweep()).toEqual({
    accounts: 0,
    notSwept: 0,
    sent: 0,
    expired: 0,
    failedSends: 0,
    newer: 0,
  });
  expect([...world.store.jobs.values()].map(({ version }) => version)).toEqual([1, 1, 1]);
});

test.each<[string, Partial<Account>]>([
  ['was at work a moment ago', { leasedAtMs: startMs + 1 }],
  ['waits', { blockedUntilMs: { [exportMethod]: startMs + overdueMs + 1 } }],
])('of an account that %s nothing is sent, and what is past its deadline ends', async (_what, account) => {
  const world = createSweepWorld(
    [
      createJobRecord(1),
      createJobRecord(2, { deadlineMs: startMs }),
      createUnknownJob(3, { deadlineMs: startMs }),
    ],
    account,
  );
  expect(await world.sweep()).toEqual({
    accounts: 1,
    notSwept: 0,
    sent: 0,
    expired: 1,
    failedSends: 0,
    newer: 0,
  });
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

test('finished jobs are never sent, though the index still names them', async () => {
  const world = createSweepWorld([createJobRecord(1)]);
  world.store.onOperation((operation) => {
    if (operation === 'loadJobs') {
      const { dueAtMs: _dueAtMs, ...finished } = createJobRecord(1, { status: 'succeeded' });
      world.store.jobs.set('inv_1', { ...finished, deadlineMs: startMs });
    }
  });
  expect(await world.sweep()).toMatchObject({ sent: 0, expired: 0 });
});

test('a job past its deadline expires here; one that may have a link is sent instead', async () => {
  const deadlineMs = startMs;
  const world = createSweepWorld([createJobRecord(1, { deadlineMs }), createUnknownJob(2, { deadlineMs })]);
  expect(await world.sweep()).toMatchObject({ sent: 1, expired: 1 });
  expect(world.store.job(1).status).toBe('expired');
  expect(world.sent.map(({ jobId }) => jobId)).toEqual(['inv_2']);
});

/** Overdue, the last of them for the longest time. */
function overdue(count: number) {
  return Array.from({ length: count }, (_, index) =>
    createJobRecord(index + 1, { createdAtMs: startMs - index }),
  );
}

test.each([
  [1, ['inv_1']],
  [25, ['inv_25']],
  [26, ['inv_26', 'inv_1']],
  [60, ['inv_60', 'inv_35', 'inv_10']],
  [200, ['inv_200', 'inv_175', 'inv_150', 'inv_125', 'inv_100']],
])(
  'of %i overdue jobs one in 25 is sent, the longest overdue first, and five at most',
  async (count, sent) => {
    const world = createSweepWorld(overdue(count));
    await world.sweep();
    expect(world.sent.map(({ jobId }) => jobId)).toEqual(sent);
  },
);

test('two sweeps at once send each job once', async () => {
  const world = createSweepWorld(overdue(60));
  const reports = await Promise.all([world.sweep(), world.sweep()]);
  expect(world.sent.map(({ jobId }) => jobId).sort()).toEqual(['inv_10', 'inv_35', 'inv_60']);
  expect(reports.map(({ sent }) => sent).reduce((sum, each) => sum + each)).toBe(3);
});

test('a job that is taken up between listing and claiming is not sent', async () => {
  const world = createSweepWorld([createJobRecord(1)]);
  world.store.onOperation((operation) => {
    if (operation === 'saveJob') {
      world.store.jobs.set('inv_1', createUnknownJob(1, { version: 2 }));
    }
  });
  expect(await world.sweep()).toMatchObject({ sent: 0 });
  expect(world.sent).toEqual([]);
});

test('a queue that is down costs nothing but time: the job is sent when it is overdue again', async () => {
  const world = createSweepWorld([createJobRecord(1)]);
  world.onSend(() => {
    throw new Error('SQS is down');
  });
  expect(await world.sweep()).toMatchObject({ sent: 0, failedSends: 1 });
  world.onSend(() => {});
  world.advance(overdueMs);
  expect(await world.sweep()).toMatchObject({ sent: 1, failedSends: 0 });
  expect(world.sent).toEqual([{ jobId: 'inv_1', sends: 2 }]);
});

test('many accounts are swept, each for itself', async () => {
  const jobs = Array.from({ length: 25 }, (_, index) =>
    createJobRecord(index + 1, { accountId: `acc_${index}` }),
  );
  const world = createSweepWorld(jobs);
  for (const { accountId } of jobs) {
    world.store.accounts.set(accountId, createAccountRecord({ accountId }));
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
    world.store.accounts.set(accountId, createAccountRecord({ accountId }));
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
