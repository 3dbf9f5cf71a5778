import { describe, expect, test } from 'vitest';
import type { ApiDeps } from '../../../functions/api/create-handler.ts';
import type { ExportedInvite, Job } from '../../../functions/core/job/job.ts';
import { maxOvertakenMs } from '../../../functions/core/job/line.ts';
import { keptForRevoking, maxOperationIds } from '../../../functions/core/operation/store-operation.ts';
import { createWatchRecord } from '../core/records.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

const link: ExportedInvite = {
  link: 'https://t.me/+abc',
  admin_id: '777',
  date: nowMs / 1000 - 60,
  permanent: false,
  request_needed: false,
  revoked: false,
  title: 'spring',
};

const made: Partial<Job> = {
  status: 'succeeded',
  finishedAtMs: nowMs - 60_000,
  outcome: { kind: 'chatInviteExported', invite: link },
};

/** A world with one invite of tenant A, changed as told. */
async function withInvite(changes: Partial<Job> = made, overrides: Partial<ApiDeps> = {}) {
  const world = createApiWorld(overrides);
  const { body } = await world.post(validBody);
  const id = String(body.id);
  const [[pk, job] = []] = world.jobs;
  if (pk === undefined || job === undefined) {
    throw new Error('the invite was not stored');
  }
  world.jobs.set(pk, { ...job, ...changes });
  world.sent.length = 0;

  function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return world.send({
      method,
      path: `/v1/invites/${id}${path}`,
      headers: {
        authorization: `Bearer ${keyOfTenantA}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  return {
    ...world,
    id,
    ask,
    operations: () => [...world.jobs.values()].filter(({ operation }) => operation !== undefined),
    stored: () => world.jobs.get(pk) as Job,
  };
}

describe('an operation on a link', () => {
  test('is stored, put in order and sent, and answered with where to look', async () => {
    const { ask, id, stored, sent, operations } = await withInvite();
    const { statusCode, headers, body } = await ask('POST', '/revoke');
    expect(statusCode).toBe(202);
    expect(headers).toMatchObject({ location: `/v1/operations/${body.id}`, 'retry-after': '1' });
    expect(body).toMatchObject({
      kind: 'revoke',
      status: 'queued',
      invite_id: id,
      key: 'test',
      account: 'main',
    });
    expect(stored().operationIds).toEqual([body.id]);
    expect(sent.map(({ jobId }) => jobId)).toEqual([body.id]);
    expect(operations()[0]).toMatchObject({ operation: { kind: 'revoke', inviteId: id }, askedBy: 'test' });
  });

  test.each(['/revoke', '/refresh'])(
    'by POST %s takes no fields: nothing is done that was only to be counted',
    async (path) => {
      const { ask, operations } = await withInvite();
      expect((await ask('POST', path, { dry_run: true })).body.detail).toContain('dry_run');
      expect((await ask('POST', `${path}?dry_run=true`)).statusCode).toBe(422);
      expect(operations()).toEqual([]);
      expect((await ask('POST', path, {})).statusCode).toBe(202);
    },
  );

  test('comes before every request for a link', async () => {
    const { ask, operations } = await withInvite();
    await ask('PATCH', '', { title: 'a', priority: 'low' });
    expect(Math.floor(operations()[0]?.placeMs ?? 0)).toBe(nowMs - maxOvertakenMs);
  });

  test('comes before all that are not urgent when it is a revocation, though they have waited for most of an hour', async () => {
    const { ask, clock, operations } = await withInvite();
    await ask('PATCH', '', { title: 'a' });
    clock.nowMs += 55 * 60_000;
    await ask('POST', '/revoke');
    const [edit, revocation] = operations();
    expect(revocation?.placeMs).toBeLessThan(edit?.placeMs ?? 0);
  });

  test.each([
    ['POST', '/revoke', undefined, { kind: 'revoke' }],
    ['POST', '/refresh', undefined, { kind: 'refresh' }],
    ['DELETE', '?revoke=true', undefined, { kind: 'delete', revokeFirst: true }],
    ['PATCH', '', { title: ' autumn  sale' }, { kind: 'edit', changes: { title: 'autumn sale' } }],
    ['PATCH', '', { title: null, usage_limit: 5 }, { kind: 'edit', changes: { title: '', usage_limit: 5 } }],
    ['PATCH', '', { expire_date: null }, { kind: 'edit', changes: { expire_date: 0 } }],
    ['PATCH', '', { expire_in: 60 }, { kind: 'edit', changes: { expire_date: nowMs / 1000 + 60 } }],
    ['PATCH', '', { expire_in: null }, { kind: 'edit', changes: { expire_date: 0 } }],
  ] as const)('by %s %s %o is %o', async (method, path, body, operation) => {
    const { ask, id, operations } = await withInvite();
    expect((await ask(method, path, body)).statusCode).toBe(202);
    expect(operations()[0]?.operation).toEqual({ ...operation, inviteId: id });
  });

  test('is accepted once under one Idempotency-Key, even when its link has changed since', async () => {
    const { ask, operations, jobs, stored } = await withInvite();
    const key = { 'idempotency-key': 'order-1' };
    const first = await ask('PATCH', '', { title: 'autumn' }, key);
    const invite = stored();
    jobs.set(`ten_a#${invite.jobId}`, { ...invite, link: { isRevoked: true, asOfMs: nowMs, fence: 1 } });
    const second = await ask('PATCH', '', { title: 'autumn' }, key);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(operations()).toHaveLength(1);
    expect(stored().operationIds).toHaveLength(1);
    expect((await ask('PATCH', '', { title: 'winter' }, key)).body.type).toContain('idempotency-key-reused');
    expect((await ask('POST', '/revoke', undefined, key)).body.type).toContain('idempotency-key-reused');
  });

  test('stands behind the others on its link, whoever is first', async () => {
    let raced = false;
    const world = await withInvite(made, {
      async saveOperationIds(ref, before, next) {
        const invite = world.jobs.get(`${ref.tenantId}#${ref.jobId}`) as Job;
        if (!raced) {
          raced = true;
          world.jobs.set(`${ref.tenantId}#${ref.jobId}`, { ...invite, operationIds: ['op_other'] });
          return false;
        }
        expect(before).toEqual(['op_other']);
        world.jobs.set(`${ref.tenantId}#${ref.jobId}`, { ...invite, operationIds: next });
        return true;
      },
    });
    const { body } = await world.ask('POST', '/revoke');
    expect(world.stored().operationIds).toEqual(['op_other', body.id]);
  });

  test('is refused when the link gets others at every attempt, and stores nothing', async () => {
    const { ask, operations } = await withInvite(made, { saveOperationIds: async () => false });
    expect((await ask('POST', '/revoke')).statusCode).toBe(503);
    expect(operations()).toEqual([]);
  });

  test('can be a revocation where the link can take no other', async () => {
    const { ask, stored } = await withInvite({ status: 'waiting' });
    for (let count = 0; count < maxOperationIds - keptForRevoking; count++) {
      await ask('POST', '/refresh');
    }
    expect(await ask('POST', '/refresh')).toMatchObject({
      statusCode: 503,
      body: { detail: expect.stringContaining('no more but to be revoked') },
    });
    expect((await ask('PATCH', '', { title: 'a' })).statusCode).toBe(503);
    expect((await ask('POST', '/revoke')).statusCode).toBe(202);
    expect(stored().operationIds).toHaveLength(maxOperationIds - keptForRevoking + 1);
  });

  test('drops the oldest final one from the order of a link with many', async () => {
    const ids = Array.from({ length: maxOperationIds }, (_, index) => `op_${index}`);
    const { ask, stored } = await withInvite({ ...made, operationIds: ids });
    const { body } = await ask('POST', '/revoke');
    expect(stored().operationIds).toEqual([...ids.slice(1), body.id]);
  });

  test('is accepted for an invite whose link is not made yet', async () => {
    const { ask } = await withInvite({ status: 'waiting' });
    expect((await ask('POST', '/revoke')).statusCode).toBe(202);
  });

  test('goes to the callback URL of the request, or of the key', async () => {
    const { ask, operations } = await withInvite();
    await ask('PATCH', '', { title: 'a', callback_url: 'https://example.com/hook' });
    expect(operations()[0]?.callback).toMatchObject({ url: 'https://example.com/hook', status: 'pending' });
  });

  test('that nobody asked for, the watch of a chat, is not there', async () => {
    const { ask, read, operations, jobs } = await withInvite();
    await ask('POST', '/revoke');
    const [operation] = operations();
    const watch = createWatchRecord(0);
    jobs.set(`${operation?.tenantId}#${watch.jobId}`, { ...watch, tenantId: operation?.tenantId ?? '' });
    expect((await read(`/v1/operations/${operation?.jobId}`)).statusCode).toBe(200);
    expect((await read(`/v1/operations/${watch.jobId}`)).statusCode).toBe(404);
  });

  test('of another tenant is not there', async () => {
    const { ask, read, operations } = await withInvite();
    const authorization = `Bearer ${keyOfTenantB}`;
    expect((await ask('POST', '/revoke', undefined, { authorization })).statusCode).toBe(404);
    await ask('POST', '/revoke');
    const id = operations()[0]?.jobId;
    expect((await read(`/v1/operations/${id}`)).statusCode).toBe(200);
    expect((await read(`/v1/operations/${id}`, keyOfTenantB)).statusCode).toBe(404);
    expect((await read('/v1/operations', keyOfTenantB)).body.items).toEqual([]);
  });
});

describe('what the link does not allow is refused at the door', () => {
  const revoked: Partial<Job> = { ...made, link: { isRevoked: true, asOfMs: nowMs, fence: 1 } };

  test.each([
    ['a delete of a link that is not revoked', made, 'DELETE', '', undefined, 'revoke=true'],
    ['an edit of a revoked link', revoked, 'PATCH', '', { title: 'a' }, 'revoked'],
    [
      'an edit of a permanent link',
      { ...made, outcome: { kind: 'chatInviteExported', invite: { ...link, permanent: true } } },
      'PATCH',
      '',
      { title: 'a' },
      'permanent',
    ],
    ['anything about an invite that failed', { status: 'failed' }, 'POST', '/revoke', undefined, 'failed'],
    [
      'anything about a public chat',
      { ...made, outcome: { kind: 'chatInvitePublicJoinRequests' } },
      'POST',
      '/refresh',
      undefined,
      'public',
    ],
  ] as const)('%s', async (_title, changes, method, path, body, told) => {
    const { ask, operations } = await withInvite(changes as Partial<Job>);
    const answer = await ask(method, path, body);
    expect(answer).toMatchObject({ statusCode: 409, body: { type: 'urn:invite-spool:problem:link-state' } });
    expect(answer.body.detail).toContain(told);
    expect(operations()).toEqual([]);
  });

  test('a delete of a revoked link is accepted', async () => {
    const { ask } = await withInvite(revoked);
    expect((await ask('DELETE', '')).statusCode).toBe(202);
  });

  test.each([
    [{}, '', 'Nothing is to be changed'],
    [{ colour: 'red' }, 'colour', 'no such field'],
    [{ title: 'x'.repeat(33) }, 'title', '32 characters'],
    [{ usage_limit: 0 }, 'usage_limit', '1 to 99999'],
    [{ expire_date: 5 }, 'expire_date', 'not in the future'],
    [{ expire_in: 5, expire_date: nowMs / 1000 + 60 }, 'expire_in', 'excludes'],
    [{ request_needed: true, usage_limit: 5 }, 'request_needed', 'excludes usage_limit'],
    [{ callback_url: 'http://10.0.0.1/' }, 'callback_url', 'public internet'],
  ])('%o', async (body, field, told) => {
    const { ask, operations } = await withInvite();
    const answer = await ask('PATCH', '', body);
    expect(answer.statusCode).toBe(422);
    const problem = answer.body.errors.find((each: { field: string }) => each.field === field);
    expect(problem?.detail).toContain(told);
    expect(operations()).toEqual([]);
  });

  test('a change that is at odds with what the link has already', async () => {
    const limited = { ...link, usage_limit: 5 };
    const { ask } = await withInvite({ ...made, outcome: { kind: 'chatInviteExported', invite: limited } });
    expect((await ask('PATCH', '', { request_needed: true })).body.detail).toContain('usage_limit (5 now)');
    expect((await ask('PATCH', '', { request_needed: true, usage_limit: null })).statusCode).toBe(202);
  });

  test('a limit of a link that is paid for', async () => {
    const paid = { ...link, subscription_pricing: { period: 2_592_000, amount: 5 } };
    const { ask } = await withInvite({ ...made, outcome: { kind: 'chatInviteExported', invite: paid } });
    expect((await ask('PATCH', '', { usage_limit: 5 })).statusCode).toBe(422);
    expect((await ask('PATCH', '', { title: 'gold' })).statusCode).toBe(202);
  });
});

describe('what is known of a link', () => {
  test.each([
    ['active', {}, undefined],
    ['expired', { expire_date: nowMs / 1000 }, undefined],
    ['active', { expire_date: nowMs / 1000 + 1 }, undefined],
    ['used_up', { usage_limit: 2 }, { usage: 2 }],
    ['active', { usage_limit: 2 }, { usage: 1 }],
    ['revoked', {}, { isRevoked: true }],
    ['deleted', {}, { isRevoked: true, isDeleted: true }],
  ] as const)('is %s', async (status, fields, told) => {
    const { get, id } = await withInvite({
      ...made,
      outcome: { kind: 'chatInviteExported', invite: { ...link, ...fields } },
      ...(told === undefined ? {} : { link: { ...told, asOfMs: nowMs, fence: 1 } }),
    });
    expect((await get(id)).body).toMatchObject({ status: 'succeeded', link_status: status });
  });

  test('is shown in place of what it was made as', async () => {
    const now = { ...link, title: 'autumn' };
    const replacedBy = { ...link, link: 'https://t.me/+new', permanent: true };
    const { get, id } = await withInvite({
      ...made,
      link: { invite: now, usage: 3, requested: 1, replacedBy, asOfMs: nowMs, fence: 1 },
    });
    expect((await get(id)).body).toMatchObject({
      invite: { title: 'autumn' },
      usage: 3,
      requested: 1,
      as_of: '2026-12-01T10:00:00.000Z',
      replaced_by: { link: 'https://t.me/+new' },
    });
  });

  test('is nothing before the link is made', async () => {
    const { get, id } = await withInvite({ status: 'queued' });
    expect((await get(id)).body).not.toHaveProperty('link_status');
  });
});

describe('the lists of operations', () => {
  test('of a link tell what was done by which key, newest first', async () => {
    const { ask, read, id } = await withInvite();
    await ask('PATCH', '', { title: 'a' });
    await ask('POST', '/revoke');
    const { body } = await read(`/v1/invites/${id}/operations`);
    expect(body.items.map(({ kind, key }: { kind: string; key: string }) => [kind, key])).toEqual([
      ['revoke', 'test'],
      ['edit', 'test'],
    ]);
  });

  test('of a link come in pages, beyond those that its row names, each once', async () => {
    const { ask, read, id, clock, jobs, stored } = await withInvite();
    const asked: string[] = [];
    for (let index = 0; index < 250; index++) {
      // Some share a millisecond.
      clock.nowMs += index % 5 === 0 ? 0 : 20_000;
      const { body } = await ask('PATCH', '', { title: `edit ${index}` });
      asked.push(body.id);
      const job = jobs.get(`ten_a#${body.id}`) as Job;
      jobs.set(`ten_a#${body.id}`, { ...job, status: 'succeeded', finishedAtMs: clock.nowMs });
    }
    expect(stored().operationIds).toHaveLength(maxOperationIds);
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await read(`/v1/invites/${id}/operations?limit=40${query}`);
      pages.push(body.items.map((item: { id: string }) => item.id));
      cursor = body.next_cursor;
    } while (cursor !== undefined);
    expect(pages.flat()).toHaveLength(250);
    expect(pages.flat().toSorted()).toEqual(asked.toSorted());
    const dates = pages.flat().map((jobId) => jobs.get(`ten_a#${jobId}`)?.createdAtMs ?? 0);
    expect(dates).toEqual(dates.toSorted((a, b) => b - a));
  });

  test('of a link lose none that was dropped before an earlier one', async () => {
    const { ask, read, id, clock, jobs, stored } = await withInvite();
    const asked: string[] = [];
    for (let index = 0; index < maxOperationIds; index++) {
      clock.nowMs += 10_000;
      const { body } = await ask('PATCH', '', { title: `edit ${index}` });
      asked.push(body.id);
      const job = jobs.get(`ten_a#${body.id}`) as Job;
      jobs.set(`ten_a#${body.id}`, { ...job, status: 'succeeded', finishedAtMs: clock.nowMs });
    }
    // It was accepted after the first of them, and had its turn before: another environment was slow.
    const [first = ''] = asked;
    const late = { ...(jobs.get(`ten_a#${first}`) as Job), jobId: 'op_00000000000000000000000000' };
    jobs.set('ten_a#op_00000000000000000000000000', { ...late, createdAtMs: late.createdAtMs + 25_000 });
    expect(stored().operationIds).toHaveLength(maxOperationIds);
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? '' : `&cursor=${cursor}`;
      const { body } = await read(`/v1/invites/${id}/operations?limit=100${query}`);
      found.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.next_cursor;
    } while (cursor !== undefined);
    expect(found.toSorted()).toEqual([...asked, late.jobId].toSorted());
  });

  test('of a tenant are filtered, and are no invites', async () => {
    const { ask, read, id } = await withInvite();
    await ask('PATCH', '', { title: 'a' });
    await ask('POST', '/revoke');
    async function kinds(query: string) {
      return (await read(`/v1/operations${query}`)).body.items.map(({ kind }: { kind: string }) => kind);
    }
    expect((await kinds('')).toSorted()).toEqual(['edit', 'revoke']);
    expect(await kinds('?kind=revoke')).toEqual(['revoke']);
    expect((await kinds(`?invite=${id}&key=test`)).length).toBe(2);
    expect(await kinds('?key=other')).toEqual([]);
    expect((await read('/v1/invites')).body.items).toHaveLength(1);
  });

  test('come in pages', async () => {
    const { ask, read, clock } = await withInvite();
    for (const title of ['a', 'b', 'c']) {
      clock.nowMs += 1_000;
      await ask('PATCH', '', { title });
    }
    const first = (await read('/v1/operations?limit=2')).body;
    const second = (await read(`/v1/operations?limit=2&cursor=${first.next_cursor}`)).body;
    const titles = [...first.items, ...second.items].map(({ changes }) => changes.title);
    expect(titles).toEqual(['c', 'b', 'a']);
    expect(second).not.toHaveProperty('next_cursor');
  });

  test('refuse what they do not know', async () => {
    const { read } = await withInvite();
    expect((await read('/v1/operations?kind=make&invite=1&colour=red')).body.errors).toHaveLength(3);
  });
});
