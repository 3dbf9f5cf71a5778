import { expect, test } from 'vitest';
import { type ResumeDeps, resumeAccount } from '../../../../functions/core/account/resume-account.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { createMemoryStore } from '../memory-store.ts';
import { createAccountRecord, createBlockedJob, createJobRecord, startMs } from '../records.ts';

function createResumeWorld(jobs: Job[], isKnown = true) {
  const store = createMemoryStore(() => {});
  store.accounts.set('acc_a', createAccountRecord({ status: 'halted' }));
  for (const job of jobs) {
    store.jobs.set(job.jobId, job);
  }
  const deps: ResumeDeps = {
    now: () => startMs,
    reactivate: async () => isKnown,
    loadJobs: store.deps.loadJobs,
    saveJob: store.deps.saveJob,
    listDueJobs: store.deps.listDueJobs,
  };
  return { store, deps };
}

test('the blocked jobs of a repaired account are back in their places, intents untouched', async () => {
  const { store, deps } = createResumeWorld([
    createBlockedJob(1),
    createBlockedJob(2, { intentAtMs: startMs - 5_000 }),
  ]);
  expect(await resumeAccount(deps, 'acc_a')).toBe(2);
  expect(store.job(1)).toMatchObject({ status: 'queued', dueAtMs: store.job(1).createdAtMs });
  expect(store.job(1)).not.toHaveProperty('error');
  expect(store.job(2)).toMatchObject({ status: 'queued', intentAtMs: startMs - 5_000 });
});

test('jobs that are not blocked, and those of other accounts, are left alone', async () => {
  const others = [createJobRecord(1), createBlockedJob(2, { accountId: 'acc_b' })];
  const { store, deps } = createResumeWorld(others);
  expect(await resumeAccount(deps, 'acc_a')).toBe(0);
  expect([store.job(1).version, store.job(2).version]).toEqual([1, 1]);
});

test('more jobs than one page holds are all released', async () => {
  const jobs = Array.from({ length: 250 }, (_, index) => createBlockedJob(index + 1));
  const { store, deps } = createResumeWorld(jobs);
  expect(await resumeAccount(deps, 'acc_a')).toBe(250);
  expect([...store.jobs.values()].every(({ status }) => status === 'queued')).toBe(true);
});

test('an index that lags behind neither releases a job twice nor goes on for ever', async () => {
  const { store, deps } = createResumeWorld([createBlockedJob(1), createBlockedJob(2)]);
  const refs = [1, 2].map((number) => ({ tenantId: 'ten_a', jobId: `inv_${number}` }));
  deps.listDueJobs = async () => refs;
  expect(await resumeAccount(deps, 'acc_a')).toBe(2);
  expect(store.job(1).version).toBe(2);
});

test('of an account that does not exist nothing is released', async () => {
  const { store, deps } = createResumeWorld([createBlockedJob(1)], false);
  expect(await resumeAccount(deps, 'acc_a')).toBeUndefined();
  expect(store.job(1).status).toBe('blocked');
});
