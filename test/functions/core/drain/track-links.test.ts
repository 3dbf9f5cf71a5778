import { describe, expect, test } from 'vitest';
import { watchDeadlineMs, watchFromMs } from '../../../../functions/core/job/due.ts';
import { createJobRecord, startMs } from '../records.ts';
import { watchPauses } from './drain-world.ts';
import { chatId, createWatchWorld, tracked, watchId } from './watch-world.ts';

describe('a request whose joins are told', () => {
  test('has its link tracked before it succeeds, and its chat is watched', async () => {
    const world = createWatchWorld([tracked(1)]);
    await world.drain([1]);
    const entries = ['trackLink inv_1', 'ensureDue acc_a', `createJob ${watchId}`, 'saveJob inv_1 succeeded'];
    expect(world.log.filter((entry) => entries.includes(entry))).toEqual(entries);
    expect(world.store.joins.tracked.get('inv_1')).toEqual({
      tenantId: 'ten_a',
      jobId: 'inv_1',
      accountId: 'acc_a',
      account: 'main',
      chatId,
      link: 'https://t.me/+link1',
      track: true,
      sinceMs: startMs,
      isFromStart: true,
      inviteKeptUntilMs: startMs + 30 * 24 * 3600 * 1000,
      events: 0,
      joins: 0,
      fence: 1,
    });
    expect(world.watch()).toMatchObject({
      operation: { kind: 'watch' },
      request: {
        account: 'main',
        peer: { _: 'inputPeerChannel', channel_id: '11', access_hash: '110' },
        priority: 'low',
      },
      status: 'waiting',
      deadlineMs: watchDeadlineMs,
      dueAtMs: watchFromMs + startMs + watchPauses.minMs,
      watch: { chatId, sinceMs: startMs },
    });
  });

  test('is the only kind that is tracked', async () => {
    const world = createWatchWorld([createJobRecord(1)]);
    await world.drain([1]);
    expect(world.store.joins.tracked.size).toBe(0);
    expect(world.watch()).toBeUndefined();
  });

  test('is found again where the worker dies before its success is stored, and tracked once', async () => {
    const world = createWatchWorld([tracked(1)]);
    world.store.onOperation((operation) => {
      if (operation === 'trackLink') {
        throw new Error('killed');
      }
    });
    await expect(world.drain([1])).rejects.toThrow('killed');
    expect(world.store.joins.tracked.size).toBe(0);
    world.store.onOperation(() => {});
    world.advance(60_000);
    await world.drain([1]);
    expect(world.store.job(1).status).toBe('succeeded');
    expect(world.telegram.links).toHaveLength(1);
    expect(world.store.joins.tracked.get('inv_1')?.sinceMs).toBe(startMs);
  });

  test('shares the watch with others of its chat, made at once', async () => {
    const world = createWatchWorld([tracked(1), tracked(2), tracked(3, { expire_in: 3_600 })]);
    await world.drain([1, 2, 3]);
    expect([...world.store.joins.tracked.keys()]).toEqual(['inv_1', 'inv_2', 'inv_3']);
    expect(world.log.filter((entry) => entry === `createJob ${watchId}`)).toHaveLength(1);
    expect(world.store.joins.tracked.get('inv_3')?.endsAtMs).toBe(startMs + 3_600_000);
  });

  test('that ends a little later than others changes the watch no more, and is not forgotten', async () => {
    const world = createWatchWorld([tracked(1, { expire_in: 600 })]);
    await world.drain([1]);
    world.join(1, 1);
    await world.passMinute();
    const { version } = world.watch();
    world.store.jobs.set('inv_2', tracked(2, { expire_in: 1_000 }));
    await world.drain([2]);
    expect(world.watch().version).toBe(version);
    await world.passMinutes(15);
    world.join(2, 2);
    await world.passMinutes(30);
    expect(world.joinedBy(2)).toEqual(['5002']);
    expect(world.watch()).not.toHaveProperty('dueAtMs');
  });

  test('says what its link allows, and where its events go', async () => {
    const callback = { url: 'https://example.com/hook', status: 'pending' as const, attempts: 0 };
    const world = createWatchWorld([
      tracked(1, { single_use: true, usage_limit: 1, track_joins: 'names' }, { callback }),
      tracked(2, { request_needed: true }),
    ]);
    await world.drain([1, 2]);
    expect(world.store.joins.tracked.get('inv_1')).toMatchObject({
      track: 'names',
      isSingleUse: true,
      usageLimit: 1,
      delivery: { url: 'https://example.com/hook', status: 'idle', attempts: 0, toldUntil: 0 },
    });
    expect(world.store.joins.tracked.get('inv_2')).toMatchObject({ isRequestNeeded: true });
  });
});
