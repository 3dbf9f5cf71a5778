import { beforeAll, expect, test } from 'vitest';
import { createJobStore, type JobStore } from '../../../functions/aws/job-store.ts';
import { endJobs } from '../../../operator/account/end-jobs.ts';
import { startTables } from '../../functions/aws/local-stores.ts';
import {
  createBlockedJob,
  createJobRecord,
  createUnknownJob,
  createWatchRecord,
  startMs,
} from '../../functions/core/records.ts';

let jobs: JobStore;
beforeAll(async () => {
  const { client, jobsTable } = await startTables();
  jobs = createJobStore(client, jobsTable);
});

function now() {
  return startMs;
}

test('every unfinished job of a removed account fails, and those that may have made a link say so', async () => {
  await jobs.createJob(createJobRecord(1));
  await jobs.createJob(createUnknownJob(2));
  await jobs.createJob(createBlockedJob(3));
  await jobs.createJob(createJobRecord(4, { accountId: 'acc_b' }));
  expect(await endJobs({ ...jobs, now }, 'acc_a')).toEqual({ ended: 3, maybeMade: 1 });
  const ended = await jobs.loadJobs(
    [1, 2, 3].map((number) => ({ tenantId: 'ten_a', jobId: `inv_${number}` })),
  );
  expect(ended.map(({ status, error }) => [status, error?.type])).toEqual(
    Array.from({ length: 3 }, () => ['failed', 'ACCOUNT_REMOVED']),
  );
  expect(ended.find(({ jobId }) => jobId === 'inv_2')?.error?.detail).toContain('a link may have been made');
  expect(await jobs.getJob({ tenantId: 'ten_a', jobId: 'inv_4' })).toMatchObject({ status: 'queued' });
});

test('a job that the lease of a dead worker was the intent of may have made a link', async () => {
  await jobs.createJob(createJobRecord(21, { accountId: 'acc_d' }));
  await jobs.createJob(createJobRecord(22, { accountId: 'acc_d' }));
  expect(
    await endJobs({ ...jobs, now }, 'acc_d', { leaseIntents: ['inv_22'], leaseIntentsFromMs: 7 }),
  ).toEqual({ ended: 2, maybeMade: 1 });
  const ended = await jobs.getJob({ tenantId: 'ten_a', jobId: 'inv_22' });
  expect(ended?.calledAtMs).toBe(7);
  expect(ended?.error?.detail).toContain('a link may have been made');
});

test('a watch of a removed account rests, and is counted as no job', async () => {
  const watch = createWatchRecord(startMs, 'acc_w');
  await jobs.createJob(watch);
  expect(await endJobs({ ...jobs, now }, 'acc_w')).toEqual({ ended: 0, maybeMade: 0 });
  const rested = await jobs.getJob(watch);
  expect(rested).toMatchObject({ status: 'waiting' });
  expect(rested).not.toHaveProperty('dueAtMs');
});

test('a job that somebody changes at the same time is looked at again', async () => {
  await jobs.createJob(createJobRecord(11, { accountId: 'acc_c' }));
  let isFirst = true;
  const saveJob: JobStore['saveJob'] = async (next) => {
    if (isFirst) {
      isFirst = false;
      return false;
    }
    return jobs.saveJob(next);
  };
  expect(await endJobs({ ...jobs, saveJob, now }, 'acc_c')).toEqual({ ended: 1, maybeMade: 0 });
});
