import { describe, expect, test } from 'vitest';
import { readyTimeOf } from '../../../../functions/core/job/due.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, startMs } from '../records.ts';
import { endOf, flood } from './flood.ts';
import { lostAfter, pageLimit } from './scripted-telegram.ts';
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

describe('a sync leaves alone what is not its own', () => {
  test('links that a later worker may have made, when the answer came after its lease', async () => {
    const world = createSyncWorld([link('a')]);
    world.telegram.onAnswer((method) => world.advance(method === listMethod ? 100_000 : 0));
    await world.drain();
    expect(adopted(world)).toEqual([]);
    expect(syncOf(world).finishedAtMs).toBeUndefined();
  });

  test('a link that a call of unknown outcome may have made, until that is settled', async () => {
    const world = createSyncWorld([link('a')], { jobs: [createJobRecord(1)] });
    world.telegram.script(exportMethod, lostAfter);
    world.store.jobs.delete(sync.jobId);
    await world.drain(['inv_1']);
    expect(world.store.job(1).intentAtMs).toBeDefined();
    world.store.jobs.set(sync.jobId, sync);
    await world.drain([sync.jobId]);
    expect(world.telegram.links).toHaveLength(2);
    expect(adoptedLinks(world)).toEqual(['a']);
    expect(syncOf(world).sync).toMatchObject({ links: 2, adopted: 1, left: 1 });
    world.advance(60_000);
    await world.drain(['inv_1']);
    expect(world.store.job(1).status).toBe('succeeded');
    expect(adopted(world)).toHaveLength(1);
  });

  test('a link made just now, whose invite the list of the tenant does not show yet', async () => {
    const world = createSyncWorld([link('a')], { jobs: [createJobRecord(1)] });
    const { listJobsOf } = world.deps;
    world.deps.listJobsOf = async (...given) => {
      const page = await listJobsOf(...given);
      return { ...page, jobs: page.jobs.filter(({ jobId }) => jobId !== 'inv_1') };
    };
    world.store.jobs.delete(sync.jobId);
    await world.drain(['inv_1']);
    expect(world.store.job(1).status).toBe('succeeded');
    world.store.jobs.set(sync.jobId, sync);
    await drainToEnd(world);
    expect(adoptedLinks(world)).toEqual(['a']);
    expect(syncOf(world).sync).toMatchObject({ links: 2, adopted: 1, left: 1 });
  });

  test('an adopted link is not given to a request like it, whose call was lost', async () => {
    const byHand = link('a', { date: startMs / 1000 - 10 });
    const world = createSyncWorld([byHand]);
    await world.drain();
    expect(adoptedLinks(world)).toEqual(['a']);
    const request = createJobRecord(1);
    world.store.jobs.set(request.jobId, {
      ...request,
      request: { account: 'main', peer: '@launch' },
    });
    world.telegram.script(exportMethod, lostAfter);
    await world.drain(['inv_1']);
    world.advance(60_000);
    await world.drain(['inv_1']);
    expect(world.store.job(1)).toMatchObject({
      status: 'succeeded',
      outcome: { invite: { link: 'https://t.me/+link2' } },
    });
  });

  test('invites of another account, which have links of their own', async () => {
    const world = createSyncWorld([link('a')], { jobs: [made(1, link('a'), { accountId: 'acc_b' })] });
    await world.drain([sync.jobId]);
    expect(world.store.job(1)).not.toHaveProperty('link');
    expect(adopted(world)).toHaveLength(1);
  });

  test('invites that a newer version has written', async () => {
    const world = createSyncWorld([link('a')], { jobs: [made(1, link('a'), { newerSchema: 99 })] });
    await world.drain([sync.jobId]);
    expect(world.store.job(1)).not.toHaveProperty('link');
    expect(adopted(world)).toEqual([]);
    expect(syncOf(world).sync).toMatchObject({ left: 1 });
  });
});

describe('a sync and what goes wrong', () => {
  test('a wait is waited out, and the page is read after it', async () => {
    const world = createSyncWorld([link('a')]);
    world.telegram.script(listMethod, flood(40));
    await world.drain();
    expect(syncOf(world)).toMatchObject({
      status: 'waiting',
      wait: { reason: 'FLOOD_WAIT', method: listMethod },
    });
    await world.drain();
    expect(world.telegram.callsOf(listMethod)).toHaveLength(1);
    world.advanceTo(endOf(40));
    await world.drain();
    expect(adopted(world)).toHaveLength(1);
  });

  test('a wait for lists that is already known costs no call', async () => {
    const world = createSyncWorld([link('a')], {
      account: { blockedUntilMs: { [listMethod]: startMs + 60_000 } },
    });
    await world.drain();
    expect(world.telegram.callsOf(listMethod)).toEqual([]);
    expect(syncOf(world)).toMatchObject({ status: 'waiting', wait: { retryAtMs: startMs + 60_000 } });
  });

  test('a lost answer loses nothing', async () => {
    const names = Array.from({ length: pageLimit * 2 }, (_, index) => link(`n${index}`));
    const world = createSyncWorld(names);
    world.telegram.script(listMethod, { kind: 'answer' }, lostAfter);
    await drainToEnd(world);
    expect(syncOf(world)).toMatchObject({
      status: 'succeeded',
      sync: { links: pageLimit * 2, adopted: pageLimit * 2 },
    });
  });

  test('an outage does not end it, however long it lasts', async () => {
    const world = createSyncWorld([link('a')]);
    world.telegram.script(listMethod, ...Array.from({ length: 15 }, () => lostAfter));
    for (let pass = 0; pass < 15; pass += 1) {
      await world.drain();
      expect(syncOf(world)).toMatchObject({ status: 'waiting', wait: { reason: 'CONNECTION_LOST' } });
      world.advanceTo(readyTimeOf(syncOf(world)) ?? 0);
    }
    await world.drain();
    expect(syncOf(world).status).toBe('succeeded');
  });

  test('a page that is stored twice is counted once, and its links are adopted once', async () => {
    const world = createSyncWorld([link('a'), link('b')]);
    let isBroken = true;
    world.store.onOperation((operation, subject) => {
      if (isBroken && operation === 'saveJob' && (subject as Job).sync !== undefined) {
        isBroken = false;
        throw new Error('the worker dies before it stores how far the sync has come');
      }
    });
    await expect(world.drain()).rejects.toThrow('the worker dies');
    expect(adopted(world)).toHaveLength(2);
    world.advance(60_000);
    await drainToEnd(world);
    expect(adopted(world)).toHaveLength(2);
    expect(syncOf(world).sync).toMatchObject({ links: 2, adopted: 2, updated: 0 });
  });

  test('nothing is stored over what a later lease has stored', async () => {
    const world = createSyncWorld([link('a')], {
      jobs: [made(1, link('a'), { link: { asOfMs: startMs, fence: 1_000_000 } })],
    });
    await world.drain();
    expect(world.store.job(1).link).toEqual({ asOfMs: startMs, fence: 1_000_000 });
    expect(syncOf(world).finishedAtMs).toBeUndefined();
  });

  test('a worker that stores a page late tells how the links were when they were read', async () => {
    const world = createSyncWorld([link('a'), link('b')], { jobs: [made(1, link('a'))] });
    world.store.onOperation((operation) => {
      if (operation === 'createJob') {
        world.advance(5_000);
      }
    });
    await world.drain([sync.jobId]);
    expect(adopted(world)[0]?.link).toMatchObject({ asOfMs: startMs });
    expect(world.store.job(1).link).toMatchObject({ asOfMs: startMs });
  });

  test('a page that kills its worker each time is given up', async () => {
    const world = createSyncWorld([link('a')]);
    world.store.jobs.set(sync.jobId, { ...syncOf(world), status: 'running', attempts: 8 });
    await world.drain();
    expect(syncOf(world)).toMatchObject({ status: 'failed', error: { type: 'ATTEMPTS_EXHAUSTED' } });
  });
});
