import { expect, test } from 'vitest';
import { createJobStore } from '../../functions/aws/job-store.ts';
import type { Job } from '../../functions/core/job/job.ts';
import { maxVisibilityMs } from '../../functions/core/rpc/wait.ts';
import { refillQueue } from '../../local/refill-queue.ts';
import { startTables } from '../functions/aws/local-stores.ts';
import { createWritableAccountStore } from '../functions/aws/writable-account-store.ts';
import {
  createAccountRecord,
  createBlockedJob,
  createJobRecord,
  createWaitingJob,
  startMs,
} from '../functions/core/records.ts';

const { client, accountsTable, jobsTable } = await startTables();
const accounts = createWritableAccountStore(client, accountsTable);
const jobs = createJobStore(client, jobsTable);

/** The jobs that a message is sent for, in the order in which they are sent. */
async function refill(): Promise<string[]> {
  const sent: Job[] = [];
  async function sendJob(job: Job) {
    return void sent.push(job);
  }
  const count = await refillQueue({ ...accounts, ...jobs, sendJob, now: () => startMs });
  expect(sent).toHaveLength(count);
  return sent.map(({ jobId }) => jobId);
}

test('every job that had a message gets one again: those that wait by themselves, then those in line, the oldest first', async () => {
  await accounts.putAccount(createAccountRecord());
  const { dueAtMs: _never, ...finished } = createJobRecord(1, { status: 'succeeded', finishedAtMs: startMs });
  const stored = [
    finished,
    createWaitingJob(2, startMs + 5_000),
    createJobRecord(3, { createdAtMs: startMs - 5_000, status: 'running', intentAtMs: startMs - 4_000 }),
    createJobRecord(4, { createdAtMs: startMs - 1_000 }),
    createWaitingJob(5, startMs + maxVisibilityMs + 1),
    createBlockedJob(6),
  ];
  for (const job of stored) {
    expect(await jobs.createJob(job)).toBe('created');
  }
  expect(await refill()).toEqual(['inv_2', 'inv_3', 'inv_4']);
});

test('jobs of every tenant and account are found', async () => {
  await accounts.putAccount(createAccountRecord({ accountId: 'acc_b', tenantId: 'ten_b', name: 'other' }));
  await jobs.createJob(createJobRecord(7, { accountId: 'acc_b', tenantId: 'ten_b' }));
  expect(await refill()).toContain('inv_7');
});
