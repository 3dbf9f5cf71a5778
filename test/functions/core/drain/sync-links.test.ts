import { describe, expect, test } from 'vitest';
import { maxPages } from '../../../../functions/core/drain/sync-links.ts';
import { adoptedIdOf } from '../../../../functions/core/ids.ts';
import { adminsMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createSyncRecord, startMs } from '../records.ts';
import { pageLimit, refusedWith } from './scripted-telegram.ts';
import {
  adopted,
  adoptedLinks,
  createSyncWorld,
  drainToEnd,
  link,
  made,
  sync,
  syncOf,
} from './sync-world.ts';

describe('a sync', () => {
  test('makes an invite of each link that is none', async () => {
    const world = createSyncWorld([link('a', { title: 'by hand' }), link('b')]);
    await world.drain();
    expect(syncOf(world)).toMatchObject({
      status: 'succeeded',
      sync: { lists: [], links: 2, adopted: 2, updated: 0, left: 0 },
    });
    expect(adopted(world)[1]).toMatchObject({
      jobId: adoptedIdOf('ten_a', 'acc_a', 'https://t.me/+a'),
      status: 'succeeded',
      accountId: 'acc_a',
      request: { account: 'main', peer: '@launch' },
      adopted: { by: sync.jobId, maker: 'account' },
      outcome: { kind: 'chatInviteExported', invite: { title: 'by hand' } },
      link: { usage: 3, requested: 1, asOfMs: startMs },
      finishedAtMs: startMs,
    });
    expect(adopted(world)[0]).not.toHaveProperty('dueAtMs');
  });

  test('tells the invites that exist how their links are, and adopts none of theirs', async () => {
    const world = createSyncWorld([link('a'), link('b', { revoked: true })], {
      jobs: [made(1, link('a')), made(2, link('b'))],
      operation: { revoked: true },
    });
    await world.drain();
    expect(adopted(world)).toEqual([]);
    expect(syncOf(world).sync).toMatchObject({ links: 2, adopted: 0, updated: 2 });
    expect(world.store.job(1).link).toMatchObject({ usage: 3, requested: 1, asOfMs: startMs });
    expect(world.store.job(1).link).not.toHaveProperty('isRevoked');
    expect(world.store.job(2).link).toMatchObject({ isRevoked: true });
  });

  test('a second one updates what the first has adopted', async () => {
    const world = createSyncWorld([link('a')]);
    await world.drain();
    const again = createSyncRecord({ jobId: `${sync.jobId.slice(0, -1)}Z` });
    world.store.jobs.set(again.jobId, again);
    await world.drain([again.jobId]);
    expect(adopted(world)).toHaveLength(1);
    expect(world.store.jobs.get(again.jobId)?.sync).toMatchObject({ adopted: 0, updated: 1 });
  });

  test('reads revoked links only where that was asked for', async () => {
    const world = createSyncWorld([link('a'), link('b', { revoked: true })]);
    await world.drain();
    expect(adoptedLinks(world)).toEqual(['a']);
  });

  test('reads page by page, as many as one pass may, and the rest later', async () => {
    const count = pageLimit * (maxPages + 2) + 1;
    const names = Array.from({ length: count }, (_, index) => link(`n${index}`));
    const world = createSyncWorld(names);
    const [verdict] = (await world.drain()).values();
    expect(world.telegram.callsOf(listMethod)).toHaveLength(maxPages);
    expect(syncOf(world)).toMatchObject({ status: 'queued', sync: { adopted: pageLimit * maxPages } });
    expect(verdict).toMatchObject({ kind: 'again' });
    await drainToEnd(world);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(maxPages + 3);
    expect(adopted(world)).toHaveLength(count);
    expect(syncOf(world).sync).toMatchObject({ links: count, adopted: count });
  });

  test('reads one page where links are asked for, and they do not wait for the rest', async () => {
    const names = Array.from({ length: pageLimit * 4 }, (_, index) => link(`n${index}`));
    const world = createSyncWorld(names, { jobs: [createJobRecord(1)] });
    await world.drain();
    expect(world.store.job(1).status).toBe('succeeded');
    expect(world.telegram.callsOf(listMethod)).toHaveLength(1);
    expect(syncOf(world).status).toBe('queued');
  });

  test("reads the links of all administrators, and knows who made them; the creator's own are the account's", async () => {
    const world = createSyncWorld([link('a'), link('b', { admin_id: '8' }), link('c', { admin_id: '9' })], {
      operation: { admins: 'all' },
    });
    world.telegram.setAdminLists([
      { revoked: false },
      { admin: { userId: '8', accessHash: '80' }, revoked: false },
      { admin: { userId: '8', accessHash: '80' }, revoked: true },
      { admin: { userId: '9', accessHash: '90', isBot: true }, revoked: false },
    ]);
    await world.drain();
    expect(world.telegram.callsOf(adminsMethod)).toHaveLength(1);
    expect(world.telegram.callsOf(listMethod)).toHaveLength(3);
    expect(adopted(world).map((job) => job.adopted?.maker)).toEqual(['account', 'administrator', 'bot']);
    expect(syncOf(world)).toMatchObject({ status: 'succeeded', sync: { links: 3, adopted: 3, lists: [] } });
  });

  test('fails where the account may not see the links, and says why', async () => {
    const world = createSyncWorld([link('a')], { operation: { admins: 'all' } });
    world.telegram.script(adminsMethod, refusedWith('CHAT_ADMIN_REQUIRED'));
    await world.drain();
    expect(syncOf(world)).toMatchObject({
      status: 'failed',
      error: { type: 'CHAT_ADMIN_REQUIRED', class: 'rights' },
    });
  });
});

describe('a link that was adopted just now', () => {
  test('is revoked before the revoked ones are read, and its invite knows', async () => {
    const world = createSyncWorld([link('a')], { operation: { revoked: true } });
    world.store.onOperation((operation) => {
      if (operation === 'createJob') {
        Object.assign(world.telegram.links[0]?.invite ?? {}, { revoked: true });
      }
    });
    await world.drain();
    expect(adopted(world)[0]?.link).toMatchObject({ isRevoked: true });
    expect(syncOf(world).sync).toMatchObject({ links: 2, adopted: 2, left: 0 });
  });

  test('is updated by the next sync, though the list of the tenant does not show it yet', async () => {
    const world = createSyncWorld([link('a', { date: startMs / 1000 - 10 })]);
    await world.drain();
    world.deps.listJobsOf = async () => ({ jobs: [], hasMore: false });
    const again = createSyncRecord({ jobId: `${sync.jobId.slice(0, -1)}Z` });
    world.store.jobs.set(again.jobId, again);
    await world.drain([again.jobId]);
    expect(world.store.jobs.get(again.jobId)?.sync).toMatchObject({ adopted: 0, updated: 1, left: 0 });
  });
});

describe('a sync of all administrators', () => {
  test('reads the revoked links of each, whether or not there are any when it begins', async () => {
    const world = createSyncWorld([link('a'), link('b')], { operation: { admins: 'all', revoked: true } });
    world.telegram.setAdminLists([{ revoked: false }]);
    let isRevoked = false;
    world.telegram.onAnswer((method) => {
      const [, made] = world.telegram.links;
      if (method === listMethod && !isRevoked && made !== undefined) {
        isRevoked = true;
        made.invite.revoked = true;
      }
    });
    await world.drain();
    expect(adopted(world)).toHaveLength(2);
    expect(syncOf(world).sync).toMatchObject({ links: 2, adopted: 2 });
  });

  test('waits for its chat alone when Telegram asks for a wait there', async () => {
    const world = createSyncWorld([], { operation: { admins: 'all' } });
    const again = createSyncRecord({
      jobId: `${sync.jobId.slice(0, -1)}Y`,
      operation: { kind: 'sync', admins: 'all' },
    });
    const elsewhere = createSyncRecord({
      jobId: `${sync.jobId.slice(0, -1)}Z`,
      request: { account: 'main', peer: '@other', priority: 'normal' },
      operation: { kind: 'sync', admins: 'all' },
    });
    world.store.jobs.set(again.jobId, again);
    world.telegram.script(adminsMethod, refusedWith('SLOWMODE_WAIT_40', 420));
    await world.drain();
    expect(world.store.jobs.get(again.jobId)).toMatchObject({ status: 'waiting' });
    world.store.jobs.set(elsewhere.jobId, elsewhere);
    await world.drain();
    expect(world.store.jobs.get(elsewhere.jobId)?.status).toBe('succeeded');
  });
});
