import { describe, expect, test } from 'vitest';
import { watchIdOf } from '../../../../functions/core/ids.ts';
import { listMethod, refreshMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createOperationRecord } from '../records.ts';
import { createWatchWorld, tracked, user, type WatchWorld } from './watch-world.ts';

const group = { account: 'main', peer: { _: 'inputPeerChat', chat_id: '33' }, track_joins: true as const };
const groupChat = 'chat 33';
const groupWatchId = watchIdOf('ten_a', 'acc_a', '-33');

function rowOf(world: WatchWorld, number: number) {
  return world.store.joins.tracked.get(`inv_${number}`);
}

/** A world with a link that has been looked at. */
async function lookedAt(request: Parameters<typeof tracked>[1] = {}) {
  const world = createWatchWorld([tracked(1, request)]);
  await world.drain([1]);
  await world.passMinute();
  return world;
}

describe('a tracked link that an administrator revokes in an app', () => {
  test('is revoked for its invite, and its chat is watched no more', async () => {
    const world = await lookedAt();
    world.join(1, 1);
    world.telegram.changeByHand(world.linkOf(1), { revoked: true });
    await world.passMinutes(30);
    expect(world.store.job(1).link).toMatchObject({ isRevoked: true });
    expect(rowOf(world, 1)?.endsAtMs).toBeLessThanOrEqual(world.now());
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(world.watch()).not.toHaveProperty('dueAtMs');
  });

  test('and deletes is deleted for its invite', async () => {
    const world = await lookedAt();
    world.telegram.changeByHand(world.linkOf(1), { revoked: true });
    world.telegram.changeByHand(world.linkOf(1), undefined);
    await world.passMinutes(15);
    expect(world.store.job(1).link).toMatchObject({ isRevoked: true, isDeleted: true });
  });

  test('leaves the chat watched for another link', async () => {
    const world = createWatchWorld([tracked(1), tracked(2)]);
    await world.drain([1, 2]);
    world.telegram.changeByHand(world.linkOf(1), { revoked: true });
    await world.passMinutes(20);
    expect(rowOf(world, 2)).not.toHaveProperty('endsAtMs');
    expect(world.watch().dueAtMs).toBeDefined();
  });

  test.each(['saveLink', 'saveLook'] as const)(
    'is noticed by the next look where the worker dies before %s',
    async (fatal) => {
      const world = await lookedAt();
      world.telegram.changeByHand(world.linkOf(1), { revoked: true });
      world.store.onOperation((operation) => {
        if (operation === fatal) {
          throw new Error('killed');
        }
      });
      await world.passMinutes(4);
      expect(rowOf(world, 1)).not.toHaveProperty('endsAtMs');
      world.store.onOperation(() => {});
      await world.passMinutes(30);
      expect(world.store.job(1).link).toMatchObject({ isRevoked: true });
      expect(world.watch()).not.toHaveProperty('dueAtMs');
    },
  );
});

test('a link that was deleted in an app before it was tracked is known with the next look', async () => {
  const world = createWatchWorld([tracked(1), createJobRecord(2)]);
  await world.drain([1, 2]);
  world.telegram.changeByHand(world.linkOf(2), { revoked: true });
  world.telegram.changeByHand(world.linkOf(2), undefined);
  await world.passMinutes(3);
  const on = createOperationRecord('A', 2, { kind: 'edit', changes: { track_joins: true } });
  world.store.jobs.set(on.jobId, on);
  await world.drain([on.jobId]);
  await world.passMinutes(3);
  expect(world.store.job(2).link).toMatchObject({ isRevoked: true, isDeleted: true });
  expect(rowOf(world, 2)?.endsAtMs).toBeLessThanOrEqual(world.now());
  expect(rowOf(world, 1)).not.toHaveProperty('endsAtMs');
});

test('a link that this service has revoked is stored once', async () => {
  const world = await lookedAt();
  const revoke = createOperationRecord('A', 1, { kind: 'revoke' });
  world.store.jobs.set(revoke.jobId, revoke);
  await world.drain([revoke.jobId]);
  const endsAtMs = rowOf(world, 1)?.endsAtMs;
  expect(endsAtMs).toBeDefined();
  world.log.length = 0;
  await world.passMinutes(20);
  expect(world.log.filter((entry) => entry.startsWith('saveLink'))).toEqual([]);
  expect(rowOf(world, 1)?.endsAtMs).toBe(endsAtMs);
});

describe('a tracked link that an administrator edits in an app', () => {
  test('is known with its new limit and end within one look', async () => {
    const world = await lookedAt({ usage_limit: 5 });
    const end = Math.floor(world.now() / 1_000) + 7_200;
    world.telegram.changeByHand(world.linkOf(1), { usage_limit: 9, expire_date: end });
    await world.passMinutes(15);
    expect(rowOf(world, 1)).toMatchObject({ usageLimit: 9, endsAtMs: end * 1_000 });
    expect(world.store.job(1).link?.invite).toMatchObject({ usage_limit: 9, expire_date: end });
    await world.passMinutes(180);
    expect(world.watch()).not.toHaveProperty('dueAtMs');
  });

  test('in what is not kept of it needs no list', async () => {
    const world = await lookedAt();
    const lists = world.telegram.callsOf(listMethod).length;
    world.telegram.changeByHand(world.linkOf(1), { title: 'other' });
    await world.passMinutes(15);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(lists);
    expect(world.telegram.callsOf(refreshMethod)).toEqual([]);
  });
});

describe('in a basic group', () => {
  test('a link that an administrator revokes in an app is revoked for its invite, and who came before is told', async () => {
    const world = await lookedAt(group);
    world.telegram.joins.joinUnlogged(groupChat, world.linkOf(1), user(1));
    world.advance(1_000);
    world.telegram.changeByHand(world.linkOf(1), { revoked: true });
    await world.passMinutes(30);
    expect(world.store.job(1).link).toMatchObject({ isRevoked: true });
    expect(world.store.job(1).link).not.toHaveProperty('isDeleted');
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(world.store.jobs.get(groupWatchId)).not.toHaveProperty('dueAtMs');
  });

  test('one that is deleted too is deleted for its invite, and asked for once', async () => {
    const world = await lookedAt(group);
    world.telegram.changeByHand(world.linkOf(1), { revoked: true });
    world.telegram.changeByHand(world.linkOf(1), undefined);
    await world.passMinutes(30);
    expect(world.store.job(1).link).toMatchObject({ isRevoked: true, isDeleted: true });
    expect(world.telegram.callsOf(refreshMethod)).toHaveLength(1);
    expect(world.store.jobs.get(groupWatchId)).not.toHaveProperty('dueAtMs');
  });

  test('one that is listed is not asked for', async () => {
    const world = await lookedAt(group);
    await world.passMinutes(30);
    expect(world.telegram.callsOf(refreshMethod)).toEqual([]);
  });
});
