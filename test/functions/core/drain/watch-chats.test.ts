import { describe, expect, test } from 'vitest';
import { watchFromMs } from '../../../../functions/core/job/due.ts';
import {
  adminLogMethod,
  exportMethod,
  importersMethod,
  listMethod,
} from '../../../../functions/core/rpc/methods.ts';
import { connectionError } from '../../../../functions/core/rpc/rpc-error.ts';
import { createJobRecord } from '../records.ts';
import { watchPauses } from './drain-world.ts';
import { joinPageLimit } from './scripted-joins.ts';
import { refusedWith } from './scripted-telegram.ts';
import { chat, chatId, createWatchWorld, tracked, user, watchId } from './watch-world.ts';

describe('a look', () => {
  test('stores who came in by which link, once, in the order in which they came', async () => {
    const world = createWatchWorld([tracked(1), tracked(2)]);
    await world.drain([1, 2]);
    world.join(1, 1);
    world.join(2, 2);
    world.advance(1_000);
    world.join(1, 3);
    await world.passMinute();
    expect(world.store.joins.eventsOf(1)).toEqual([
      {
        id: expect.stringMatching(/^evt_/),
        kind: 'joined',
        number: 1,
        atMs: world.store.joins.tracked.get('inv_1')?.sinceMs,
        userId: '5001',
        via: 'link',
      },
      expect.objectContaining({ number: 2, userId: '5003' }),
    ]);
    expect(world.joinedBy(2)).toEqual(['5002']);
    await world.passMinutes(2);
    expect(world.joinedBy(1)).toEqual(['5001', '5003']);
    expect(world.store.joins.tracked.get('inv_1')).toMatchObject({ events: 2, joins: 2 });
  });

  test('keeps names only of those whose link says so', async () => {
    const world = createWatchWorld([tracked(1), tracked(2, { track_joins: 'names' })]);
    await world.drain([1, 2]);
    world.join(1, 1);
    world.join(2, 2);
    await world.passMinute();
    expect(world.store.joins.eventsOf(1)[0]).not.toHaveProperty('firstName');
    expect(world.store.joins.eventsOf(2)[0]).toMatchObject({ firstName: 'Guest 2', username: 'guest2' });
  });

  test('passes over joins from before tracking began, and those by links that are not tracked', async () => {
    const world = createWatchWorld([createJobRecord(1), tracked(2)]);
    world.telegram.joins.join(chat, undefined, user(8));
    world.advance(10_000);
    await world.drain([1, 2]);
    world.join(1, 1);
    world.join(2, 2);
    await world.passMinutes(2);
    expect(world.store.joins.eventsOf(1)).toEqual([]);
    expect(world.joinedBy(2)).toEqual(['5002']);
    expect(world.store.joins.unattributed()).toEqual([]);
  });

  test('keeps a join that Telegram tells no link of, without a name', async () => {
    const world = createWatchWorld([tracked(1, { track_joins: 'names' })]);
    await world.drain([1]);
    world.telegram.joins.join(chat, undefined, user(1));
    await world.passMinute();
    expect(world.store.joins.unattributed()).toEqual([
      { id: expect.stringMatching(/^evt_/), atMs: expect.any(Number), userId: '5001' },
    ]);
  });

  test('reads page by page down to what is stored, and stores more than one transaction takes', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    const count = joinPageLimit * 29;
    for (let who = 0; who < count; who += 1) {
      world.join(1, who);
    }
    await world.passMinute();
    expect(world.joinedBy(1)).toEqual(Array.from({ length: count }, (_, who) => user(who).userId));
    const numbers = world.store.joins.eventsOf(1).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  test('leaves what is more than it may read to the next, and none is lost', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    const count = joinPageLimit * 75;
    for (let who = 0; who < count; who += 1) {
      world.join(1, who);
    }
    await world.passMinute();
    expect(world.watch().watch.gap).toBeDefined();
    world.join(1, count);
    await world.passMinutes(4);
    expect(world.watch().watch).not.toHaveProperty('gap');
    expect(world.joinedBy(1).toSorted()).toEqual(
      Array.from({ length: count + 1 }, (_, who) => user(who).userId).toSorted(),
    );
  });

  test('reads one page where links are asked for, and comes after them', async () => {
    const world = createWatchWorld([
      tracked(1),
      createJobRecord(2, { dueAtMs: 5 * 10 ** 14 + 2_000_000_000_000 }),
    ]);
    await world.drain([1]);
    for (let who = 0; who < joinPageLimit * 3; who += 1) {
      world.join(1, who);
    }
    world.advance(60_000);
    world.store.jobs.set('inv_3', createJobRecord(3));
    world.log.length = 0;
    await world.drain([3]);
    const calls = world.log.filter((entry) => entry.startsWith('call '));
    expect(calls.filter((entry) => entry.includes(adminLogMethod))).toHaveLength(1);
    expect(calls.indexOf(`call ${adminLogMethod}`)).toBeGreaterThan(calls.indexOf(`call ${exportMethod}`));
    expect(world.joinedBy(1)).toHaveLength(joinPageLimit);
  });

  test.each(Array.from({ length: 14 }, (_, index) => index + 1))(
    'loses and doubles nothing where its worker dies before write %i',
    async (fatal) => {
      const world = createWatchWorld([tracked(1), tracked(2, { single_use: true, usage_limit: 1 })]);
      await world.drain([1, 2]);
      for (let who = 0; who < 87; who += 1) {
        world.join(1, who);
      }
      world.join(2, 200);
      let writes = 0;
      world.store.onOperation((operation) => {
        if (/^(save|create|track)/.test(operation)) {
          writes += 1;
          if (writes >= fatal) {
            throw new Error('killed');
          }
        }
      });
      world.advance(60_000);
      // The worker dies, so its pass may fail.
      await world.drain([watchId]).catch(() => {});
      world.store.onOperation(() => {});
      const account = world.account();
      delete account.leaseUntilMs;
      await world.passMinutes(6);
      expect(world.joinedBy(1)).toEqual(Array.from({ length: 87 }, (_, who) => user(who).userId));
      expect(world.joinedBy(2)).toEqual(['5200']);
      expect(world.telegram.links.map(({ invite }) => invite.revoked)).toEqual([false, true]);
      expect(world.watch().watch).not.toHaveProperty('toRevoke');
    },
  );
});

describe('a link for one person', () => {
  test('is revoked in the look that sees the first join', async () => {
    const world = createWatchWorld([tracked(1, { single_use: true, usage_limit: 1 })]);
    await world.drain([1]);
    world.join(1, 1);
    await world.passMinute();
    expect(world.telegram.links[0]?.invite.revoked).toBe(true);
    expect(world.store.job(1)).toMatchObject({
      link: { isRevoked: true },
      operationIds: [expect.any(String)],
    });
    expect(world.store.joins.tracked.get('inv_1')?.endsAtMs).toBe(world.now());
    expect(world.watch().watch).not.toHaveProperty('toRevoke');
  });

  test('is revoked later where Telegram asks for a wait', async () => {
    const world = createWatchWorld([tracked(1, { single_use: true, usage_limit: 1 })]);
    await world.drain([1]);
    world.join(1, 1);
    world.telegram.script('messages.editExportedChatInvite', refusedWith('FLOOD_WAIT_100', 420));
    await world.passMinutes(4);
    expect(world.telegram.links[0]?.invite.revoked).toBe(true);
    expect(world.telegram.callsOf('messages.editExportedChatInvite')).toHaveLength(2);
  });
});

describe('the pause between looks', () => {
  test('doubles while nobody joins, up to the longest, and is the shortest once somebody does', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    const pauses: number[] = [];
    for (let looks = 0; looks < 7; looks += 1) {
      await world.passMinutes(16);
      pauses.push(world.watch().watch.intervalMs);
    }
    expect(pauses.at(-1)).toBe(watchPauses.maxMs);
    world.join(1, 1);
    while (world.joinedBy(1).length === 0) {
      await world.passMinute();
    }
    world.join(1, 2);
    expect(await world.passMinutes(1)).toBe(1);
    expect(world.joinedBy(1)).toEqual(['5001', '5002']);
    expect(world.watch().watch.intervalMs).toBe(watchPauses.minMs);
  });

  test('stays the shortest while a link for one person is open', async () => {
    const world = createWatchWorld([tracked(1, { single_use: true, usage_limit: 1 })]);
    await world.drain([1]);
    expect(await world.passMinutes(10)).toBe(10);
  });

  test('keeps the invites of open links for as long as people may come in by them', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    const day = 24 * 3600 * 1000;
    function keptUntilMs() {
      return world.store.joins.tracked.get('inv_1')?.inviteKeptUntilMs ?? 0;
    }
    const firstMs = keptUntilMs();
    await world.passMinute();
    expect(keptUntilMs()).toBe(firstMs);
    world.advance(14 * day);
    await world.passMinute();
    expect(keptUntilMs()).toBe(firstMs);
    world.advance(2 * day);
    await world.passMinute();
    expect(keptUntilMs()).toBeGreaterThan(firstMs + 15 * day);
  });

  test('has no end when no tracked link is open, until the next link is tracked', async () => {
    const world = createWatchWorld([tracked(1, { expire_in: 600 })]);
    await world.drain([1]);
    await world.passMinutes(40);
    expect(world.watch()).toMatchObject({ status: 'waiting' });
    expect(world.watch()).not.toHaveProperty('dueAtMs');
    expect(await world.passMinutes(30)).toBe(0);
    world.store.jobs.set('inv_2', tracked(2));
    await world.drain([2]);
    expect(world.watch().dueAtMs).toBe(watchFromMs + world.now() + watchPauses.minMs);
    world.join(2, 1);
    await world.passMinute();
    expect(world.joinedBy(2)).toEqual(['5001']);
  });

  test('is cut short where a link is tracked meanwhile', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    await world.passMinutes(60);
    world.store.jobs.set('inv_2', tracked(2));
    await world.drain([2]);
    world.join(2, 1);
    await world.passMinute();
    expect(world.joinedBy(2)).toEqual(['5001']);
  });
});

describe('a look that fails', () => {
  test('calls nothing inside a wait for the admin log, and links are made all the same', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    world.telegram.script(adminLogMethod, refusedWith('FLOOD_WAIT_300', 420));
    await world.passMinute();
    expect(world.account().blockedUntilMs[adminLogMethod]).toBeGreaterThan(world.now());
    world.store.jobs.set('inv_2', createJobRecord(2));
    await world.drain([2]);
    expect(world.store.job(2).status).toBe('succeeded');
    await world.passMinutes(3);
    expect(world.telegram.callsOf(adminLogMethod)).toHaveLength(1);
    await world.passMinutes(3);
    expect(world.joinedBy(1)).toEqual(['5001']);
  });

  test('for lack of a connection waits as long as the account', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.telegram.failToConnect(connectionError('CONNECTION_FAILED'));
    await world.passMinute();
    const { wait, dueAtMs } = world.watch();
    expect(wait).toMatchObject({ reason: 'CONNECTION_FAILED' });
    expect(dueAtMs).toBe(watchFromMs + (wait?.retryAtMs ?? 0));
  });

  test('for a wait is made in no other chat of the account meanwhile', async () => {
    const world = createWatchWorld([
      tracked(1),
      tracked(2, { peer: { _: 'inputPeerChannel', channel_id: '22', access_hash: '220' } }),
    ]);
    await world.drain([1, 2]);
    world.telegram.script(adminLogMethod, refusedWith('FLOOD_WAIT_300', 420));
    await world.passMinutes(3);
    expect(world.telegram.callsOf(adminLogMethod)).toHaveLength(1);
    await world.passMinutes(4);
    expect(world.telegram.callsOf(adminLogMethod).length).toBeGreaterThan(2);
  });

  test('keeps what the pages before the failure told', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    for (let who = 0; who < joinPageLimit * 2; who += 1) {
      world.join(1, who);
    }
    world.telegram.script(adminLogMethod, { kind: 'answer' }, refusedWith('FLOOD_WAIT_300', 420));
    await world.passMinute();
    expect(world.joinedBy(1)).toHaveLength(joinPageLimit);
    await world.passMinutes(8);
    expect(world.joinedBy(1)).toHaveLength(joinPageLimit * 2);
  });

  test('for lack of rights is told, and made again each hour', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.telegram.script(
      adminLogMethod,
      refusedWith('CHAT_ADMIN_REQUIRED', 403),
      refusedWith('CHAT_ADMIN_REQUIRED', 403),
    );
    await world.passMinute();
    expect(world.watch()).toMatchObject({
      status: 'waiting',
      watch: { trouble: { type: 'CHAT_ADMIN_REQUIRED', detail: expect.any(String) } },
    });
    world.join(1, 1);
    await world.passMinutes(59);
    expect(world.telegram.callsOf(adminLogMethod)).toHaveLength(1);
    await world.passMinutes(61);
    expect(world.telegram.callsOf(adminLogMethod)).toHaveLength(3);
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(world.watch().watch).not.toHaveProperty('trouble');
  });

  test('for lack of rights is made again within a minute of the next tracked link of the chat, and not each time', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    const refused = refusedWith('CHAT_ADMIN_REQUIRED', 403);
    world.telegram.script(adminLogMethod, refused, refused);
    await world.passMinute();
    for (const number of [2, 3, 4]) {
      const next = tracked(number);
      world.store.jobs.set(next.jobId, next);
      await world.drain([number]);
      world.advance(10_000);
    }
    expect(world.telegram.callsOf(adminLogMethod)).toHaveLength(1);
    await world.passMinute();
    expect(world.telegram.callsOf(adminLogMethod)).toHaveLength(2);
    const last = tracked(5);
    world.store.jobs.set(last.jobId, last);
    await world.drain([5]);
    await world.passMinute();
    expect(world.telegram.callsOf(adminLogMethod)).toHaveLength(3);
    expect(world.watch().watch).not.toHaveProperty('trouble');
  });

  test.each([
    ['kept', true],
    ['spelled out in the watch', false],
  ])('for a stale access hash that is %s finds the chat anew', async (_where, isKept) => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    if (isKept) {
      world.store.peers.set(`acc_a ${chatId}`, { kind: 'channel', channelId: '11', accessHash: '999' });
    } else {
      const peer = { _: 'inputPeerChannel', channel_id: '11', access_hash: '999' };
      world.store.jobs.set(watchId, { ...world.watch(), request: { account: 'main', peer } });
    }
    world.telegram.script(adminLogMethod, refusedWith('CHANNEL_INVALID'));
    world.join(1, 1);
    await world.passMinutes(2);
    expect(world.joinedBy(1)).toEqual(['5001']);
    expect(world.store.peers.get(`acc_a ${chatId}`)).toMatchObject({ channelId: '11', accessHash: '110' });
    expect(world.watch().watch).not.toHaveProperty('trouble');
  });

  test('for another reason comes again, however often', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    world.telegram.script(adminLogMethod, ...Array(12).fill(refusedWith('INTERNAL', 500)));
    await world.passMinutes(60);
    expect(world.watch().status).toBe('waiting');
    expect(world.joinedBy(1)).toEqual(['5001']);
  });

  test('through a fault of ours keeps nothing else from being stored', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    world.advance(60_000);
    world.store.jobs.set('inv_2', createJobRecord(2));
    world.store.onOperation((operation) => {
      if (operation === 'saveLook') {
        throw new Error('broken');
      }
    });
    await world.drain([2]);
    expect(world.lookFaults).toHaveLength(1);
    expect(world.account()).not.toHaveProperty('leaseUntilMs');
    expect(world.account().unsettled).toEqual([]);
    world.store.onOperation(() => {});
    await world.passMinutes(3);
    expect(world.joinedBy(1)).toEqual(['5001']);
  });

  test('because the account needs its operator waits until it is repaired', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    world.telegram.script(adminLogMethod, refusedWith('SESSION_REVOKED', 401));
    await world.passMinute();
    expect(world.watch().status).toBe('blocked');
    expect(world.account().status).toBe('dead');
    Object.assign(world.account(), { status: 'active' });
    await world.passMinutes(3);
    expect(world.joinedBy(1)).toEqual(['5001']);
  });

  test('does not wait for the counts', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    world.join(1, 1);
    world.telegram.script(listMethod, refusedWith('FLOOD_WAIT_900', 420));
    await world.passMinute();
    world.join(1, 2);
    await world.passMinute();
    expect(world.joinedBy(1)).toEqual(['5001', '5002']);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(1);
    expect(world.telegram.callsOf(importersMethod)).toHaveLength(0);
  });
});
