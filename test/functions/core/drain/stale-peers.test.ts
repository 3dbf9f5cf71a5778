import { expect, test } from 'vitest';
import { exportMethod, listMethod, resolveMethods } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { refusedWith } from './scripted-telegram.ts';

const stale = { kind: 'channel', channelId: '11', accessHash: '999' } as const;
const fresh = { kind: 'channel', channelId: '11', accessHash: '110' } as const;
const unknownChannel = refusedWith('CHANNEL_INVALID');

function createWorld(...given: Parameters<typeof createDrainWorld>) {
  const world = createDrainWorld(...given);
  world.store.peers.set('acc_a @launch', stale);
  return world;
}

test('a call refused for a stale access hash has its chat resolved anew, and makes its one link', async () => {
  const world = createWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, unknownChannel);
  await world.drain();
  expect(world.store.peers.size).toBe(0);
  expect(world.store.job(1)).toMatchObject({ status: 'queued', staleChat: 'channel:11' });
  expect(world.store.job(1)).not.toHaveProperty('intentAtMs');
  world.advance(2_000);
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded']);
  expect(world.store.peers.get('acc_a @launch')).toEqual(fresh);
  expect(world.telegram.links).toHaveLength(1);
  expect(world.telegram.callsOf(resolveMethods.username)).toHaveLength(1);
  expect(world.telegram.callsOf(listMethod)).toEqual([]);
});

test('jobs that met the same stale hash side by side are helped by one call', async () => {
  const world = createWorld([1, 2, 3].map((number) => createJobRecord(number)));
  world.telegram.script(exportMethod, unknownChannel, unknownChannel, unknownChannel);
  await world.drain();
  world.advance(2_000);
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded']);
  expect(world.telegram.callsOf(resolveMethods.username)).toHaveLength(1);
});

test('a chat that is still unknown after that fails the job, whoever keeps it meanwhile', async () => {
  const world = createWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, unknownChannel, unknownChannel);
  await world.drain();
  world.store.peers.set('acc_a @launch', stale);
  world.advance(2_000);
  await world.drain();
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    attempts: 2,
    error: { type: 'CHANNEL_INVALID', class: 'input' },
  });
  expect(world.store.peers.get('acc_a @launch')).toEqual(stale);
});

test.each([
  ['found just now', '@launch'],
  ['spelled out in the request', { _: 'inputPeerChannel', channel_id: '11', access_hash: '999' }],
])('a chat that was %s and is unknown fails the job at once', async (_how, peer) => {
  const world = createDrainWorld([createJobRecord(1, { request: { account: 'main', peer } })]);
  world.telegram.script(exportMethod, unknownChannel);
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'failed', error: { type: 'CHANNEL_INVALID' } });
  expect(world.telegram.callsOf(exportMethod)).toHaveLength(1);
});

test('another refusal forgets nothing', async () => {
  const world = createWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, refusedWith('CHANNEL_PRIVATE'));
  await world.drain();
  expect(world.statuses()).toEqual(['failed']);
  expect(world.store.peers.get('acc_a @launch')).toEqual(stale);
});

test('a job that was cancelled during the refused call ends, and what was kept is forgotten', async () => {
  const world = createWorld([createJobRecord(1)]);
  world.telegram.script(exportMethod, unknownChannel);
  world.telegram.onAnswer(() => {
    const job = world.store.job(1);
    world.store.jobs.set('inv_1', { ...job, version: job.version + 1, cancelRequestedAtMs: startMs });
  });
  await world.drain();
  expect(world.statuses()).toEqual(['cancelled']);
  expect(world.store.peers.size).toBe(0);
});

test('a search refused for a stale access hash is made again with the new one, and finds the link', async () => {
  const world = createWorld([createUnknownJob(1)]);
  world.telegram.links.push({
    chat: 'channel 11',
    invite: {
      link: 'https://t.me/+lost',
      admin_id: '77',
      date: startMs / 1000 - 9,
      permanent: false,
      request_needed: false,
      revoked: false,
      title: 'order 1',
    },
  });
  world.telegram.script(listMethod, unknownChannel);
  await world.drain();
  expect(world.store.job(1)).toMatchObject({
    status: 'queued',
    intentAtMs: startMs - 10_000,
    staleChat: 'channel:11',
  });
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  world.advance(2_000);
  await world.drain();
  expect(world.shownLinks()).toEqual(['https://t.me/+lost']);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('a search that is refused again is tried later as before, and nothing is called meanwhile', async () => {
  const world = createWorld([createUnknownJob(1)]);
  world.telegram.script(listMethod, unknownChannel, unknownChannel);
  await world.drain();
  world.advance(2_000);
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'waiting', wait: { reason: 'CHANNEL_INVALID' } });
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('while the chat of an unknown outcome waits to be resolved anew, no look-alike is made there under another name', async () => {
  const world = createWorld([createUnknownJob(1)]);
  world.store.peers.set('acc_a -1000000000011', fresh);
  world.telegram.script(listMethod, unknownChannel);
  await world.drain();
  world.telegram.script(resolveMethods.username, refusedWith('FLOOD_WAIT_300', 420));
  world.advance(2_000);
  await world.drain();
  const request = { account: 'main', peer: '-1000000000011', title: 'order 1' };
  world.store.jobs.set('inv_2', createJobRecord(2, { request }));
  world.advance(2_000);
  await world.drain([2]);
  expect(world.statuses()).toEqual(['waiting', 'waiting']);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});

test('a name that leads to another chat by now is not called for again after a call of unknown outcome', async () => {
  const world = createDrainWorld([createUnknownJob(1)]);
  world.store.peers.set('acc_a @launch', { kind: 'channel', channelId: '44', accessHash: '440' });
  world.telegram.script(listMethod, unknownChannel);
  await world.drain();
  world.advance(2_000);
  await world.drain();
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: { type: 'CHANNEL_INVALID', detail: expect.stringContaining('may have been made') },
  });
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
});
