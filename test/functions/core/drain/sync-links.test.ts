import { describe, expect, test } from 'vitest';
import { maxPages } from '../../../../functions/core/drain/sync-links.ts';
import { adoptedIdOf } from '../../../../functions/core/ids.ts';
import { readyTimeOf } from '../../../../functions/core/job/due.ts';
import type { ExportedInvite, Job } from '../../../../functions/core/job/job.ts';
import type { LinkSync } from '../../../../functions/core/job/operation.ts';
import { adminsMethod, exportMethod, listMethod } from '../../../../functions/core/rpc/methods.ts';
import { createJobRecord, createSyncRecord, startMs } from '../records.ts';
import { createDrainWorld, type DrainWorld } from './drain-world.ts';
import { endOf, flood } from './flood.ts';
import { lostAfter, pageLimit, refusedWith } from './scripted-telegram.ts';

const sync = createSyncRecord();

function link(name: string, overrides: Partial<ExportedInvite> = {}): ExportedInvite {
  return {
    link: `https://t.me/+${name}`,
    admin_id: '777',
    date: startMs / 1000 - 10_000,
    permanent: false,
    revoked: false,
    request_needed: false,
    ...overrides,
  };
}

/** An invite of this service, and its link. */
function made(number: number, invite: ExportedInvite, overrides: Partial<Job> = {}): Job {
  const { dueAtMs: _dueAtMs, ...job } = createJobRecord(number, {
    status: 'succeeded',
    outcome: { kind: 'chatInviteExported', invite },
    createdAtMs: startMs - 20_000_000,
    finishedAtMs: startMs - 10_000_000,
    ...overrides,
  });
  return job;
}

function createSyncWorld(
  links: ExportedInvite[],
  { jobs = [] as Job[], operation = {} as Partial<LinkSync>, account = {} } = {},
): DrainWorld {
  const asked = { ...sync, operation: { kind: 'sync' as const, ...operation } };
  const world = createDrainWorld([...jobs, asked], account);
  for (const invite of links) {
    world.telegram.links.push({ chat: 'channel 11', invite: structuredClone(invite) });
  }
  return world;
}

function syncOf(world: DrainWorld): Job {
  return world.store.jobs.get(sync.jobId) as Job;
}

function adopted(world: DrainWorld): Job[] {
  return [...world.store.jobs.values()].filter((job) => job.adopted !== undefined);
}

function adoptedLinks(world: DrainWorld): (string | undefined)[] {
  return adopted(world).map(({ outcome }) =>
    outcome?.kind === 'chatInviteExported' ? outcome.invite.link.slice(-1) : undefined,
  );
}

/** Until the sync is final, as its message comes back. */
async function drainToEnd(world: DrainWorld): Promise<void> {
  for (let pass = 0; pass < 20 && syncOf(world).finishedAtMs === undefined; pass += 1) {
    await world.drain([sync.jobId]);
    world.advance(30_000);
  }
}

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

  test('a wait for one chat is a wait of that chat alone', async () => {
    const world = createSyncWorld([link('a')], {
      account: { blockedUntilMs: { [`${listMethod} channel:11`]: startMs + 60_000 } },
    });
    await world.drain();
    expect(world.telegram.callsOf(listMethod)).toEqual([]);
    const { wait } = syncOf(world);
    expect(wait).toEqual({ reason: 'SLOWMODE_WAIT', retryAtMs: startMs + 60_000 });
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
