import { expect, test } from 'vitest';
import { exportMethod, listMethod } from '../../../functions/core/methods.ts';
import { createDrainWorld } from './drain-world.ts';
import { createJobRecord, createUnknownJob, startMs } from './records.ts';
import { answered, lostAfter, lostBefore, refusedWith } from './scripted-telegram.ts';
import { alike, drainWhenDue, elsewhere, makeLink } from './unknown-outcomes.ts';

test('a link that another job already has is not adopted, in whichever pass the job got it', async () => {
  const world = createDrainWorld([
    createJobRecord(1, { request: alike }),
    createJobRecord(2, { request: alike }),
    createJobRecord(3, { request: alike }),
  ]);
  world.telegram.script(exportMethod, answered, lostBefore, lostAfter);
  await world.drain();
  await drainWhenDue(world, 2);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(new Set(world.shownLinks()).size).toBe(3);
  expect(world.telegram.links).toHaveLength(3);
});

test('what a crashed worker had stored before it broke off is known to be owned', async () => {
  const world = createDrainWorld([createUnknownJob(2, { request: alike })], {
    fence: 1,
    unsettled: ['inv_1', 'inv_2'],
  });
  const link = makeLink(world, alike);
  const [made] = world.telegram.links;
  const { dueAtMs: _dueAtMs, ...finished } = createJobRecord(1, { request: alike, status: 'succeeded' });
  world.store.jobs.set('inv_1', {
    ...finished,
    ...(made && { outcome: { kind: 'chatInviteExported', invite: made.invite } }),
  });
  await world.drain([2]);
  expect(world.shownLinks().sort()).toEqual([link, 'https://t.me/+link2']);
});

test('what a crashed worker had stored stays known until the last of its outcomes is', async () => {
  const world = createDrainWorld([createUnknownJob(2, { request: alike })], {
    fence: 1,
    unsettled: ['inv_1', 'inv_2'],
  });
  makeLink(world, alike);
  const [made] = world.telegram.links;
  const { dueAtMs: _dueAtMs, ...finished } = createJobRecord(1, { request: alike, status: 'succeeded' });
  world.store.jobs.set('inv_1', {
    ...finished,
    ...(made && { outcome: { kind: 'chatInviteExported', invite: made.invite } }),
  });
  world.telegram.script(listMethod, refusedWith('RPC_CALL_FAIL', 500));
  await world.drain([2]);
  world.advanceTo(world.store.job(2).dueAtMs ?? 0);
  await world.drain([2]);
  expect(world.shownLinks().sort()).toEqual(['https://t.me/+link1', 'https://t.me/+link2']);
});

test('a chat stays alone in the next pass too, as long as an outcome there is unknown', async () => {
  const world = createDrainWorld([createJobRecord(1, { request: alike })]);
  world.telegram.script(exportMethod, lostBefore);
  await world.drain();
  world.store.jobs.set('inv_2', createJobRecord(2, { request: { ...alike, peer: 't.me/launch' } }));
  world.store.jobs.set('inv_3', createJobRecord(3, { request: elsewhere }));
  await world.drain([2, 3]);
  expect(world.statuses()).toEqual(['waiting', 'waiting', 'succeeded']);
  world.advance(5_000);
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(new Set(world.shownLinks()).size).toBe(3);
});

test('an unknown outcome of a blocked job holds its chat when the account works again', async () => {
  const world = createDrainWorld([createJobRecord(1, { request: alike })]);
  world.telegram.script(exportMethod, refusedWith('PEER_FLOOD', 420));
  await world.drain();
  expect(world.account().unsettled).toEqual(['inv_1']);
  Object.assign(world.account(), { status: 'active' });
  world.store.jobs.set('inv_2', createJobRecord(2, { request: alike }));
  await world.drain([2]);
  expect(world.statuses()).toEqual(['blocked', 'waiting']);
});

test('nothing is left unsettled when everything is', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2)]);
  world.telegram.script(exportMethod, answered, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(world.account().unsettled).toEqual([]);
  expect(world.account().recentLinks).toHaveLength(1);
});

test('a job that its caller gave up while its call was out ends as made when there is a link', async () => {
  const world = createDrainWorld([createUnknownJob(1, { cancelRequestedAtMs: startMs - 5_000 })]);
  const link = makeLink(world, { title: 'order 1' });
  await world.drain();
  expect(world.shownLinks()).toEqual([link]);
});

test('a job that its caller gave up while its call was out is cancelled once it is certain that there is none', async () => {
  const world = createDrainWorld([createUnknownJob(1, { cancelRequestedAtMs: startMs - 5_000 })]);
  await world.drain();
  expect(world.statuses()).toEqual(['cancelled']);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});
