import { expect, test } from 'vitest';
import { watchDeadlineMs, watchFromMs } from '../../../../functions/core/job/due.ts';
import { newTending, tendAgainAt } from '../../../../functions/core/job/tending.ts';
import { createJobRecord, startMs } from '../records.ts';
import { acknowledged, createDrainWorld } from './drain-world.ts';

const work = { tenantId: 'ten_a', accountId: 'acc_a', account: 'main', peer: '@launch' };
const tending = newTending(work, { kind: 'rotation', name: 'poster' }, startMs);

test('a new tending is due at once, in the section of the watches, and has no end', () => {
  expect(tending).toMatchObject({
    operation: { kind: 'rotation', name: 'poster' },
    status: 'queued',
    deadlineMs: watchDeadlineMs,
    dueAtMs: watchFromMs + startMs,
  });
});

test('a tending whose work is not there rests, without a connection, and its message is deleted', async () => {
  const world = createDrainWorld([tending]);
  const verdicts = await world.drain([tending.jobId]);
  expect(world.store.jobs.get(tending.jobId)).toMatchObject({ status: 'waiting' });
  expect(world.store.jobs.get(tending.jobId)?.dueAtMs).toBeUndefined();
  expect(world.telegram.calls).toEqual([]);
  expect(verdicts.get(tending.jobId)).toEqual(acknowledged);
});

test('a tending that a message names is due, whenever it is due by itself', async () => {
  const later = tendAgainAt(tending, startMs + 3_600_000, startMs);
  const world = createDrainWorld([later]);
  await world.drain([]);
  expect(world.store.jobs.get(tending.jobId)?.version).toBe(later.version);
  await world.drain([tending.jobId]);
  expect(world.store.jobs.get(tending.jobId)?.version).toBeGreaterThan(later.version);
});

test('a tending takes no room of a pass, and is found by the message of another job', async () => {
  const world = createDrainWorld([createJobRecord(1), tending]);
  await world.drain([1]);
  expect(world.store.job(1).status).toBe('succeeded');
  expect(world.store.jobs.get(tending.jobId)?.dueAtMs).toBeUndefined();
});

test('a tending begins again after the work that a pass made a link for', async () => {
  const resting = tendAgainAt(tending, startMs + 3_600_000, startMs);
  const world = createDrainWorld([createJobRecord(1, { madeFor: tending.jobId }), resting]);
  await world.drain([1]);
  const saves = world.log.filter((entry) => entry.startsWith('saveJob'));
  expect(saves.at(-1)).toBe(`saveJob ${tending.jobId} waiting`);
  expect(world.store.jobs.get(tending.jobId)?.dueAtMs).toBeUndefined();
});

test('a tending whose account is gone rests', async () => {
  const world = createDrainWorld([tending]);
  world.store.accounts.clear();
  await world.drain([tending.jobId]);
  expect(world.store.jobs.get(tending.jobId)?.dueAtMs).toBeUndefined();
  expect(world.store.jobs.get(tending.jobId)?.status).toBe('waiting');
});

test('a tending is blocked with its account, and goes on when the account works', async () => {
  const world = createDrainWorld([tending], { status: 'halted' });
  await world.drain([tending.jobId]);
  expect(world.store.jobs.get(tending.jobId)?.status).toBe('blocked');
});
