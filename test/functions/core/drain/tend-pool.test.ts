import { describe, expect, test } from 'vitest';
import type { Job } from '../../../../functions/core/job/job.ts';
import { newTending } from '../../../../functions/core/job/tending.ts';
import type { Pool, PoolTake } from '../../../../functions/core/pool/pool.ts';
import { editMethod, exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createPoolRecord } from '../pool/pool-records.ts';
import { startMs } from '../records.ts';
import { createDrainWorld } from './drain-world.ts';
import { refusedWith } from './scripted-telegram.ts';

const work = { tenantId: 'ten_a', accountId: 'acc_a', account: 'main', peer: '@launch' };
const tending = newTending(work, { kind: 'pool', name: 'shop' }, startMs);

function createPoolWorld(overrides: Partial<Pool> = {}) {
  const world = createDrainWorld([tending]);
  world.store.pools.pools.set('shop', createPoolRecord(overrides));

  function pool(): Pool {
    return world.store.pools.pools.get('shop') as Pool;
  }

  /** The pool is tended, and what it asked for is done. */
  async function tend() {
    await world.drain([tending.jobId]);
    expect(world.tendingFaults).toEqual([]);
  }

  async function fill() {
    await tend();
    const made = [...world.store.jobs.values()].filter(
      ({ status, pool: name }) => name && status === 'queued',
    );
    await world.drain(made.map(({ jobId }) => jobId));
    expect(world.tendingFaults).toEqual([]);
  }

  function take(takeId: string, given: Partial<PoolTake> = {}): Job {
    const id = world.store.pools.take('shop', takeId, { atMs: world.now(), ...given });
    return world.store.jobs.get(id ?? '') as Job;
  }

  function invite({ jobId }: Job): Job {
    return world.store.jobs.get(jobId) as Job;
  }
  return { ...world, pool, tend, fill, take, invite };
}

describe('a pool is filled', () => {
  test('by jobs of low priority with its template, whose messages are sent', async () => {
    const world = createPoolWorld();
    await world.tend();
    const jobs = [...world.store.jobs.values()].filter(({ pool }) => pool === 'shop');
    expect(jobs).toHaveLength(3);
    expect(jobs[0]).toMatchObject({
      request: { account: 'main', peer: '@launch', title: 'shop', usage_limit: 1, priority: 'low' },
      madeFor: tending.jobId,
    });
    expect(Object.keys(world.pool().making)).toEqual(jobs.map(({ jobId }) => jobId));
    expect(world.log).toContain('sendJobs 3');
    expect(world.telegram.links).toEqual([]);
  });

  test('by the pass that makes the links', async () => {
    const world = createPoolWorld();
    await world.fill();
    expect(world.pool()).toMatchObject({ making: {}, nextNumber: 3 });
    expect(world.pool().ready.map(({ invite }) => invite.link)).toEqual(world.shownLinks());
  });

  test('once, however often it is tended', async () => {
    const world = createPoolWorld();
    await world.fill();
    await world.tend();
    await world.tend();
    expect(world.pool().ready).toHaveLength(3);
    expect(world.store.jobs.size).toBe(4);
  });

  test('where a worker died before it stored the jobs, and no link is made twice', async () => {
    const world = createPoolWorld();
    let isDead = true;
    world.store.onOperation((operation) => {
      if (operation === 'createJob' && isDead) {
        throw new Error('killed');
      }
    });
    await world.drain([tending.jobId]);
    expect(Object.keys(world.pool().making)).toHaveLength(3);
    isDead = false;
    world.tendingFaults.length = 0;
    await world.fill();
    expect(world.pool().ready).toHaveLength(3);
    expect(world.telegram.links).toHaveLength(3);
  });

  test('with an end of its links, where their age was asked for', async () => {
    const world = createPoolWorld({ isDated: true, maxAgeMs: 3_600_000 });
    await world.tend();
    const [job] = [...world.store.jobs.values()].filter(({ pool }) => pool === 'shop');
    expect(job?.request.expire_in).toBe(3_600);
  });

  test('slowly where no link can be made, and its failure is told', async () => {
    const world = createPoolWorld();
    const refused = refusedWith('CHAT_ADMIN_REQUIRED');
    world.telegram.script(exportMethod, refused, refused, refused);
    await world.fill();
    expect(world.pool().failure).toMatchObject({ type: 'CHAT_ADMIN_REQUIRED', count: 1 });
  });
});

describe('a take is settled', () => {
  test('at once where it asks for nothing, and leaves the row', async () => {
    const world = createPoolWorld();
    await world.fill();
    const taken = world.take('tak_1', { metadata: { order: '7' } });
    await world.tend();
    expect(world.invite(taken)).toMatchObject({
      request: { metadata: { order: '7' } },
      taken: { takeId: 'tak_1', isSettled: true },
    });
    expect(world.pool()).toMatchObject({ takes: {}, given: {}, takenCount: 1 });
    expect(Object.keys(world.pool().making)).toHaveLength(1);
  });

  test('by an edit in the same pass, and its callback is due then', async () => {
    const world = createPoolWorld();
    await world.fill();
    const callback = { url: 'https://example.com', status: 'pending', attempts: 0 } as const;
    const expireDate = world.nowSeconds() + 600;
    const taken = world.take('tak_1', { title: 'order 7', expireDate, callback });
    await world.tend();
    expect(world.telegram.edits).toMatchObject([{ changes: { title: 'order 7', expire_date: expireDate } }]);
    expect(world.invite(taken)).toMatchObject({
      request: { title: 'order 7', expire_date: expireDate },
      taken: { isSettled: true },
      callback,
    });
    expect(world.log.filter((entry) => entry.startsWith(`saveTaken ${taken.jobId}`))).toEqual([
      `saveTaken ${taken.jobId} taken`,
      `saveTaken ${taken.jobId} settled`,
    ]);
    expect(world.pool().takes).toEqual({});
    expect(world.log).toContain(`tellJoinsTo ${taken.jobId}`);
  });

  test('under a key, and stays in the row for a minute after its record is stored', async () => {
    const world = createPoolWorld();
    await world.fill();
    const taken = world.take('tak_1', { requestHash: 'a' });
    await world.tend();
    expect(world.store.pools.records.get('tak_1')).toMatchObject({ inviteId: taken.jobId, requestHash: 'a' });
    expect(world.pool().takes).toHaveProperty('tak_1');
    world.advance(60_000);
    await world.tend();
    expect(world.pool()).toMatchObject({ takes: {}, given: {} });
  });

  test('by giving its link back where the key has another', async () => {
    const world = createPoolWorld();
    await world.fill();
    const first = world.take('tak_1', { requestHash: 'a' });
    await world.tend();
    world.advance(60_000);
    await world.tend();
    const second = world.take('tak_1', { requestHash: 'a' });
    expect(second.jobId).not.toBe(first.jobId);
    await world.tend();
    expect(world.pool().ready.map(({ id }) => id)).toContain(second.jobId);
    expect(world.pool()).toMatchObject({ takes: {}, given: {}, takenCount: 1 });
    expect(world.invite(second).taken).toBeUndefined();
  });

  test.each([
    ['of which anything is under way', { operationIds: ['op_1'] }, true],
    ['that does not work any more', { link: { asOfMs: startMs, fence: 1, isRevoked: true } }, true],
    ['with which a caller does something', {}, false],
  ] as const)('by giving back no link %s', async (_what, changes, isRevoked) => {
    const world = createPoolWorld();
    await world.fill();
    world.take('tak_1', { requestHash: 'a' });
    await world.tend();
    world.advance(60_000);
    await world.tend();
    const { jobId } = world.take('tak_1', { requestHash: 'a', ...(isRevoked ? {} : { isLeft: true }) });
    const invite = world.store.jobs.get(jobId) as Job;
    world.store.jobs.set(jobId, { ...invite, ...structuredClone(changes) } as Job);
    await world.tend();
    expect(world.pool()).toMatchObject({ takes: {}, given: {}, takenCount: 1 });
    expect(world.pool().ready.map(({ id }) => id)).not.toContain(jobId);
    expect(world.store.jobs.get(jobId)?.link?.isRevoked ?? false).toBe(isRevoked);
  });

  test('where the worker died at any of its writes', async () => {
    for (let nth = 1; nth < 12; nth++) {
      const world = createPoolWorld();
      await world.fill();
      const taken = world.take('tak_1', { requestHash: 'a', title: 'order 7' });
      let writes = 0;
      world.store.onOperation((operation) => {
        writes += [
          'changePool',
          'recordTake',
          'saveTaken',
          'createJob',
          'saveOperationIds',
          'saveJob',
        ].includes(operation)
          ? 1
          : 0;
        if (writes >= nth) {
          throw new Error('killed');
        }
      });
      // The worker dies, so its pass may fail.
      await world.drain([tending.jobId]).catch(() => undefined);
      world.store.onOperation(() => {});
      world.tendingFaults.length = 0;
      world.advance(120_000);
      await world.tend();
      world.advance(60_000);
      await world.tend();
      expect(world.invite(taken), `write ${nth}`).toMatchObject({ taken: { isSettled: true } });
      expect(world.pool().takes).toEqual({});
    }
  });

  test('by revoking a link whose end came before its edit was stored', async () => {
    const world = createPoolWorld();
    await world.fill();
    const callback = { url: 'https://example.com', status: 'pending', attempts: 0 } as const;
    const taken = world.take('tak_1', { title: 'a', expireDate: world.nowSeconds() + 600, callback });
    world.advance(600_000);
    await world.tend();
    expect(world.telegram.edits).toEqual([]);
    expect(world.invite(taken)).toMatchObject({
      link: { isRevoked: true },
      taken: { isSettled: false, error: { type: 'END_PASSED' } },
      callback,
    });
    expect(world.pool()).toMatchObject({ takes: {}, given: {} });
  });

  test.each([
    ['came while its edit waited', [refusedWith('FLOOD_WAIT_700', 420), refusedWith('CHAT_ADMIN_REQUIRED')]],
    ['Telegram calls past', [refusedWith('EXPIRE_DATE_INVALID')]],
  ])('by revoking a link whose end %s', async (_when, refusals) => {
    const world = createPoolWorld();
    await world.fill();
    const taken = world.take('tak_1', { expireDate: world.nowSeconds() + 600 });
    world.telegram.script(editMethod, ...refusals);
    await world.tend();
    if (refusals.length > 1) {
      world.advance(701_000);
      await world.drain(world.invite(taken).operationIds ?? []);
    }
    await world.tend();
    expect(world.invite(taken)).toMatchObject({
      link: { isRevoked: true },
      taken: { isSettled: false, error: { type: 'END_PASSED' } },
    });
    expect(world.pool().takes).toEqual({});
  });

  test('where the edit fails, and says so', async () => {
    const world = createPoolWorld();
    await world.fill();
    const taken = world.take('tak_1', { title: 'order 7' });
    world.store.jobs.set(taken.jobId, {
      ...taken,
      link: { asOfMs: world.now(), fence: 1, isRevoked: true },
    });
    await world.tend();
    expect(world.invite(taken).taken).toMatchObject({ isSettled: false, error: { type: 'INVITE_REVOKED' } });
  });
});

describe('a link that lies too long', () => {
  test('is revoked, and another is made', async () => {
    const world = createPoolWorld();
    await world.fill();
    const [old] = world.pool().ready;
    world.advance(7 * 24 * 3_600_000);
    await world.tend();
    expect(world.pool().ready).toEqual([]);
    expect(world.pool().dropping).toEqual({});
    expect(Object.keys(world.pool().making)).toHaveLength(3);
    expect(world.store.jobs.get(old?.id ?? '')?.link?.isRevoked).toBe(true);
  });

  test('is left alone at Telegram where it ends by itself', async () => {
    const world = createPoolWorld({ isDated: true, maxAgeMs: 3_600_000 });
    await world.fill();
    const calls = world.telegram.calls.length;
    world.advance(3_600_000);
    await world.tend();
    expect(world.pool().ready).toEqual([]);
    expect(world.telegram.calls).toHaveLength(calls);
  });
});

test('a link that was revoked while it lay there is dropped by a look at the whole pool', async () => {
  const world = createPoolWorld();
  await world.fill();
  const [first] = world.pool().ready;
  const job = world.store.jobs.get(first?.id ?? '') as Job;
  world.store.jobs.set(job.jobId, { ...job, link: { asOfMs: world.now(), fence: 1, isRevoked: true } });
  world.advance(300_000);
  await world.tend();
  expect(world.pool().ready.map(({ id }) => id)).not.toContain(job.jobId);
  expect(world.pool().dropping).toEqual({});
});

describe('a pool that is deleted', () => {
  test('has its links revoked, and goes', async () => {
    const world = createPoolWorld();
    await world.fill();
    const { ready } = world.pool();
    world.store.pools.pools.set('shop', { ...world.pool(), deletedAtMs: world.now(), revokesLeft: true });
    await world.tend();
    expect(ready.map(({ id }) => world.store.jobs.get(id)?.link?.isRevoked)).toEqual([true, true, true]);
    expect(world.store.pools.pools.size).toBe(0);
    expect(world.store.jobs.get(tending.jobId)?.dueAtMs).toBeUndefined();
  });

  test('leaves its links where they are to be kept', async () => {
    const world = createPoolWorld();
    await world.fill();
    const calls = world.telegram.calls.length;
    world.store.pools.pools.set('shop', { ...world.pool(), deletedAtMs: world.now(), revokesLeft: false });
    await world.tend();
    expect(world.telegram.calls).toHaveLength(calls);
    expect(world.store.pools.pools.size).toBe(0);
  });

  test('cancels what is not made yet', async () => {
    const world = createPoolWorld();
    await world.tend();
    world.store.pools.pools.set('shop', { ...world.pool(), deletedAtMs: world.now(), revokesLeft: true });
    await world.tend();
    expect(world.store.pools.pools.size).toBe(0);
    expect(world.telegram.links).toEqual([]);
  });

  test('stays until what was taken under a key may be forgotten', async () => {
    const world = createPoolWorld();
    await world.fill();
    world.take('tak_1', { requestHash: 'a' });
    world.store.pools.pools.set('shop', { ...world.pool(), deletedAtMs: world.now(), revokesLeft: true });
    await world.tend();
    expect(world.store.pools.pools.size).toBe(1);
    world.advance(60_000);
    await world.tend();
    expect(world.store.pools.pools.size).toBe(0);
  });
});
