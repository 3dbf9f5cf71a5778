import { expect, test } from 'vitest';
import { requestCancel } from '../../../../functions/core/job/transitions.ts';
import { createAccountRecord, createBlockedJob, createJobRecord, startMs } from '../records.ts';
import { createSweepWorld } from './sweep-world.ts';

const died = { leaseIntents: ['inv_1'], leaseIntentsFromMs: startMs - 40_000 };

test('a job past its deadline that a dead worker may have called for is left to the next worker', async () => {
  const overdue = { deadlineMs: startMs };
  const world = createSweepWorld([createJobRecord(1, overdue), createJobRecord(2, overdue)], died);
  expect(await world.sweep()).toMatchObject({ expired: 1, sent: 1 });
  expect(world.store.job(1).status).toBe('queued');
  expect(world.store.job(2).status).toBe('expired');
});

test('a job that was cancelled while a worker had it ends, unless that worker may have called for it', async () => {
  const jobs = [1, 2].map((number) => requestCancel(createJobRecord(number), startMs));
  const world = createSweepWorld(jobs, died);
  await world.sweep();
  expect(world.store.job(1).status).toBe('queued');
  expect(world.store.job(2).status).toBe('cancelled');
});

test('a blocked job that was cancelled ends, although its account is out of order', async () => {
  const world = createSweepWorld([requestCancel(createBlockedJob(2), startMs)], { status: 'halted' });
  await world.sweep();
  expect(world.store.job(2).status).toBe('cancelled');
});

test('whether a worker has a cancelled job is asked after the job was read', async () => {
  const world = createSweepWorld([requestCancel(createJobRecord(2), startMs)]);
  const { loadJobs } = world.deps;
  world.deps.loadJobs = (refs) => {
    world.store.accounts.set('acc_a', createAccountRecord({ dueShard: '0', leaseIntents: ['inv_2'] }));
    return loadJobs(refs);
  };
  await world.sweep();
  expect(world.notSwept).toEqual([]);
  expect(world.store.job(2).status).toBe('queued');
});
