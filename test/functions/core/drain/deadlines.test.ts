import { expect, test } from 'vitest';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { floodMarginMs } from '../../../../functions/core/rpc/wait.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, againAt, createDrainWorld } from './drain-world.ts';
import { lostBefore, refusedWith } from './scripted-telegram.ts';
import { drainUntilKnown } from './unknown-outcomes.ts';

const deadlineMs = startMs + 30_000;
const days = refusedWith('FLOOD_WAIT_864000', 420);
const endOfDays = startMs + 864_000_000 + floodMarginMs;

test('a job whose deadline passes while its account waits for days expires then, without a connection', async () => {
  const world = createDrainWorld([createJobRecord(1, { deadlineMs })]);
  world.telegram.script(exportMethod, days);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.store.job(1).wait).toEqual({
    reason: 'FLOOD_WAIT',
    method: exportMethod,
    retryAtMs: endOfDays,
  });
  expect(world.readyAtMs(1)).toBe(deadlineMs);
  world.advanceTo(deadlineMs);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.store.job(1)).toMatchObject({
    status: 'expired',
    error: { type: 'DEADLINE_PASSED', class: 'expired' },
    finishedAtMs: deadlineMs,
  });
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test('a job that is turned away by a wait of days is looked at when its deadline comes', async () => {
  const world = createDrainWorld([createJobRecord(1, { deadlineMs })], {
    blockedUntilMs: { [exportMethod]: endOfDays },
  });
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.readyAtMs(1)).toBe(deadlineMs);
});

test('a job whose deadline comes before the end of a short wait has its message come back for it', async () => {
  const deadlineMs = startMs + 1_000;
  const world = createDrainWorld([createJobRecord(1, { deadlineMs })]);
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_20', 420));
  expect(await world.drain()).toEqual(new Map([['inv_1', againAt(deadlineMs)]]));
});

test('a job that may have a link is not ended by its deadline, but when it is certain that it has none', async () => {
  const world = createDrainWorld([createUnknownJob(1, { deadlineMs })]);
  world.telegram.script(listMethod, days);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.readyAtMs(1)).toBe(endOfDays);
  await drainUntilKnown(world);
  expect(world.store.job(1)).toMatchObject({ status: 'expired', attempts: 1 });
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('a job that is held expires when its deadline comes, though the outcome in its chat is still unknown', async () => {
  const request = { account: 'main', peer: '@launch' };
  const world = createDrainWorld([createJobRecord(1, { request })]);
  world.telegram.script(exportMethod, lostBefore);
  await world.drain();
  world.advance(12_000);
  world.telegram.script(listMethod, days);
  await world.drain();
  world.store.jobs.set('inv_2', createJobRecord(2, { request, deadlineMs }));
  expect(await world.drain([2])).toEqual(new Map([['inv_2', acknowledged]]));
  expect(world.readyAtMs(2)).toBe(deadlineMs);
  world.advanceTo(deadlineMs);
  expect(await world.drain([2])).toEqual(new Map([['inv_2', acknowledged]]));
  expect(world.statuses()).toEqual(['waiting', 'expired']);
});
