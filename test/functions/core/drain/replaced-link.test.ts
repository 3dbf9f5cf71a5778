import { expect, test } from 'vitest';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, startMs } from '../records.ts';
import { createDrainWorld, type DrainWorld } from './drain-world.ts';
import { endOf, flood } from './flood.ts';
import { lostAfter, lostBefore, refusedWith } from './scripted-telegram.ts';
import { drainUntilKnown, drainWhenDue, makeLink } from './unknown-outcomes.ts';

const request = { account: 'main', peer: '@launch', legacy_revoke_permanent: true };

/** A chat that was made five seconds ago, with the permanent link that it has from birth. */
function createYoungChat(...given: Partial<Parameters<typeof createDrainWorld>>) {
  const world = createDrainWorld(given[0] ?? [createJobRecord(1, { request })], given[1]);
  makeLink(world, {});
  const [permanent] = world.telegram.links;
  Object.assign(permanent?.invite ?? {}, { permanent: true });
  return world;
}

/** The links of the chat, oldest first: whether each is revoked. */
function revokedLinks(world: DrainWorld) {
  return world.telegram.links.map(({ invite }) => invite.revoked);
}

test.each([
  ['was executed', lostAfter],
  ['was not executed', lostBefore],
])(
  'a call for a permanent link that %s: the link of the young chat is not taken for its own',
  async (_what, lost) => {
    const world = createYoungChat();
    world.telegram.script(exportMethod, lost);
    await world.drain();
    await drainUntilKnown(world);
    await drainWhenDueIfOpen(world);
    expect(world.statuses()).toEqual(['succeeded']);
    expect(revokedLinks(world)).toEqual([true, false]);
    expect(world.shownLinks()).toEqual(['https://t.me/+link2']);
    expect(world.store.job(1)).not.toHaveProperty('replaces');
  },
);

async function drainWhenDueIfOpen(world: DrainWorld) {
  if (world.statuses()[0] !== 'succeeded') {
    await drainWhenDue(world);
  }
}

test('inside a wait for lists nothing is called, and the job comes back at its end', async () => {
  const world = createYoungChat([createJobRecord(1, { request })], {
    blockedUntilMs: { [listMethod]: startMs + 300_000 },
  });
  await world.drain();
  expect(world.telegram.callsOf(listMethod)).toEqual([]);
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.store.job(1)).toMatchObject({ status: 'waiting', attempts: 0 });
  expect(world.readyAtMs(1)).toBe(startMs + 300_000);
});

test('a list that is refused with a wait costs the job no attempt', async () => {
  const world = createYoungChat();
  world.telegram.script(listMethod, flood(120));
  await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.store.job(1)).toMatchObject({
    status: 'waiting',
    wait: { reason: 'FLOOD_WAIT', method: listMethod, retryAtMs: endOf(120) },
    attempts: 0,
    waits: 0,
    reconciliations: 0,
  });
  await drainWhenDue(world);
  expect(world.statuses()).toEqual(['succeeded']);
});

test.each([
  ['ends the session', refusedWith('SESSION_REVOKED', 401)],
  ['halts the account', refusedWith('PEER_FLOOD')],
  ['has no answer', lostBefore],
])('after a list that %s no job of the round is called for', async (_what, answer) => {
  const world = createYoungChat([createJobRecord(1, { request }), createJobRecord(2)]);
  world.telegram.script(listMethod, answer);
  await world.drain();
  expect(world.telegram.callsOf(exportMethod)).toEqual([]);
  expect(world.store.job(2)).toMatchObject({ attempts: 0 });
});

test('a list that fails for good ends the job, without a link', async () => {
  const world = createYoungChat();
  world.telegram.script(listMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'failed', error: { type: 'CHAT_ADMIN_REQUIRED' } });
  expect(world.telegram.links).toHaveLength(1);
});

test('a stale access hash that the list meets is resolved anew', async () => {
  const world = createYoungChat();
  world.store.peers.set('acc_a @launch', { kind: 'channel', channelId: '11', accessHash: '999' });
  world.telegram.script(listMethod, refusedWith('CHANNEL_INVALID'));
  await world.drain();
  expect(world.store.job(1)).toMatchObject({ status: 'queued', staleChat: 'channel:11' });
  world.advance(2_000);
  await world.drain();
  expect(world.statuses()).toEqual(['succeeded']);
});

test('a request for another link reads no list', async () => {
  const world = createYoungChat([createJobRecord(1)]);
  await world.drain();
  expect(world.telegram.callsOf(listMethod)).toEqual([]);
  expect(world.statuses()).toEqual(['succeeded']);
});
