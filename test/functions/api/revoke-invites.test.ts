import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApiDeps } from '../../../functions/api/create-handler.ts';
import { operationBatchIdFrom } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { inviteIdOf } from '../../../functions/core/job/operation.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs } from './api-world.ts';

function madeLink(name: string, title: string): Partial<Job> {
  const flags = { permanent: false, request_needed: false, revoked: false };
  const invite = { link: `https://t.me/+${name}`, admin_id: '1', date: 1, title, ...flags };
  return { status: 'succeeded', finishedAtMs: nowMs, outcome: { kind: 'chatInviteExported', invite } };
}

/** Five invites: three members' links, one of them revoked; an unfinished one; one that failed. */
async function withInvites(overrides: Partial<ApiDeps> = {}) {
  const world = createApiWorld(overrides);
  world.addAccount('ten_a', 'other');
  const wanted: [string, string, Partial<Job>][] = [
    ['main', '1', madeLink('a', 'member 1')],
    ['main', '2', madeLink('b', 'member 2')],
    ['other', '2', { ...madeLink('c', 'member 3'), link: { isRevoked: true, asOfMs: nowMs, fence: 1 } }],
    ['main', '3', { status: 'waiting' }],
    ['main', '3', { status: 'failed' }],
  ];
  for (const [account, member, changes] of wanted) {
    const { body } = await world.post({ account, peer: '@launch', metadata: { member } });
    const pk = `ten_a#${body.id}`;
    world.jobs.set(pk, { ...(world.jobs.get(pk) as Job), ...changes });
  }
  world.sent.length = 0;
  function revoke(body: unknown, headers: Record<string, string> = {}) {
    return world.post(body, headers, '/v1/invites/revoke');
  }
  function revokedLinks() {
    return [...world.jobs.values()].flatMap(({ operation }) => {
      const invite = world.jobs.get(`ten_a#${inviteIdOf(operation)}`);
      return invite?.outcome?.kind === 'chatInviteExported' ? invite.outcome.invite.link : [];
    });
  }
  return { ...world, revoke, revokedLinks };
}

describe('POST /v1/invites/revoke', () => {
  test('revokes every link that the filter matches, and sends each', async () => {
    const { revoke, revokedLinks, sent } = await withInvites();
    const { statusCode, body } = await revoke({ account: 'main' });
    expect(statusCode).toBe(202);
    expect(body).toMatchObject({ dry_run: false, matched: 2, accepted: 2, unfinished: 1, more: false });
    expect(revokedLinks().toSorted()).toEqual(['https://t.me/+a', 'https://t.me/+b']);
    expect(sent.map(({ jobId }) => jobId)).toEqual(body.operations);
    expect(body).not.toHaveProperty('next_cursor');
  });

  test.each([
    [{ metadata: { member: '2' } }, 1],
    [{ metadata: { member: '2', other: 'x' } }, 0],
    [{ title_prefix: 'member' }, 2],
    [{ title_prefix: 'member 1' }, 1],
    [{ peer: 'https://t.me/launch' }, 2],
    [{ peer: '@elsewhere' }, 0],
    [{ created_before: '2026-01-01T00:00:00Z' }, 0],
    [{ all: true }, 2],
  ])('with %o matches %i', async (filter, matched) => {
    const { revoke, revokedLinks } = await withInvites();
    expect((await revoke(filter)).body).toMatchObject({ matched });
    expect(revokedLinks()).toHaveLength(matched);
  });

  test('as a dry run tells the number, and stores and sends nothing', async () => {
    const { revoke, revokedLinks, sent } = await withInvites();
    expect(await revoke({ all: true, dry_run: true })).toMatchObject({
      statusCode: 200,
      body: { dry_run: true, matched: 2, accepted: 0, operations: [] },
    });
    expect(revokedLinks()).toEqual([]);
    expect(sent).toEqual([]);
  });

  test('under one Idempotency-Key gives each link its operation once', async () => {
    const { revoke, revokedLinks } = await withInvites();
    const key = { 'idempotency-key': 'campaign' };
    const first = await revoke({ all: true }, key);
    const second = await revoke({ all: true }, key);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(revokedLinks()).toHaveLength(2);
    expect((await revoke({ account: 'main' }, key)).body.type).toContain('idempotency-key-reused');
  });

  test('under one Idempotency-Key is the same batch, though no link matches any more', async () => {
    const { revoke, jobs } = await withInvites();
    const key = { 'idempotency-key': 'campaign' };
    const first = await revoke({ all: true }, key);
    for (const [pk, job] of jobs) {
      if (job.outcome !== undefined) {
        jobs.set(pk, { ...job, link: { isRevoked: true, asOfMs: nowMs, fence: 1 } });
      }
    }
    expect((await revoke({ all: true }, key)).body).toEqual(first.body);
    expect((await revoke({ all: true })).body).toMatchObject({ matched: 0, operations: [] });
  });

  test('under one Idempotency-Key at once gives one batch, and all but one answer say that they repeat it', async () => {
    const { revoke, revokedLinks } = await withInvites();
    const key = { 'idempotency-key': 'campaign' };
    const answers = await Promise.all([1, 2, 3].map(() => revoke({ all: true }, key)));
    expect(new Set(answers.map(({ body }) => body.batch)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(2);
    expect(revokedLinks()).toHaveLength(2);
  });

  test('is a batch to follow', async () => {
    const { revoke, read, jobs } = await withInvites();
    const { body, headers } = await revoke({ all: true });
    expect(headers.location).toBe(`/v1/batches/${body.batch}`);
    const before = await read(`/v1/batches/${body.batch}`);
    expect(before.headers).toHaveProperty('retry-after');
    expect(before.body).toMatchObject({ size: 2, status: 'running', counts: { queued: 2 }, items: [] });
    expect(before.body.operations.map(({ id }: { id: string }) => id)).toEqual(body.operations);
    expect(before.body.operations[1]).toMatchObject({ kind: 'revoke', batch: { id: body.batch, index: 1 } });
    for (const [pk, job] of jobs) {
      if (job.operation !== undefined) {
        const { dueAtMs: _dueAtMs, ...kept } = job;
        jobs.set(pk, { ...kept, status: 'succeeded', finishedAtMs: nowMs });
      }
    }
    const after = await read(`/v1/batches/${body.batch}?limit=1&cursor=aXRlbSMx`);
    expect(after.body).toMatchObject({ status: 'done', counts: { succeeded: 2 } });
    expect(after.body.operations.map(({ id }: { id: string }) => id)).toEqual(body.operations.slice(1));
    expect(after.headers).not.toHaveProperty('retry-after');
  });

  test('is no batch where no link matches', async () => {
    const { revoke } = await withInvites();
    const { body, headers } = await revoke({ peer: '@elsewhere' });
    expect(body).not.toHaveProperty('batch');
    expect(headers).not.toHaveProperty('location');
  });

  test('is followed by those who may use its accounts, and cancelled by nobody', async () => {
    const { revoke, read, addKey, post } = await withInvites();
    const { body } = await revoke({ all: true });
    addKey('isk_limited-key-0001', 'ten_a', { accounts: ['other'] });
    expect((await read(`/v1/batches/${body.batch}`, 'isk_limited-key-0001')).statusCode).toBe(404);
    expect((await read(`/v1/batches/${body.batch}`, keyOfTenantB)).statusCode).toBe(404);
    expect((await post({}, {}, `/v1/batches/${body.batch}/cancel`)).statusCode).toBe(404);
    expect((await read(`/v1/batches/${body.batch}/invites.csv`)).statusCode).toBe(404);
  });

  test('that breaks off goes on with the same request', async () => {
    let failures = 1;
    const world = await withInvites({
      async saveOperationIds(ref, _before, next) {
        if (failures > 0) {
          failures -= 1;
          throw new Error('the table is out of order');
        }
        const pk = `${ref.tenantId}#${ref.jobId}`;
        world.jobs.set(pk, { ...(world.jobs.get(pk) as Job), operationIds: next });
        return true;
      },
    });
    const key = { 'idempotency-key': 'campaign' };
    expect((await world.revoke({ all: true }, key)).statusCode).toBe(500);
    expect((await world.revoke({ all: true }, key)).body.accepted).toBe(2);
    expect(world.revokedLinks()).toHaveLength(2);
  });

  test('that breaks off half way is a batch that is not done, until the same request has done the rest', async () => {
    let turns = 0;
    const world = await withInvites({
      async saveOperationIds(ref, _before, next) {
        turns += 1;
        if (turns === 2) {
          throw new Error('the table is out of order');
        }
        const pk = `${ref.tenantId}#${ref.jobId}`;
        world.jobs.set(pk, { ...(world.jobs.get(pk) as Job), operationIds: next });
        return true;
      },
    });
    const key = { 'idempotency-key': 'campaign' };
    expect((await world.revoke({ all: true }, key)).statusCode).toBe(500);
    const path = `/v1/batches/${operationBatchIdFrom('ten_a', 'campaign')}`;
    for (const [pk, job] of world.jobs) {
      if (job.operation !== undefined) {
        world.jobs.set(pk, { ...job, status: 'succeeded', finishedAtMs: nowMs });
      }
    }
    const broken = await world.read(path);
    expect(broken.body).toMatchObject({ size: 2, status: 'running', counts: { succeeded: 1 } });
    expect(broken.headers).toHaveProperty('retry-after');
    await world.revoke({ all: true }, key);
    expect((await world.read(path)).body).toMatchObject({ size: 2, operations: [{}, {}] });
  });

  test('with an account finds the links of a chat under every name by which the account knows it', async () => {
    const { revoke, peerNames } = await withInvites();
    const filter = { peer: '-1000000000077', dry_run: true };
    expect((await revoke({ ...filter, account: 'main' })).body.matched).toBe(0);
    peerNames.set('-1000000000077', ['@launch']);
    expect((await revoke({ ...filter, account: 'main' })).body.matched).toBe(2);
    expect((await revoke(filter)).body.matched).toBe(0);
  });

  test('takes the links of a request by pages', async () => {
    const world = createApiWorld({ randomBytes: () => randomBytes(16) });
    for (let lot = 0; lot < 6; lot++) {
      world.clock.nowMs += 1_000;
      await world.postBatch({ item: { account: 'main', peer: '@launch' }, count: 100 });
    }
    for (const [pk, job] of world.jobs) {
      world.jobs.set(pk, { ...job, ...madeLink(job.jobId, 't') });
    }
    const first = (await world.post({ all: true }, {}, '/v1/invites/revoke')).body;
    expect(first).toMatchObject({ matched: 500, more: true });
    const { body } = await world.post({ all: true, cursor: first.next_cursor }, {}, '/v1/invites/revoke');
    expect(body).toMatchObject({ matched: 100, more: false });
    expect(new Set([...first.operations, ...body.operations]).size).toBe(600);
  });

  test.each([
    [{}, '', 'every link'],
    [{ metadata: {} }, '', 'every link'],
    [{ title_prefix: '' }, '', 'every link'],
    [{ all: false }, '', 'every link'],
    [JSON.parse('{"metadata":{"__proto__":"x"}}'), 'metadata.__proto__', 'reserved'],
    [{ account: 'main', colour: 'red' }, 'colour', 'no such field'],
    [{ account: 5 }, 'account', 'name of an account'],
    [{ metadata: { member: 4711 } }, 'metadata.member', 'pairs of strings'],
    [{ all: true, limit: 3 }, 'limit', /^There is no such field\.$/],
    [{ batch: 'bat_1' }, 'batch', 'id of a batch'],
    [{ peer: '-' }, 'peer', ''],
    [{ created_after: 'yesterday' }, 'created_after', 'takes a time'],
    [{ all: true, cursor: 'x' }, 'cursor', 'next_cursor'],
  ])('refuses %o', async (body, field, told) => {
    const { revoke, revokedLinks } = await withInvites();
    const answer = await revoke(body);
    expect(answer.statusCode).toBe(422);
    const problem = answer.body.errors.find((each: { field: string }) => each.field === field);
    expect(problem?.detail).toMatch(told);
    expect(revokedLinks()).toEqual([]);
  });

  test('sees only what the key may use', async () => {
    const { revoke, revokedLinks, addKey } = await withInvites();
    const authorization = `Bearer ${keyOfTenantB}`;
    expect((await revoke({ all: true }, { authorization })).body.matched).toBe(0);
    addKey('isk_limited-key-0001', 'ten_a', { accounts: ['other'] });
    const limited = { authorization: 'Bearer isk_limited-key-0001' };
    expect((await revoke({ all: true }, limited)).body.matched).toBe(0);
    expect(revokedLinks()).toEqual([]);
  });
});

describe('POST /v1/batches/{id}/revoke', () => {
  test('revokes the links of the batch that are made', async () => {
    const world = createApiWorld();
    const { body } = await world.postBatch({ item: { account: 'main', peer: '@launch' }, count: 3 });
    for (const { id } of body.items.slice(0, 2)) {
      const pk = `ten_a#${id}`;
      world.jobs.set(pk, { ...(world.jobs.get(pk) as Job), ...madeLink(id, 't') });
    }
    function revoke(sent?: unknown, query = '') {
      return world.send({
        method: 'POST',
        path: `/v1/batches/${body.id}/revoke${query}`,
        headers: {
          authorization: `Bearer ${keyOfTenantA}`,
          ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
    }
    expect(await revoke({ dry_run: true })).toMatchObject({
      statusCode: 200,
      body: { dry_run: true, matched: 2, accepted: 0, unfinished: 1, operations: [] },
    });
    expect((await revoke({ dry_run: 'true' })).statusCode).toBe(422);
    expect((await revoke({ title_prefix: 'a' })).statusCode).toBe(422);
    expect((await revoke(undefined, '?dry_run=true')).statusCode).toBe(422);
    expect([...world.jobs.values()].filter(({ operation }) => operation !== undefined)).toEqual([]);
    expect(await revoke()).toMatchObject({
      statusCode: 202,
      body: { matched: 2, accepted: 2, unfinished: 1 },
    });
  });
});

describe('GET /v1/invites', () => {
  test.each([
    ['link_status=active', 2],
    ['link_status=revoked', 1],
    ['title=member%202', 1],
    ['metadata.member=2', 2],
    ['metadata.member=2&link_status=active', 1],
  ])('with %s lists %i', async (query, found) => {
    const { read } = await withInvites();
    expect((await read(`/v1/invites?${query}`)).body.items).toHaveLength(found);
  });

  test('refuses a state of links that there is none of', async () => {
    const { read } = await withInvites();
    expect((await read('/v1/invites?link_status=broken')).body.detail).toContain('active, expired');
  });
});
