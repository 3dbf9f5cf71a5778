import { expect, test } from 'vitest';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import {
  createBlockedJob,
  createJobRecord,
  createJobRecords,
  createWaitingJob,
  startMs,
} from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { refusedWith } from './scripted-telegram.ts';
import { elsewhere } from './unknown-outcomes.ts';

test.each(['succeeded', 'failed', 'cancelled', 'expired'] as const)(
  'the message of a job that is %s is deleted without a lease or a connection',
  async (status) => {
    const { dueAtMs: _dueAtMs, ...finished } = createJobRecord(1, { status });
    const world = createDrainWorld([finished]);
    expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
    expect(world.log).toEqual([]);
  },
);

test('the message of a job that is gone is deleted', async () => {
  const world = createDrainWorld([]);
  expect(await world.drain([9])).toEqual(new Map([['inv_9', acknowledged]]));
  expect(world.log).toEqual([]);
});

test('the message of a job that waits by itself comes back every two seconds, and without a lease where nothing else is due', async () => {
  const world = createDrainWorld([createWaitingJob(1, startMs + 30_000)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 2_000)]]));
  expect(world.log).toEqual([]);
});

test('the message of a job that waits by itself comes back no later than the job is due', async () => {
  const world = createDrainWorld([createWaitingJob(1, startMs + 1_500)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(startMs + 1_500)]]));
});

test.each([
  [60_000, againAt(startMs + 2_000)],
  [60_001, acknowledged],
])('a job that waits by itself for %i ms keeps its message for a minute at most', async (waitMs, verdict) => {
  const world = createDrainWorld([createWaitingJob(1, startMs + waitMs, { updatedAtMs: startMs })]);
  expect(await world.drain()).toEqual(new Map([['inv_1', verdict]]));
});

test('the message of a job that waits by itself has the other due jobs of its account made', async () => {
  const world = createDrainWorld([createWaitingJob(1, startMs + 30_000), ...createJobRecords(4).slice(1)]);
  expect(await world.drain([1])).toEqual(new Map([['inv_1', againAt(startMs + 2_000)]]));
  expect(world.statuses()).toEqual(['waiting', 'succeeded', 'succeeded', 'succeeded']);
});

test('a job in backoff for one chat holds up neither the other chats nor its own', async () => {
  const world = createDrainWorld([
    createJobRecord(1),
    createJobRecord(2),
    createJobRecord(3, { request: elsewhere }),
  ]);
  world.telegram.script(exportMethod, refusedWith('SOMETHING_NEW'));
  await world.drain([1]);
  expect(world.statuses()).toEqual(['waiting', 'succeeded', 'succeeded']);
  world.store.jobs.set('inv_4', createJobRecord(4));
  await world.drain([1]);
  expect(world.statuses()).toEqual(['waiting', 'succeeded', 'succeeded', 'succeeded']);
  expect(world.now()).toBe(startMs);
});

test("a message comes back no earlier than the account's pace lets it do something", async () => {
  const pace = { perMinute: 6, burst: 1 };
  const world = createDrainWorld([createWaitingJob(1, startMs + 30_000), createJobRecord(2)], {
    pace,
    paidUntilMs: startMs + 10_000,
    settledAtMs: startMs,
  });
  expect(await world.drain([1])).toEqual(new Map([['inv_1', againAt(startMs + 10_000)]]));
});

test('the message of a blocked job is deleted: its account has to be repaired first', async () => {
  const world = createDrainWorld([createBlockedJob(1)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.log).toEqual([]);
});

test('what is left for want of time stays due and comes back at once', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  const verdicts = await world.drain(undefined, { remainingMs: 12_000 });
  expect(verdicts).toEqual(new Map([['inv_1', againAt(startMs + 2_000)]]));
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.store.job(1)).toMatchObject({ status: 'queued', attempts: 0 });
});
