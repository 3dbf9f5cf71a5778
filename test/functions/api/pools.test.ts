import { describe, expect, test } from 'vitest';
import { leavePool } from '../../../functions/api/leave-pool.ts';
import { takeIdFrom } from '../../../functions/core/ids.ts';
import { isTending } from '../../../functions/core/job/due.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { Pool, PoolLink, PoolTake } from '../../../functions/core/pool/pool.ts';
import { makeRefill } from '../../../functions/core/pool/pool-jobs.ts';
import { createPoolLink } from '../core/pool/pool-records.ts';
import { createApiWorld, keyOfTenantA, nowMs } from './api-world.ts';

const body = { name: 'shop', account: 'main', peer: '@launch', size: 3, template: { usage_limit: 1 } };
const ids = [1, 2, 3].map((number) => `inv_${String(number).padStart(26, '0')}`);

async function createPool(fields: Record<string, unknown> = {}, links = 3) {
  const world = createApiWorld();
  await world.post({ ...body, ...fields }, {}, '/v1/pools');
  const key = 'ten_a shop';

  function pool(): Pool {
    return world.pools.get(key) as Pool;
  }
  const ready = ids
    .slice(0, links)
    .map((id, index): PoolLink => createPoolLink(index + 1, { id, useBeforeMs: nowMs + 3_600_000 }));
  for (const { id } of ready) {
    const made = makeRefill(pool(), id, '', nowMs);
    const { dueAtMs: _dueAtMs, ...job } = made;
    const outcome = { kind: 'chatInviteExported', invite: createPoolLink(1).invite } as const;
    world.jobs.set(`ten_a#${id}`, { ...job, status: 'succeeded', finishedAtMs: nowMs, outcome });
  }
  world.pools.set(key, { ...pool(), ready });
  world.sent.length = 0;

  function take(taken?: unknown, headers: Record<string, string> = {}) {
    return world.post(taken ?? {}, headers, '/v1/pools/shop/take');
  }

  function remove(query = '') {
    return world.send({
      method: 'DELETE',
      path: `/v1/pools/shop${query}`,
      headers: { authorization: `Bearer ${keyOfTenantA}` },
    });
  }
  return { ...world, pool, take, remove };
}

test('a worker is asked once for the plain takes of a second, and for each that has something to edit', async () => {
  const world = await createPool();
  await world.take();
  await world.take();
  expect(world.sent).toHaveLength(1);
  await world.take({ title: 'order 1' });
  expect(world.sent).toHaveLength(2);
});

test('a worker is asked again for a plain take a second later', async () => {
  const world = await createPool();
  await world.take();
  world.clock.nowMs += 1_000;
  await world.take();
  expect(world.sent).toHaveLength(2);
});

describe('POST /v1/pools', () => {
  test('creates a pool, which a worker tends at once', async () => {
    const world = createApiWorld();
    const response = await world.post(body, {}, '/v1/pools');
    expect(response).toMatchObject({ statusCode: 201, headers: { location: '/v1/pools/shop' } });
    expect(response.body).toMatchObject({
      name: 'shop',
      status: 'active',
      size: 3,
      low_water: 3,
      template: { usage_limit: 1 },
      max_age: 604_800,
      ready: 0,
      making: 0,
      taken: 0,
    });
    expect([...world.jobs.values()].filter(isTending)).toHaveLength(1);
    expect(world.sent.map(({ operation }) => operation)).toEqual([{ kind: 'pool', name: 'shop' }]);
  });

  test('is repeatable, and refuses another pool of the name', async () => {
    const world = await createPool();
    expect((await world.post(body, {}, '/v1/pools')).statusCode).toBe(200);
    const other = await world.post({ ...body, size: 4 }, {}, '/v1/pools');
    expect(other).toMatchObject({ statusCode: 409, body: { type: 'urn:invite-spool:problem:name-taken' } });
  });

  test.each([
    [{ name: 'Shop!' }, 'name'],
    [{ size: 0 }, 'size'],
    [{ size: 201 }, 'size'],
    [{ low_water: 4 }, 'low_water'],
    [{ max_age: 599 }, 'max_age'],
    [{ max_age: 3_600, template: { subscription_pricing: { period: 2_592_000, amount: 1 } } }, 'max_age'],
    [{ template: { usage_limit: 5, request_needed: true } }, 'template.request_needed'],
    [{ template: { expire_in: 5 } }, 'template.expire_in'],
    [{ account: 'none' }, 'account'],
    [{ peer: 'a b' }, 'peer'],
    [{ sizes: 3 }, 'sizes'],
  ])('names the field of %o', async (fields, field) => {
    const world = createApiWorld();
    const response = await world.post({ ...body, ...fields }, {}, '/v1/pools');
    expect(response.statusCode).toBe(422);
    const { errors } = response.body as { errors: { field: string }[] };
    expect(errors.map((each) => each.field)).toContain(field);
    expect(world.pools.size).toBe(0);
  });
});

test.each([
  ['', { title: 'a' }, 'Here it is called "template.title".'],
  ['', { member_limit: 1 }, 'Here it is called "template.usage_limit".'],
  ['', { expire_in: 600 }, 'Here it is called "max_age".'],
  ['', { template: { expire_in: 600 } }, 'Here it is called "max_age".'],
  ['', { chat: '@launch' }, 'Here it is called "peer".'],
  ['/shop/take', { expire_date: 1 }, 'Here it is called "expire_in".'],
  ['/shop/take', { webhook: 'https://example.com' }, 'Here it is called "callback_url".'],
])('POST /v1/pools%s tells of %o where it belongs', async (path, fields, hint) => {
  const world = createApiWorld();
  const response = await world.post({ ...(path === '' ? body : {}), ...fields }, {}, `/v1/pools${path}`);
  expect(response.body).toMatchObject({ errors: [{ detail: expect.stringContaining(hint) }] });
});

describe('POST /v1/pools/{name}/take', () => {
  test('answers with the oldest link, and has it settled', async () => {
    const world = await createPool();
    const response = await world.take({ title: 'order 7', metadata: { order: '7' }, expire_in: 600 });
    expect(response).toMatchObject({ statusCode: 200, headers: { location: `/v1/invites/${ids[0]}` } });
    expect(response.body).toMatchObject({
      id: ids[0],
      status: 'succeeded',
      title: 'order 7',
      metadata: { order: '7' },
      expire_date: nowMs / 1000 + 600,
      invite: { link: 'https://t.me/+link1' },
      pool: 'shop',
      settled: false,
    });
    expect(world.sent).toHaveLength(1);
    expect(world.pool().ready).toHaveLength(2);
  });

  test('takes no body', async () => {
    const world = await createPool();
    const headers = { authorization: `Bearer ${keyOfTenantA}` };
    const response = await world.send({ method: 'POST', path: '/v1/pools/shop/take', headers });
    expect(response.statusCode).toBe(200);
  });

  test('gives each request another link, and the same to a repeat', async () => {
    const world = await createPool();
    const first = await world.take({}, { 'idempotency-key': 'a' });
    const second = await world.take();
    const again = await world.take({}, { 'idempotency-key': 'a' });
    expect((second.body as { id: string }).id).toBe(ids[1]);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(world.pool().ready).toHaveLength(1);
  });

  test('refuses another request under the key', async () => {
    const world = await createPool();
    await world.take({}, { 'idempotency-key': 'a' });
    const other = await world.take({ title: 'b' }, { 'idempotency-key': 'a' });
    expect(other).toMatchObject({
      statusCode: 422,
      body: { type: 'urn:invite-spool:problem:idempotency-key-reused' },
    });
  });

  test('answers a repeat by its record when the take has left the pool, and the settled invite', async () => {
    const world = await createPool();
    const first = await world.take({ title: 'a' }, { 'idempotency-key': 'a' });
    const { id } = first.body as { id: string };
    const takeId = takeIdFrom('ten_a', 'shop', 'a');
    const { takes, given, ...pool } = world.pool();
    const requestHash = takes[takeId]?.requestHash ?? '';
    world.takes.set(takeId, { tenantId: 'ten_a', takeId, requestHash, inviteId: id, atMs: nowMs });
    world.pools.set('ten_a shop', { ...pool, takes: {}, given: {} });
    const job = world.jobs.get(`ten_a#${id}`);
    world.jobs.set(`ten_a#${id}`, {
      ...(job as NonNullable<typeof job>),
      taken: { takeId, atMs: nowMs, isSettled: true },
    });
    const again = await world.take({ title: 'a' }, { 'idempotency-key': 'a' });
    expect(again).toMatchObject({ statusCode: 200, body: { id, settled: true } });
    expect(Object.keys(given)).toEqual([takeId]);
    const other = await world.take({ title: 'b' }, { 'idempotency-key': 'a' });
    expect(other.statusCode).toBe(422);
  });

  test('shows what was asked for in the invite before it is settled', async () => {
    const world = await createPool();
    await world.take({ title: 'order 7' });
    const { body: invite } = await world.get(ids[0] as string);
    expect(invite).toMatchObject({ title: 'order 7', pool: 'shop', settled: false });
    const { body: other } = await world.get(ids[1] as string);
    expect(other).not.toHaveProperty('taken_at');
  });

  test('has an empty pool make the link before all others, once for a key', async () => {
    const world = await createPool({}, 0);
    const first = await world.take({ title: 'a' }, { 'idempotency-key': 'a' });
    expect(first).toMatchObject({ statusCode: 202, body: { priority: 'high', title: 'a', usage_limit: 1 } });
    const again = await world.take({ title: 'a' }, { 'idempotency-key': 'a' });
    expect(again.statusCode).toBe(202);
    expect((again.body as { id: string }).id).toBe((first.body as { id: string }).id);
    expect(world.recorded).toContainEqual(['PoolEmpty', 1]);
  });

  test('gives a repeat no link of the pool where a job was made for it', async () => {
    const world = await createPool({}, 0);
    await world.take({}, { 'idempotency-key': 'a' });
    world.pools.set('ten_a shop', {
      ...world.pool(),
      ready: [createPoolLink(1, { id: ids[0] as string, useBeforeMs: nowMs + 1_000 })],
    });
    expect((await world.take({}, { 'idempotency-key': 'a' })).statusCode).toBe(202);
    expect(world.pool().ready).toHaveLength(1);
  });

  test('answers 409 where an empty pool is to make nothing', async () => {
    const world = await createPool({}, 0);
    const response = await world.take({ if_empty: 'fail' });
    expect(response).toMatchObject({
      statusCode: 409,
      headers: { 'retry-after': '60' },
      body: { type: 'urn:invite-spool:problem:pool-empty' },
    });
  });

  test('gives no link that is too old', async () => {
    const world = await createPool();
    const [old, ...others] = world.pool().ready as [PoolLink, ...PoolLink[]];
    world.pools.set('ten_a shop', { ...world.pool(), ready: [{ ...old, useBeforeMs: nowMs }, ...others] });
    expect((await world.take()).body).toMatchObject({ id: ids[1] });
  });

  test('refuses an end of links with a price', async () => {
    const template = { subscription_pricing: { period: 2_592_000, amount: 100 } };
    const world = await createPool({ template });
    const response = await world.take({ expire_in: 600 });
    expect(response).toMatchObject({ statusCode: 422, body: { errors: [{ field: 'expire_in' }] } });
  });

  test.each([
    [{ expire_in: 0 }, 'expire_in'],
    [{ title: 'x'.repeat(33) }, 'title'],
    [{ if_empty: 'wait' }, 'if_empty'],
    [{ usage_limit: 1 }, 'usage_limit'],
    [{ callback_url: 'http://127.0.0.1' }, 'callback_url'],
  ])('names the field of %o', async (fields, field) => {
    const world = await createPool();
    const response = await world.take(fields);
    expect(response).toMatchObject({ statusCode: 422, body: { errors: [{ field }] } });
    expect(world.pool().ready).toHaveLength(3);
  });

  test('knows no pool of an account that the key may not use', async () => {
    const world = await createPool();
    const key = 'isk_of-another-account';
    world.addKey(key, 'ten_a', { accounts: ['other'] });
    const headers = { authorization: `Bearer ${key}` };
    for (const [method, path] of [
      ['POST', '/v1/pools/shop/take'],
      ['GET', '/v1/pools/shop'],
      ['DELETE', '/v1/pools/shop'],
    ] as const) {
      expect((await world.send({ method, path, headers })).statusCode).toBe(404);
    }
    expect((await world.read('/v1/pools', key)).body).toEqual({ pools: [] });
    expect(world.pool().ready).toHaveLength(3);
  });
});

describe('a link that lies in a pool', () => {
  test.each([
    ['POST', `/v1/invites/${ids[0]}/revoke`],
    ['DELETE', `/v1/invites/${ids[0]}?revoke=true`],
  ])('is given to nobody after %s %s', async (method, path) => {
    const world = await createPool();
    const headers = { authorization: `Bearer ${keyOfTenantA}` };
    const response = await world.send({ method, path, headers });
    expect(response.statusCode).toBe(202);
    expect(world.pool().ready.map(({ id }) => id)).toEqual(ids.slice(1));
  });
});

/** A take under a key whose link would be given back: the key has another. */
async function takeAgain(taken: object = {}) {
  const world = await createPool();
  await world.take(taken, { 'idempotency-key': 'a' });
  return { ...world, takeId: takeIdFrom('ten_a', 'shop', 'a') };
}

describe('a link that was taken, and may come back', () => {
  test.each([
    ['POST', `/v1/invites/${ids[0]}/revoke`],
    ['DELETE', `/v1/invites/${ids[0]}?revoke=true`],
  ])('does not after %s %s', async (method, path) => {
    const world = await takeAgain({ title: 'a' });
    const headers = { authorization: `Bearer ${keyOfTenantA}` };
    expect((await world.send({ method, path, headers })).statusCode).toBe(202);
    expect(world.pool().takes[world.takeId]).toMatchObject({ isLeft: true });
  });

  test('is not touched where it is moved at every attempt', async () => {
    const { pool, jobs } = await takeAgain();
    const deps = { getPool: async () => pool(), changePool: async () => undefined };
    await expect(leavePool(deps, jobs.get(`ten_a#${ids[0]}`) as Job, 'revoke')).rejects.toMatchObject({
      problem: { slug: 'busy', headers: { 'retry-after': '1' } },
    });
  });
});

describe('PATCH of a link that was taken', () => {
  async function patchTaken(taken: object, recordedAtMs?: number) {
    const world = await takeAgain(taken);
    const { takes, ...pool } = world.pool();
    const take = {
      ...(takes[world.takeId] as PoolTake),
      ...(recordedAtMs === undefined ? {} : { recordedAtMs }),
    };
    world.pools.set('ten_a shop', { ...pool, takes: { [world.takeId]: take } });
    const response = await world.send({
      method: 'PATCH',
      path: `/v1/invites/${ids[0]}`,
      headers: { authorization: `Bearer ${keyOfTenantA}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'b' }),
    });
    return { ...world, response };
  }

  test.each([{ title: 'a' }, { expire_in: 600 }])('waits for the edit of the take of %o', async (taken) => {
    const { response, jobs, pool, takeId } = await patchTaken(taken);
    expect(response).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '5' },
      body: { type: 'urn:invite-spool:problem:busy' },
    });
    expect(jobs.get(`ten_a#${ids[0]}`)?.operationIds).toBeUndefined();
    expect(pool().takes[takeId]).not.toHaveProperty('isLeft');
  });

  test('comes behind the edit of the take', async () => {
    const { response, jobs } = await patchTaken({ title: 'a' }, nowMs);
    expect(response.statusCode).toBe(202);
    expect(jobs.get(`ten_a#${ids[0]}`)?.operationIds).toHaveLength(1);
  });

  test('is accepted at once where the take edits nothing', async () => {
    expect((await patchTaken({ metadata: { order: '7' } })).response.statusCode).toBe(202);
  });
});

describe('GET /v1/pools', () => {
  test('comes in pages, by name', async () => {
    const world = await createPool();
    for (const name of ['b', 'a', 'shop-2']) {
      await world.post({ ...body, name }, {}, '/v1/pools');
    }
    const first = await world.read('/v1/pools?limit=3');
    expect(first.body).toMatchObject({
      pools: [{ name: 'a' }, { name: 'b' }, { name: 'shop' }],
      next_cursor: 'shop',
    });
    const last = await world.read('/v1/pools?limit=3&cursor=shop');
    expect(last.body).toMatchObject({ pools: [{ name: 'shop-2' }] });
    expect(last.body).not.toHaveProperty('next_cursor');
    expect((await world.read('/v1/pools?cursor=A')).statusCode).toBe(422);
  });
});

describe('GET and DELETE /v1/pools/{name}', () => {
  test('tell what lies ready, and that it is being deleted', async () => {
    const world = await createPool();
    expect((await world.read('/v1/pools/shop')).body).toMatchObject({ ready: 3, status: 'active' });
    expect((await world.read('/v1/pools')).body).toMatchObject({ pools: [{ name: 'shop' }] });
    const deleted = await world.remove();
    expect(deleted).toMatchObject({ statusCode: 202, body: { status: 'deleting' } });
    expect(world.pool().revokesLeft).toBe(true);
    expect((await world.take()).statusCode).toBe(404);
    expect((await world.post(body, {}, '/v1/pools')).statusCode).toBe(409);
  });

  test('keep the links where they are asked to', async () => {
    const world = await createPool();
    expect((await world.remove('?links=maybe')).statusCode).toBe(422);
    expect((await world.remove('?links=keep')).statusCode).toBe(202);
    expect(world.pool().revokesLeft).toBe(false);
  });

  test('know nothing of what is not there', async () => {
    const world = createApiWorld();
    expect((await world.read('/v1/pools/none')).statusCode).toBe(404);
    expect((await world.read('/v1/pools/No!')).statusCode).toBe(404);
  });
});
