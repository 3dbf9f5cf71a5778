import { describe, expect, test } from 'vitest';
import { importersMethod } from '../../../../functions/core/rpc/methods.ts';
import { createRequestsRecord } from '../records.ts';
import {
  ada,
  askedAtMs,
  bob,
  chat,
  createRequestInvite,
  createRequestWorld,
  cy,
  jobNamed,
  requestLink,
  storedRequest,
  storeRequests,
  trackedLink,
} from './request-world.ts';
import { lostBefore, refusedWith } from './scripted-telegram.ts';

const otherLink = 'https://t.me/+link2';
const look = createRequestsRecord('A', { kind: 'requests' });
const lookOfInvite = createRequestsRecord('A', { kind: 'requests', inviteId: 'inv_1' });

describe('a look at the requests of a chat', () => {
  test('stores who asks, without names where no link is tracked with them', async () => {
    const world = createRequestWorld([look]);
    world.telegram.joins.ask(chat, requestLink, ada, 'a bio');
    await world.drain();
    expect(world.store.joins.requests()).toEqual([
      { userId: ada.userId, requestedAtMs: askedAtMs, accessHash: ada.accessHash },
    ]);
    expect(jobNamed(world, look)).toMatchObject({ status: 'succeeded', told: { requested: 1 } });
  });

  test('says by which tracked link each came, and the names where it is tracked with them', async () => {
    const world = createRequestWorld([look, createRequestInvite(2, otherLink)]);
    world.store.joins.track(
      trackedLink(1),
      trackedLink(2, { link: otherLink, track: 'names' }),
      trackedLink(3, { link: 'https://t.me/+link3' }),
    );
    world.telegram.joins.ask(chat, requestLink, ada);
    world.telegram.joins.ask(chat, otherLink, bob, 'a bio');
    await world.drain();
    expect(world.store.joins.requests()).toEqual([
      storedRequest(ada),
      storedRequest(bob, { inviteId: 'inv_2', firstName: 'Bob', about: 'a bio' }),
    ]);
    // The list of the chat, and of the two links: nobody is left for the third.
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(3);
  });

  test('does not ask again by which link a request came', async () => {
    const world = createRequestWorld([look]);
    world.store.joins.track(trackedLink(1));
    world.telegram.joins.ask(chat, requestLink, ada);
    await storeRequests(world, storedRequest(ada, { isTold: true }));
    await world.drain();
    expect(world.store.joins.requests()).toEqual([storedRequest(ada, { isTold: true })]);
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(1);
  });

  test('a person who asks again has made another request, of which no event tells yet', async () => {
    const world = createRequestWorld([look]);
    world.store.joins.track(trackedLink(1));
    world.telegram.joins.ask(chat, requestLink, ada);
    await storeRequests(world, storedRequest(ada, { requestedAtMs: askedAtMs - 60_000, isTold: true }));
    await world.drain();
    expect(world.store.joins.requests()).toEqual([storedRequest(ada)]);
  });

  test('a tracked link that Telegram shows no more keeps nobody from being told', async () => {
    const world = createRequestWorld([look]);
    world.store.joins.track(trackedLink(1));
    world.telegram.joins.ask(chat, requestLink, ada);
    world.telegram.script(importersMethod, { kind: 'answer' }, refusedWith('INVITE_HASH_EXPIRED'));
    await world.drain();
    expect(world.store.joins.requests()).toMatchObject([{ userId: ada.userId }]);
    expect(jobNamed(world, look).status).toBe('succeeded');
  });

  test('forgets those who ask no more', async () => {
    const world = createRequestWorld([look]);
    await storeRequests(world, storedRequest(ada), storedRequest(bob, { inviteId: 'inv_9' }));
    await world.drain();
    expect(world.store.joins.requests()).toEqual([]);
    expect(jobNamed(world, look)).toMatchObject({ told: { requested: 0 } });
  });

  test('reads all pages', async () => {
    const world = createRequestWorld([look]);
    const people = Array.from({ length: 7 }, (_, i) => ({ userId: `60${i}`, accessHash: '6' }));
    for (const each of people) {
      world.telegram.joins.ask(chat, requestLink, each);
    }
    await world.drain();
    expect(world.store.joins.requests()).toHaveLength(7);
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(3);
  });

  test('beyond 30 pages forgets nobody whom it has not seen', async () => {
    const world = createRequestWorld([look]);
    for (let i = 0; i < 100; i += 1) {
      world.telegram.joins.ask(chat, requestLink, { userId: `7${i}`, accessHash: '7' });
    }
    await storeRequests(world, storedRequest(ada));
    await world.drain();
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(30);
    expect(world.store.joins.requests()).toHaveLength(91);
  });
});

describe('a look at the requests by one link', () => {
  test('stores them under its invite, tracked or not', async () => {
    const world = createRequestWorld([lookOfInvite]);
    world.telegram.joins.ask(chat, requestLink, ada);
    world.telegram.joins.ask(chat, otherLink, bob);
    await world.drain();
    expect(world.store.joins.requests()).toEqual([storedRequest(ada)]);
    expect(jobNamed(world, lookOfInvite)).toMatchObject({ told: { requested: 1 } });
  });

  test('forgets those by the link who ask no more, and no others', async () => {
    const world = createRequestWorld([lookOfInvite]);
    await storeRequests(world, storedRequest(ada), storedRequest(bob, { inviteId: 'inv_9' }));
    await world.drain();
    expect(world.store.joins.requests()).toMatchObject([{ userId: bob.userId }]);
  });
});

test('two looks of one pass are one call', async () => {
  const second = createRequestsRecord('B', { kind: 'requests' });
  const world = createRequestWorld([look, second]);
  world.telegram.joins.ask(chat, requestLink, cy);
  await world.drain();
  expect(jobNamed(world, second)).toMatchObject({ status: 'succeeded', told: { requested: 1 } });
  expect(world.telegram.callsOf(importersMethod)).toHaveLength(1);
});

test('a decision before a look of the same pass is seen by it', async () => {
  const decision = createRequestsRecord('0', { kind: 'approve', userId: ada.userId });
  const world = createRequestWorld([decision, look]);
  for (const each of [ada, bob]) {
    world.telegram.joins.ask(chat, requestLink, each);
  }
  await world.drain();
  expect(jobNamed(world, look)).toMatchObject({ told: { requested: 1 } });
  expect(world.store.joins.requests()).toMatchObject([{ userId: bob.userId }]);
});

test('a look that breaks off is made again', async () => {
  const world = createRequestWorld([look]);
  world.telegram.joins.ask(chat, requestLink, ada);
  world.telegram.script(importersMethod, lostBefore);
  await world.drain();
  expect(jobNamed(world, look).status).toBe('waiting');
  world.advance(10_000);
  await world.drain();
  expect(jobNamed(world, look).status).toBe('succeeded');
});

test('a look that the account has no right to fails', async () => {
  const world = createRequestWorld([look]);
  world.telegram.script(importersMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
  await world.drain();
  expect(jobNamed(world, look)).toMatchObject({ status: 'failed', error: { type: 'CHAT_ADMIN_REQUIRED' } });
});

test('a look inside a wait for the method makes no call', async () => {
  const world = createRequestWorld([look], { blockedUntilMs: { [importersMethod]: Date.now() * 10 } });
  await world.drain();
  expect(jobNamed(world, look)).toMatchObject({ status: 'waiting', wait: { method: importersMethod } });
  expect(world.telegram.callsOf(importersMethod)).toEqual([]);
});
