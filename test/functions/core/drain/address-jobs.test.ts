import { expect, test } from 'vitest';
import { exportMethod, resolveMethods } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createUnknownJob, startMs } from '../records.ts';
import { acknowledged, createDrainWorld } from './drain-world.ts';
import { lostBefore, refusedWith } from './scripted-telegram.ts';

type PeerForm = string | Record<string, unknown>;

function jobFor(number: number, peer: PeerForm) {
  return createJobRecord(number, { request: { account: 'main', peer, title: `order ${number}` } });
}

test('a name is resolved once for an account and kept with its access hash', async () => {
  const world = createDrainWorld([jobFor(1, '@launch'), jobFor(2, 't.me/Launch'), jobFor(3, 'launch')]);
  await world.drain();
  world.store.jobs.set('inv_4', jobFor(4, 'https://t.me/launch'));
  await world.drain([4]);
  expect(world.statuses()).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
  expect(world.telegram.callsOf(resolveMethods.username)).toHaveLength(1);
  expect([...world.store.peers]).toEqual([
    ['acc_a @launch', { kind: 'channel', channelId: '11', accessHash: '110' }],
  ]);
});

test('what another account has resolved is of no use to this one', async () => {
  const world = createDrainWorld([jobFor(1, '@launch')]);
  world.store.peers.set('acc_b @launch', { kind: 'channel', channelId: '11', accessHash: '999' });
  await world.drain();
  expect(world.telegram.callsOf(resolveMethods.username)).toHaveLength(1);
});

test.each<[string, PeerForm]>([
  ['a basic group', '-77'],
  ['a channel with its access hash', { _: 'inputPeerChannel', channel_id: '11', access_hash: '110' }],
])('%s says all that Telegram needs and is not resolved', async (_what, peer) => {
  const world = createDrainWorld([jobFor(1, peer)]);
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded']);
  expect(world.telegram.calls.map(({ method }) => method)).toEqual([exportMethod]);
  expect(world.store.peers.size).toBe(0);
});

test('a chat that names nothing ends its job without a call', async () => {
  const world = createDrainWorld([jobFor(1, { _: 'inputPeerUser', user_id: '5' }), jobFor(2, '@launch')]);
  expect(await world.drain()).toEqual(
    new Map([
      ['inv_1', acknowledged],
      ['inv_2', acknowledged],
    ]),
  );
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: { type: 'PEER_ID_INVALID', class: 'input', detail: expect.stringMatching(/\w/) },
  });
  expect(world.statuses()).toEqual(['failed', 'succeeded']);
});

test('a name that nobody has fails all jobs that use it, with one call, and no others', async () => {
  const world = createDrainWorld([jobFor(1, '@nobody'), jobFor(2, '@nobody'), jobFor(3, '@launch')]);
  await world.drain();
  expect(world.statuses()).toEqual(['failed', 'failed', 'succeeded']);
  expect(world.store.job(2).error).toMatchObject({ type: 'USERNAME_NOT_OCCUPIED', class: 'input' });
  expect(world.telegram.callsOf(resolveMethods.username)).toHaveLength(2);
});

test('a name that Telegram failed to resolve is tried again later, without an intent', async () => {
  const world = createDrainWorld([jobFor(1, '@launch')]);
  world.telegram.script(resolveMethods.username, refusedWith('RPC_CALL_FAIL', 500));
  await world.drain();
  expect(world.store.job(1)).toMatchObject({
    status: 'waiting',
    wait: { reason: 'RPC_CALL_FAIL' },
    waits: 0,
  });
  expect(world.store.job(1)).not.toHaveProperty('intentAtMs');
  world.advance(15_000);
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded']);
});

test('a name that cannot be resolved for long is given up, with the reason', async () => {
  const world = createDrainWorld([jobFor(1, '@launch')]);
  const strange = Array.from({ length: 50 }, () => refusedWith('SOMETHING_NEW'));
  world.telegram.script(resolveMethods.username, ...strange);
  for (let round = 0; round < 12; round++) {
    world.advanceTo(world.readyAtMs(1));
    await world.drain();
  }
  expect(world.telegram.callsOf(resolveMethods.username)).toHaveLength(9);
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: { type: 'SOMETHING_NEW', class: 'exhausted' },
  });
});

test('a name that is gone while an outcome is unknown is given up at last, and a link may be there', async () => {
  const world = createDrainWorld([createUnknownJob(1, { status: 'waiting' })]);
  world.telegram.script(
    resolveMethods.username,
    ...Array.from({ length: 20 }, () => refusedWith('USERNAME_NOT_OCCUPIED')),
  );
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'waiting', intentAtMs: startMs - 10_000 });
  for (let round = 0; round < 14; round++) {
    world.advanceTo(world.readyAtMs(1));
    await world.drain();
  }
  expect(world.store.job(1)).toMatchObject({
    status: 'failed',
    error: { type: 'USERNAME_NOT_OCCUPIED', detail: expect.stringContaining('may have been made') },
  });
});

test('a connection lost while a name is resolved carries nothing more', async () => {
  const world = createDrainWorld([jobFor(1, '@launch'), jobFor(2, '@other'), jobFor(3, '-77')]);
  world.telegram.script(resolveMethods.username, lostBefore);
  await world.drain();
  expect(world.statuses()).toEqual(['waiting', 'queued', 'queued']);
  expect(world.telegram.calls).toHaveLength(1);
});

test('a session that ends while a name is resolved stops the account before anything is called', async () => {
  const world = createDrainWorld([jobFor(1, '@launch'), jobFor(2, '@other')]);
  world.telegram.script(resolveMethods.username, refusedWith('AUTH_KEY_UNREGISTERED', 401));
  await world.drain();
  expect(world.telegram.calls).toHaveLength(1);
  expect(world.account()).toMatchObject({ status: 'dead', trouble: { atMs: startMs } });
  await world.drain();
  expect(world.statuses()).toEqual(['blocked', 'blocked']);
});
