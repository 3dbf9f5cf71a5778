import { expect, test } from 'vitest';
import { createCallbackStore } from '../../../functions/aws/callback-store.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { callbackDue, callbackFor } from '../../../functions/core/callback/webhook-callback.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { begin, expire, fail } from '../../../functions/core/job/transitions.ts';
import { createJobRecord, startMs } from '../core/records.ts';
import { startTables } from './local-stores.ts';

const { client, jobsTable } = await startTables();
const jobs = createJobStore(client, jobsTable);
const callbacks = createCallbackStore(client, jobsTable);
const url = 'https://shop.example/invites';
let lastNumber = 0;

async function storeJob(overrides: Partial<Job> = {}): Promise<Job> {
  lastNumber += 1;
  const job = createJobRecord(lastNumber, { ...callbackFor({ callback_url: url }, {}), ...overrides });
  expect(await jobs.createJob(job)).toBe('created');
  return job;
}

async function endJob(job: Job): Promise<Job> {
  const ended = expire(job, startMs);
  expect(await jobs.saveJob(ended)).toBe(true);
  return ended;
}

/** Whether the sweeper would find the job's callback at that time. */
async function isListed(job: Job, atMs: number): Promise<boolean> {
  const lists = ['0', '1', '2', '3'].map((shard) => callbacks.listDueCallbacks(shard, atMs, 100));
  return (await Promise.all(lists)).flat().some(({ jobId }) => jobId === job.jobId);
}

test('the write that ends a job is the one that makes its callback due', async () => {
  const job = await storeJob();
  const begun = begin(job, 1, startMs);
  await jobs.saveJob(begun);
  expect(await isListed(job, Number.MAX_SAFE_INTEGER)).toBe(false);
  const ended = fail(begun, { type: 'X', class: 'input', detail: 'x' }, startMs);
  await jobs.saveJob(ended);
  const { callbackDueAtMs = 0 } = callbackDue(ended) ?? {};
  expect(await isListed(job, callbackDueAtMs - 1)).toBe(false);
  expect(await isListed(job, callbackDueAtMs)).toBe(true);
});

test('what the index holds beside a job is no part of it', async () => {
  const ended = await endJob(await storeJob());
  expect(await jobs.getJob(ended)).toEqual(ended);
});

test('a job without a callback is in no list', async () => {
  const job = createJobRecord(900);
  await jobs.createJob(job);
  const ended = await endJob(job);
  expect(await isListed(ended, Number.MAX_SAFE_INTEGER)).toBe(false);
});

test('a callback goes on without a change of the job’s version', async () => {
  const ended = await endJob(await storeJob());
  const next = { url, status: 'pending', attempts: 1, lastError: 'It answered 500.' } as const;
  expect(await callbacks.saveCallback(ended, 0, next, startMs + 5)).toBe(true);
  expect(await jobs.getJob(ended)).toEqual({ ...ended, callback: next });
  expect(await isListed(ended, startMs + 5)).toBe(true);
});

test('a callback that is over leaves the index, and is never pending again', async () => {
  const ended = await endJob(await storeJob());
  const over = { url, status: 'delivered', attempts: 1 } as const;
  expect(await callbacks.saveCallback(ended, 0, over)).toBe(true);
  expect(await isListed(ended, Number.MAX_SAFE_INTEGER)).toBe(false);
  const again = { url, status: 'pending', attempts: 2 } as const;
  expect(await callbacks.saveCallback(ended, 1, again, startMs)).toBe(false);
  expect((await jobs.getJob(ended))?.callback).toEqual(over);
});

test('of twenty that begin the same attempt at once, one does', async () => {
  const ended = await endJob(await storeJob());
  const begun = { url, status: 'pending', attempts: 1 } as const;
  const saved = await Promise.all(
    Array.from({ length: 20 }, () => callbacks.saveCallback(ended, 0, begun, startMs)),
  );
  expect(saved.filter(Boolean)).toHaveLength(1);
});

test('the longest due come first, no more than asked for', async () => {
  const ended: Job[] = [];
  for (let count = 0; count < 8; count++) {
    ended.push(await endJob(await storeJob()));
  }
  const [shard = ''] = ended.map((job) => callbackDue(job)?.callbackShard);
  const ofShard = ended.filter((job) => callbackDue(job)?.callbackShard === shard);
  expect(ofShard.length).toBeGreaterThan(1);
  for (const [index, job] of ofShard.entries()) {
    await callbacks.saveCallback(job, 0, { url, status: 'pending', attempts: 1 }, 1_000 - index);
  }
  const [first, ...others] = await callbacks.listDueCallbacks(shard, 1_000, 1);
  expect(first).toMatchObject({ jobId: ofShard.at(-1)?.jobId, callbackDueAtMs: 1_001 - ofShard.length });
  expect(others).toEqual([]);
});

test('a callback of another tenant is not there', async () => {
  const ended = await endJob(await storeJob());
  const other = { tenantId: 'ten_b', jobId: ended.jobId };
  expect(await callbacks.saveCallback(other, 0, { url, status: 'delivered', attempts: 1 })).toBe(false);
});
