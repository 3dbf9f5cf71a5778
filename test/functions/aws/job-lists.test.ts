import { expect, test } from 'vitest';
import { createJobLists } from '../../../functions/aws/job-lists.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createdKeyOf, jobIdInBatch } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { block, expire } from '../../../functions/core/job/transitions.ts';
import { createJobRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable } = await startTables();
const store = createJobStore(client, jobsTable);
const lists = createJobLists(client, jobsTable);
let lastTenant = 0;

const everything = { fromMs: 0, beforeMs: 10 ** 15 - 1 };

function newTenant() {
  return `ten_${++lastTenant}`;
}

/** Jobs of one batch, accepted a second apart, so that their order is told. */
function newBatch(tenantId: string, size: number, overrides: Partial<Job> = {}): Job[] {
  return Array.from({ length: size }, (_, index) =>
    createJobRecord(index, {
      tenantId,
      jobId: jobIdInBatch(tenantId, 'bat_1', index),
      batch: { batchId: 'bat_1', index, size },
      createdAtMs: startMs + index * 1000,
      ...overrides,
    }),
  );
}

function idsOf(jobs: { jobId: string }[]) {
  return jobs.map(({ jobId }) => jobId);
}

test('a tenant’s jobs are listed newest first, page after page, and nobody else’s', async () => {
  const tenantId = newTenant();
  const jobs = newBatch(tenantId, 7);
  await store.createJobs(jobs);
  await store.createJobs(newBatch(newTenant(), 3));
  const first = await lists.listJobsOf(tenantId, { ...everything, limit: 3 });
  const second = await lists.listJobsOf(tenantId, {
    ...everything,
    after: first.jobs.at(-1)?.createdKey,
    limit: 4,
  });
  expect(idsOf([...first.jobs, ...second.jobs])).toEqual(idsOf(jobs).reverse());
  expect(first.hasMore).toBe(true);
});

test('a list begins with its first time and ends before its last, wherever it goes on', async () => {
  const tenantId = newTenant();
  const jobs = newBatch(tenantId, 6);
  await store.createJobs(jobs);
  const range = { fromMs: startMs + 1000, beforeMs: startMs + 4000, limit: 10 };
  async function listed(after?: Job) {
    return idsOf(
      (await lists.listJobsOf(tenantId, { ...range, ...(after && { after: createdKeyOf(after) }) })).jobs,
    );
  }
  expect(await listed()).toEqual(idsOf(jobs.slice(1, 4)).reverse());
  expect(await listed(jobs[5])).toEqual(idsOf(jobs.slice(1, 4)).reverse());
  expect(await listed(jobs[2])).toEqual([jobs[1]?.jobId]);
  expect(await listed(jobs[0])).toEqual([]);
});

test('a job that changes keeps its place in the list', async () => {
  const tenantId = newTenant();
  const jobs = newBatch(tenantId, 3);
  await store.createJobs(jobs);
  const [, middle] = jobs;
  if (middle === undefined) {
    throw new Error('no middle job');
  }
  expect(await store.saveJob(expire(middle, startMs + 9_000))).toBe(true);
  const { jobs: listed } = await lists.listJobsOf(tenantId, { ...everything, limit: 10 });
  expect(idsOf(listed)).toEqual(idsOf(jobs).reverse());
});

test('a quota counts unfinished jobs alone: a job leaves it in the write that ends it, whichever version writes', async () => {
  const tenantId = newTenant();
  const quota = `${tenantId}#shop`;
  const [first, second, ...others] = newBatch(tenantId, 12, { quota });
  if (first === undefined || second === undefined) {
    throw new Error('no jobs');
  }
  await store.createJobs([first, second, ...others]);
  await store.createJobs(newBatch(newTenant(), 3));
  expect(await lists.countQuota(quota, 100)).toBe(12);
  expect(await lists.countQuota(quota, 5)).toBe(5);
  expect(await store.saveJob(block(first, { type: 'X', class: 'account', detail: 'x' }, startMs))).toBe(true);
  expect(await lists.countQuota(quota, 100)).toBe(12);
  const { quota: _quota, ...seenByVersionBefore } = expire(second, startMs);
  expect(await store.saveJob(seenByVersionBefore)).toBe(true);
  expect(await lists.countQuota(quota, 100)).toBe(11);
});
