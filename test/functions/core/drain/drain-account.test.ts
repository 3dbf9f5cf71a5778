import { expect, test } from 'vitest';
import { exportMethod, resolveMethods } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createJobRecords } from '../records.ts';
import { acknowledged, createDrainWorld } from './drain-world.ts';

test('a queued job ends with a link, in an order that survives a crash anywhere', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  expect(await world.drain()).toEqual(new Map([['inv_1', acknowledged]]));
  expect(world.log).toEqual([
    'takeLease',
    'connect',
    `call ${resolveMethods.username}`,
    'savePeer @launch',
    'saveJob inv_1 running',
    `call ${exportMethod}`,
    'saveJob inv_1 succeeded',
    'close',
    'releaseLease',
  ]);
  expect(world.store.job(1)).toMatchObject({
    attempts: 1,
    waits: 0,
    fence: 1,
    outcome: { kind: 'chatInviteExported', invite: { link: 'https://t.me/+link1', title: 'order 1' } },
  });
});

test('a chat that is public and admits by request is an outcome of its own', async () => {
  const world = createDrainWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, { kind: 'joinRequests' });
  await world.drain();
  expect(world.store.job(1)).toMatchObject({
    status: 'succeeded',
    outcome: { kind: 'chatInvitePublicJoinRequests' },
  });
});

test('one message has 25 of the due jobs made, oldest first, over one connection', async () => {
  const world = createDrainWorld(createJobRecords(40));
  await world.drain([1]);
  const made = world.telegram.callsOf(exportMethod).map(({ subject }) => subject);
  expect(made).toEqual(createJobRecords(25).map(({ request }) => request.title));
  expect(world.log.filter((entry) => entry === 'connect')).toHaveLength(1);
});

test("the jobs that messages name come before the account's others", async () => {
  const world = createDrainWorld(createJobRecords(40));
  const named = [31, 32, 33, 34, 35, 36, 37, 38, 39, 40];
  const verdicts = await world.drain(named);
  expect([...verdicts.values()]).toEqual(named.map(() => acknowledged));
  expect(world.telegram.links).toHaveLength(25);
});

test('jobs of another account are left alone', async () => {
  const world = createDrainWorld([createJobRecord(1), createJobRecord(2, { accountId: 'acc_b' })]);
  await world.drain([1]);
  expect(world.statuses()).toEqual(['succeeded', 'queued']);
});

test('no more than ten calls are under way at once', async () => {
  const world = createDrainWorld(createJobRecords(25));
  await world.drain();
  const rounds = world.log.join('\n').match(/(?:call messages\.exportChatInvite\n)+/g) ?? [];
  expect(rounds.map((round) => round.trim().split('\n').length)).toEqual([10, 10, 5]);
});
