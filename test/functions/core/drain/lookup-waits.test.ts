import { expect, test } from 'vitest';
import { exportMethod, listMethod, resolveMethods } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, createDrainWorld } from './drain-world.ts';
import { endOf, flood } from './flood.ts';
import { refusedWith } from './scripted-telegram.ts';
import { alike, makeLink } from './unknown-outcomes.ts';

test('a wait for resolving names holds up the jobs that need it, and only those', async () => {
  const request = { account: 'main', peer: '@other' };
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { request })]);
  world.store.peers.set('acc_a @other', { kind: 'channel', channelId: '22', accessHash: '220' });
  world.telegram.script(resolveMethods.username, refusedWith('FLOOD_WAIT_300', 420));
  const verdicts = await world.drain();
  expect(world.statuses()).toEqual(['waiting', 'succeeded']);
  expect(verdicts.get('inv_1')).toEqual(acknowledged);
  expect(world.store.job(1).wait).toEqual({
    reason: 'FLOOD_WAIT',
    method: resolveMethods.username,
    retryAtMs: endOf(300),
  });
  expect(world.account().blockedUntilMs).toEqual({ [resolveMethods.username]: endOf(300) });
});

test('inside a wait for resolving no name is resolved, whichever job asks', async () => {
  const blockedUntilMs = { [resolveMethods.username]: startMs + 300_000 };
  const world = createDrainWorld([createJobRecord(1)], { blockedUntilMs });
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.readyAtMs(1)).toBe(startMs + 300_000);
  expect(world.telegram.calls).toEqual([]);
});

test('the wait of one name is met by the other names of the same pass too', async () => {
  const request = { account: 'main', peer: '@other' };
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { request })]);
  world.telegram.script(resolveMethods.username, refusedWith('FLOOD_WAIT_300', 420));
  await world.drain();
  expect(world.telegram.calls).toHaveLength(1);
  expect(world.readyAtMs(2)).toBe(endOf(300));
});

test('a wait for listing links leaves the outcome unknown, and makes no link that could be taken for its own', async () => {
  const world = createDrainWorld([
    createUnknownJob(1, { request: alike }),
    createJobRecord(2, { request: alike }),
  ]);
  makeLink(world, alike);
  world.telegram.script(listMethod, flood(120));
  await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.store.job(1)).toMatchObject({
    status: 'waiting',
    wait: { reason: 'FLOOD_WAIT', method: listMethod, retryAtMs: endOf(120) },
    intentAtMs: startMs - 10_000,
    attempts: 1,
    waits: 0,
    reconciliations: 0,
  });
  expect(world.store.job(2)).toMatchObject({ status: 'waiting', wait: { reason: 'OUTCOME_UNKNOWN' } });
  world.advanceTo(endOf(120));
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded', 'succeeded']);
});

test('inside a wait for listing nothing is listed, and nothing called that could be taken for what is looked for', async () => {
  const blockedUntilMs = { [listMethod]: startMs + 120_000 };
  const world = createDrainWorld(
    [createUnknownJob(1, { request: alike }), createJobRecord(2, { request: alike })],
    { blockedUntilMs },
  );
  const verdicts = await world.drain();
  expect([...verdicts.values()]).toEqual([acknowledged, acknowledged]);
  expect([1, 2].map(world.readyAtMs)).toEqual([startMs + 120_000, startMs + 120_000]);
  expect(world.telegram.calls.map(({ method }) => method)).toEqual([resolveMethods.username]);
  expect(world.store.job(1)).toMatchObject({ intentAtMs: startMs - 10_000, reconciliations: 0 });
});

test('waits for listing spend no searches, however many there are', async () => {
  const world = createDrainWorld([createUnknownJob(1)]);
  makeLink(world, { title: 'order 1' });
  for (let round = 0; round < 14; round++) {
    world.telegram.script(listMethod, flood(60));
    await world.drain();
    world.advanceTo(endOf(60, world.now()));
  }
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'succeeded', reconciliations: 1 });
});
