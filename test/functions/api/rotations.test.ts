import { beforeEach, expect, test } from 'vitest';
import { watchFromMs } from '../../../functions/core/job/due.ts';
import { tendAgainAt } from '../../../functions/core/job/tending.ts';
import type { Rotation } from '../../../functions/core/rotation/rotation.ts';
import { beginLink, noteFailure, promote } from '../../../functions/core/rotation/rotation-transitions.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs } from './api-world.ts';

const body = {
  name: 'poster',
  account: 'main',
  peer: '@launch',
  every: 'P1D',
  overlap: 'PT2H',
  slug: 'join-us',
};
const path = '/v1/rotations/poster';
const link = 'https://t.me/+AbCdEfGhIjKlMnOp';

let world: ReturnType<typeof createApiWorld>;
beforeEach(() => {
  world = createApiWorld();
});

function create(fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return world.post({ ...body, ...fields }, headers, '/v1/rotations');
}

function rotate(given: unknown = {}, headers: Record<string, string> = {}) {
  return world.post(given, headers, `${path}/rotate`);
}

function remove(query = '') {
  return world.send({
    method: 'DELETE',
    path: `${path}${query}`,
    headers: { authorization: `Bearer ${keyOfTenantA}` },
  });
}

function stored(): Rotation {
  return world.rotations.get('ten_a#poster') as Rotation;
}

function change(make: (rotation: Rotation) => Rotation) {
  world.rotations.set('ten_a#poster', make(stored()));
}

/** As the worker leaves it after the first link. */
function makeFirst() {
  change((each) => promote(beginLink(each, nowMs), link, nowMs + 1000));
}

function tending() {
  return [...world.jobs.values()].find(({ operation }) => operation?.kind === 'rotation');
}

test('a rotation is made, and its tending is named to a worker', async () => {
  const { statusCode, headers, body: made } = await create();
  expect(statusCode).toBe(201);
  expect(headers.location).toBe(path);
  expect(made).toMatchObject({
    name: 'poster',
    status: 'starting',
    every: 'P1D',
    time_zone: 'UTC',
    overlap: 'PT2H',
    slug: 'join-us',
    path: '/j/join-us',
    ending: [],
  });
  expect(made).not.toHaveProperty('next_change_at');
  expect(world.sent.map(({ jobId }) => jobId)).toEqual([tending()?.jobId]);
});

test('a tending is due within a minute before the rotation is stored, for the message may be lost', async () => {
  await create({}, {});
  expect(tending()).toMatchObject({ status: 'waiting', dueAtMs: watchFromMs + nowMs + 60_000 });
  expect(world.accounts.get(tending()?.accountId ?? '')?.dueAtMs).toBeLessThanOrEqual(nowMs + 60_000);
});

test('the same request again finds it, and another one under the name is refused', async () => {
  await create();
  expect(await create()).toMatchObject({ statusCode: 200, body: { name: 'poster' } });
  expect(await create({ every: 'P2D' })).toMatchObject({
    statusCode: 409,
    body: { type: 'urn:invite-spool:problem:name-taken' },
  });
  expect(await create({ name: 'other' })).toMatchObject({ statusCode: 409 });
  expect(world.rotations.size).toBe(1);
});

test('an account that the key may not use is an unknown one', async () => {
  world.addKey(keyOfTenantA, 'ten_a', { accounts: ['other'] });
  expect(await create()).toMatchObject({ statusCode: 422, body: { errors: [{ field: 'account' }] } });
  expect(world.jobs.size).toBe(0);
});

test('who joins is told only where the key may ask for it', async () => {
  world.addKey(keyOfTenantA, 'ten_a', { scopes: ['invites:write', 'invites:read'] });
  expect(await create({ template: { track_joins: true } })).toMatchObject({ statusCode: 403 });
});

test('the current link, the next change and the history are told', async () => {
  await create();
  makeFirst();
  const { body: told } = await world.read(path);
  expect(told).toMatchObject({
    status: 'active',
    current: { link, since: '2026-12-01T10:00:01.000Z' },
    next_change_at: '2026-12-02T10:00:00.000Z',
    history: [],
  });
  expect(await world.read(path, keyOfTenantB)).toMatchObject({ statusCode: 404 });
});

test('why no link can be made is told, and the current one stays', async () => {
  await create();
  makeFirst();
  const error = { type: 'CHAT_ADMIN_REQUIRED', class: 'rights', detail: 'Ask.' } as const;
  change((each) => noteFailure(beginLink(each, nowMs), error, nowMs));
  expect((await world.read(path)).body).toMatchObject({
    status: 'failing',
    current: { link },
    error: { type: 'CHAT_ADMIN_REQUIRED', failures: 1 },
    making: { attempt: 2, retry_at: '2026-12-01T10:01:00.000Z' },
  });
});

test('a dead account is told', async () => {
  await create();
  makeFirst();
  world.addAccount('ten_a', 'main', { status: 'dead' });
  expect((await world.read(path)).body).toMatchObject({ status: 'failing', current: { link } });
});

test('rotations are listed by name', async () => {
  await create();
  await create({ name: 'flyer', slug: undefined });
  const first = await world.read('/v1/rotations?limit=1');
  expect(first.body).toMatchObject({ rotations: [{ name: 'flyer' }], next_cursor: 'flyer' });
  const rest = await world.read('/v1/rotations?cursor=flyer');
  expect(rest.body.rotations.map(({ name }: { name: string }) => name)).toEqual(['poster']);
});

test('an overlap without end is refused, and a stored one does not break the list', async () => {
  await create();
  makeFirst();
  expect(await rotate({ overlap: 'P99999999D' })).toMatchObject({
    statusCode: 422,
    body: { errors: [{ field: 'overlap' }] },
  });
  const ending = {
    inviteId: 'inv_5CADYR1G015K6K4NZ3JGN1ECD8',
    link,
    sinceMs: nowMs,
    untilMs: nowMs,
    revokeAtMs: Number.MAX_SAFE_INTEGER,
  };
  change((each) => ({ ...each, ending: [ending] }));
  const told = { ending: [{ revoke_at: '9999-12-31T23:59:59.999Z' }] };
  expect(await world.read(path)).toMatchObject({ statusCode: 200, body: told });
  expect(await world.read('/v1/rotations')).toMatchObject({ statusCode: 200, body: { rotations: [told] } });
});

test('a link is replaced now, once for an Idempotency-Key', async () => {
  await create();
  makeFirst();
  const headers = { 'idempotency-key': 'leak-1' };
  expect(await rotate({ overlap: 'PT0S' }, headers)).toMatchObject({ statusCode: 202 });
  expect(stored().asked).toEqual({ atMs: nowMs, overlapMs: 0 });
  makeFirst();
  const again = await rotate({ overlap: 'PT0S' }, headers);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(stored().asked).toBeUndefined();
  expect(await rotate({}, headers)).toMatchObject({
    statusCode: 422,
    body: { type: 'urn:invite-spool:problem:idempotency-key-reused' },
  });
});

test('a tending that is due much later is brought forward, with a message of its own', async () => {
  await create();
  const { jobId = '', ...job } = tending() ?? {};
  world.jobs.set(`ten_a#${jobId}`, tendAgainAt({ ...job, jobId } as never, nowMs + 86_400_000, nowMs));
  await rotate();
  expect(tending()?.dueAtMs).toBe(watchFromMs + nowMs + 60_000);
  const sends = world.sent.map((each) => each.sends);
  expect(new Set(sends).size).toBe(sends.length);
});

test('a rotation that is deleted is told as such until it is over, and its link is kept unless it is to be revoked', async () => {
  await create();
  makeFirst();
  expect(await remove('?link=gone')).toMatchObject({ statusCode: 422 });
  const deleted = { statusCode: 200, body: { status: 'deleted', current: { link } } };
  expect(await remove()).toMatchObject(deleted);
  expect(await remove()).toMatchObject({ statusCode: 404 });
  expect(await rotate()).toMatchObject({ statusCode: 404 });
  expect(await world.read(path)).toMatchObject(deleted);
  expect((await world.read('/v1/rotations')).body.rotations).toEqual([]);
  expect(await create()).toMatchObject({
    statusCode: 409,
    body: { detail: expect.stringContaining('is being deleted') },
  });
  world.rotations.clear();
  expect(await world.read(path)).toMatchObject({ statusCode: 404 });
  await create();
  makeFirst();
  const { body: ended } = await remove('?link=revoke');
  expect(ended).toMatchObject({ ending: [{ link, revoke_at: '2026-12-01T10:00:00.000Z' }] });
  expect(ended).not.toHaveProperty('current');
});

test('a rotation whose account is gone is removed at once: its name is free', async () => {
  await create();
  world.accounts.clear();
  expect(await remove()).toMatchObject({ statusCode: 200 });
  expect(world.rotations.size).toBe(0);
});

test('everybody finds the current link under the slug', async () => {
  await create();
  expect(await world.send({ path: '/j/join-us' })).toMatchObject({ statusCode: 404 });
  makeFirst();
  world.clock.nowMs += 5_000;
  expect(await world.send({ path: '/j/join-us' })).toMatchObject({
    statusCode: 302,
    headers: { location: link },
  });
  expect(await world.send({ method: 'HEAD', path: '/j/join-us' })).toMatchObject({
    statusCode: 302,
    headers: { location: link },
  });
});
