import { expect, test } from 'vitest';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { createSweepWorld, reportOf } from './sweep-world.ts';

test('a job whose message was lost is sent again, under a new deduplication id', async () => {
  const world = createSweepWorld([createJobRecord(1)]);
  expect(await world.sweep()).toEqual(reportOf({ sent: 1 }));
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

test('what a crashed worker left running is sent again, its intent untouched', async () => {
  const world = createSweepWorld([createUnknownJob(1)]);
  await world.sweep();
  expect(world.sent).toHaveLength(1);
  expect(world.store.job(1)).toMatchObject({ status: 'running', intentAtMs: startMs - 10_000 });
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
