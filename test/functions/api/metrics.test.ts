import { expect, test } from 'vitest';
import { measureApi } from '../../../functions/api/metrics.ts';
import { begin, withdraw } from '../../../functions/core/job/transitions.ts';
import { createJobRecord, startMs } from '../core/records.ts';
import { createApiWorld, keyOfTenantA, validBody } from './api-world.ts';

const job = createJobRecord(1);

/** A store that answers all writes like this, measured. */
function measureStore(answer: 'created' | typeof job, { isSaved = true, created = 0 } = {}) {
  const recorded: unknown[][] = [];
  const measured = measureApi(
    { createJob: async () => answer, createJobs: async () => created, saveJob: async () => isSaved },
    (...values) => recorded.push(values),
  );
  return { measured, recorded };
}

test('every job that is stored counts as accepted, and a repeat of a request does not', async () => {
  const fresh = measureStore('created', { created: 3 });
  await fresh.measured.createJob(job);
  await fresh.measured.createJobs([job, job, job, job]);
  expect(fresh.recorded).toEqual([
    ['JobsAccepted', 1],
    ['JobsAccepted', 3],
  ]);
  const repeated = measureStore(job);
  await repeated.measured.createJob(job);
  await repeated.measured.createJobs([job]);
  expect(repeated.recorded).toEqual([]);
});

test('a cancellation counts as a job’s end when it is one, and was stored', async () => {
  const { measured, recorded } = measureStore('created');
  await measured.saveJob(withdraw(begin(job, 1, startMs), startMs));
  expect(recorded).toEqual([]);
  await measured.saveJob(withdraw(job, startMs));
  expect(recorded).toEqual([['JobsFinished', 1, 'cancelled']]);
  const overtaken = measureStore('created', { isSaved: false });
  await overtaken.measured.saveJob(withdraw(job, startMs));
  expect(overtaken.recorded).toEqual([]);
});

test('a request that is refused for want of room, or for its key’s rate, is counted by that', async () => {
  const full = createApiWorld({ pendingLimit: 0 });
  await full.post(validBody);
  expect(full.recorded).toEqual([['Refusals', 1, 'too-many-pending']]);
  const fast = createApiWorld();
  fast.addKey(keyOfTenantA, 'ten_a', { ratePerMinute: 0 });
  await fast.read('/v1/invites');
  expect(fast.recorded).toEqual([['Refusals', 1, 'rate-limited']]);
});

test('a fault of ours is counted by what its caller is told', async () => {
  const broken = createApiWorld({ getJob: () => Promise.reject(new TypeError('a bug')) });
  await broken.get(`inv_${'0'.repeat(26)}`);
  expect(broken.recorded).toEqual([['Refusals', 1, 'internal-error']]);
});

test('what is wrong with a request, and what is read, leaves no metric', async () => {
  const world = createApiWorld();
  await world.post({ account: 'main', peeer: '@launch' });
  await world.read('/v1/invites');
  await world.get(`inv_${'0'.repeat(26)}`);
  expect(world.recorded).toEqual([]);
});
