import { describe, expect, test } from 'vitest';
import { usualScopes } from '../../../functions/core/account/api-key.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { JoinRequest } from '../../../functions/core/join/join.ts';
import { createApiWorld, keyOfTenantB, nowMs, validBody } from './api-world.ts';

const chatId = '-1001500000001';
const otherKey = 'isk_tenant-a-key-0002';

function request(userId: string, overrides: Partial<JoinRequest> = {}): JoinRequest {
  return { userId, requestedAtMs: nowMs - 60_000, accessHash: '9', ...overrides };
}

/** A world with an invite whose link is made, and these who ask to join its chat. */
async function createRequestWorld(...asking: JoinRequest[]) {
  const noted: string[] = [];
  const world: ReturnType<typeof createApiWorld> = createApiWorld({
    async noteDecision({ tenantId, jobId }, userId) {
      noted.push(`${jobId} about ${userId}, stored: ${world.jobs.has(`${tenantId}#${jobId}`)}`);
    },
  });
  const { body } = await world.post({ ...validBody, request_needed: true });
  const inviteId = String(body.id);
  finish(world.jobs, inviteId, {
    outcome: {
      kind: 'chatInviteExported',
      invite: {
        link: 'https://t.me/+abc',
        admin_id: '1',
        date: 1,
        permanent: false,
        request_needed: true,
        revoked: false,
      },
    },
  });
  world.peerNames.set('@launch', [chatId]);
  world.requests.set(`${accountIdOf('ten_a', 'main')} ${chatId}`, asking);
  world.sent.length = 0;
  return {
    ...world,
    noted,
    inviteId,
    operations: () => [...world.jobs.values()].filter(({ operation }) => operation !== undefined),
    finishLook: (changes: Partial<Job>) => {
      const look = [...world.jobs.values()].find(({ operation }) => operation?.kind === 'requests');
      finish(world.jobs, String(look?.jobId), changes);
    },
  };
}

function finish(jobs: Map<string, Job>, jobId: string, changes: Partial<Job>): void {
  const { dueAtMs: _dueAtMs, ...job } = jobs.get(`ten_a#${jobId}`) as Job;
  jobs.set(`ten_a#${jobId}`, { ...job, status: 'succeeded', finishedAtMs: nowMs, ...changes });
}

describe('GET requests', () => {
  test('of a chat are those that are stored, newest first', async () => {
    const { read } = await createRequestWorld(
      request('501', { requestedAtMs: nowMs - 90_000 }),
      request('502', { inviteId: 'inv_00000000000000000000000000', firstName: 'Bob', about: 'a bio' }),
    );
    const { statusCode, body } = await read('/v1/accounts/main/requests?peer=@launch');
    expect(statusCode).toBe(200);
    expect(body).toEqual({
      items: [
        {
          user_id: '502',
          requested_at: '2026-12-01T09:59:00.000Z',
          invite_id: 'inv_00000000000000000000000000',
          first_name: 'Bob',
          about: 'a bio',
        },
        { user_id: '501', requested_at: '2026-12-01T09:58:30.000Z' },
      ],
    });
  });

  test('of an invite are those by its link', async () => {
    const world = await createRequestWorld(request('501'));
    world.requests.set(`${accountIdOf('ten_a', 'main')} ${chatId}`, [
      request('501'),
      request('502', { inviteId: world.inviteId }),
    ]);
    const { body } = await world.read(`/v1/invites/${world.inviteId}/requests`);
    expect(body.items).toMatchObject([{ user_id: '502', invite_id: world.inviteId }]);
  });

  test('never tell an access hash', async () => {
    const { read } = await createRequestWorld(request('501', { accessHash: '777000777' }));
    expect(JSON.stringify(await read('/v1/accounts/main/requests?peer=@launch'))).not.toContain('777000777');
  });

  test('come in pages', async () => {
    const { read } = await createRequestWorld(request('501'), request('502'), request('503'));
    const path = '/v1/accounts/main/requests?peer=@launch&limit=2';
    const first = await read(path);
    const second = await read(`${path}&cursor=${first.body.next_cursor}`);
    const ids = [first, second].map(({ body }) =>
      body.items.map((each: { user_id: string }) => each.user_id),
    );
    expect(ids).toEqual([['503', '502'], ['501']]);
    expect(second.body).not.toHaveProperty('next_cursor');
  });

  test('of a chat that the account has never found are none', async () => {
    const { read } = await createRequestWorld(request('501'));
    expect((await read('/v1/accounts/main/requests?peer=@other')).body).toEqual({ items: [] });
  });

  test('take the default chat of the account, and say so where there is none', async () => {
    const { read, addAccount } = await createRequestWorld(request('501'));
    const path = '/v1/accounts/main/requests';
    expect((await read(path)).body.errors).toEqual([
      { field: 'peer', detail: 'Missing. The account "main" has no default peer.' },
    ]);
    addAccount('ten_a', 'main', { defaultPeer: '@launch' });
    expect((await read(path)).body.items).toHaveLength(1);
  });

  test.each([
    ['refresh=yes', 'refresh'],
    ['limit=0', 'limit'],
    ['cursor=x', 'cursor'],
    ['since=now', 'since'],
  ])('with ?%s are refused, and the parameter is named', async (query, field) => {
    const { read } = await createRequestWorld();
    const { statusCode, body } = await read(`/v1/accounts/main/requests?peer=@launch&${query}`);
    expect(statusCode).toBe(422);
    expect(body.errors).toMatchObject([{ field }]);
  });

  test("of another tenant's invite or account are not there", async () => {
    const { read, inviteId } = await createRequestWorld();
    for (const path of [`/v1/invites/${inviteId}/requests`, '/v1/accounts/main/requests?peer=@launch']) {
      expect((await read(path, keyOfTenantB)).statusCode).toBe(404);
    }
  });

  test('need a scope that usual keys do not have', async () => {
    const { read, addKey } = await createRequestWorld();
    addKey(otherKey, 'ten_a', { scopes: usualScopes });
    const { statusCode, body } = await read('/v1/accounts/main/requests?peer=@launch', otherKey);
    expect([statusCode, body.scope]).toEqual([403, 'joins:read']);
  });
});

describe('GET requests?refresh=true', () => {
  test('looks at Telegram first, and says as of when the answer is', async () => {
    const world = await createRequestWorld(request('501'));
    const asked = createHeld(world, () => world.finishLook({ told: { requested: 1 } }));
    const { statusCode, body } = await asked('/v1/accounts/main/requests?peer=@launch&refresh=true');
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ items: [{ user_id: '501' }], as_of: '2026-12-01T10:00:00.000Z' });
    expect(world.operations()).toMatchObject([
      { operation: { kind: 'requests' }, request: { priority: 'high' } },
    ]);
  });

  test('of an invite looks at its link alone', async () => {
    const world = await createRequestWorld();
    const asked = createHeld(world, () => world.finishLook({ told: { requested: 0 } }));
    await asked(`/v1/invites/${world.inviteId}/requests?refresh=true`);
    expect(world.operations()).toMatchObject([{ operation: { kind: 'requests', inviteId: world.inviteId } }]);
  });

  test('is one look for all who ask for it within ten seconds', async () => {
    const { read, operations, clock } = await createRequestWorld();
    const path = '/v1/accounts/main/requests?peer=@launch&refresh=true';
    await Promise.all([1, 2, 3].map(() => read(path)));
    expect(operations()).toHaveLength(1);
    clock.nowMs += 20_000;
    await read(path);
    expect(operations()).toHaveLength(2);
  });

  test('answers after ten seconds with the operation', async () => {
    const { read, clock, operations } = await createRequestWorld(request('501'));
    const { statusCode, headers, body } = await read('/v1/accounts/main/requests?peer=@launch&refresh=true');
    expect(statusCode).toBe(202);
    expect(clock.nowMs - nowMs).toBe(10_000);
    expect(headers).toMatchObject({ location: `/v1/operations/${body.id}` });
    expect(headers).not.toHaveProperty('preference-applied');
    expect(body).toMatchObject({ kind: 'requests', status: 'queued', peer: '@launch' });
    expect(operations()).toHaveLength(1);
  });

  test('that failed answers with the operation and why', async () => {
    const world = await createRequestWorld(request('501'));
    const error = { type: 'CHAT_ADMIN_REQUIRED', class: 'rights' as const, detail: 'Grant it.' };
    const asked = createHeld(world, () => world.finishLook({ status: 'failed', error }));
    const { statusCode, body } = await asked('/v1/accounts/main/requests?peer=@launch&refresh=true');
    expect([statusCode, body.status, body.error.type]).toEqual([202, 'failed', 'CHAT_ADMIN_REQUIRED']);
  });

  test('is reported to no webhook', async () => {
    const { read, addKey, operations } = await createRequestWorld();
    addKey(otherKey, 'ten_a', { callbackUrl: 'https://example.com/hook' });
    await read('/v1/accounts/main/requests?peer=@launch&refresh=true', otherKey);
    expect(operations()[0]).not.toHaveProperty('callback');
  });
});

/** Asks, while the worker does what it is there for. */
function createHeld(world: Awaited<ReturnType<typeof createRequestWorld>>, work: () => void) {
  return async (path: string) => {
    const set = world.jobs.set.bind(world.jobs);
    let isWorked = false;
    world.jobs.set = (id, job) => {
      set(id, job);
      if (!isWorked && job.operation?.kind === 'requests') {
        isWorked = true;
        work();
      }
      return world.jobs;
    };
    return world.read(path);
  };
}

describe('POST a decision', () => {
  test.each([
    ['approve', {}],
    ['decline', {}],
    ['501/approve', { userId: '501' }],
    ['501/decline', { userId: '501' }],
  ])('requests/%s is stored and sent, about an invite or a chat', async (path, about) => {
    const { post, inviteId, operations, sent } = await createRequestWorld();
    const kind = path.replace('501/', '');
    const first = await post({}, {}, `/v1/invites/${inviteId}/requests/${path}`);
    const second = await post({ peer: '@launch' }, {}, `/v1/accounts/main/requests/${path}`);
    expect([first.statusCode, second.statusCode]).toEqual([202, 202]);
    expect(first.body).toMatchObject({ kind, status: 'queued', invite_id: inviteId, peer: '@launch' });
    expect(second.body).not.toHaveProperty('invite_id');
    expect(first.headers).toMatchObject({ location: `/v1/operations/${first.body.id}` });
    expect(operations().map(({ operation }) => operation)).toEqual([
      { kind, inviteId, ...about },
      { kind, ...about },
    ]);
    expect(sent).toHaveLength(2);
  });

  test('about a person is noted before it is stored, so that an erasure finds it', async () => {
    const { post, inviteId, noted, operations } = await createRequestWorld();
    await post({}, {}, `/v1/invites/${inviteId}/requests/501/approve`);
    await post({}, {}, `/v1/invites/${inviteId}/requests/approve`);
    const [about] = operations();
    expect(noted).toEqual([`${about?.jobId} about 501, stored: false`]);
  });

  test('is accepted once under one Idempotency-Key', async () => {
    const { post, inviteId, operations } = await createRequestWorld();
    const key = { 'idempotency-key': 'member-4711' };
    const path = `/v1/invites/${inviteId}/requests/501/approve`;
    const first = await post({}, key, path);
    const second = await post({}, key, path);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(operations()).toHaveLength(1);
    for (const other of ['502/approve', '501/decline', 'approve']) {
      const { body } = await post({}, key, `/v1/invites/${inviteId}/requests/${other}`);
      expect(body.type).toContain('idempotency-key-reused');
    }
  });

  test('says where it is reported and when it comes', async () => {
    const { post, operations } = await createRequestWorld();
    const asked = { peer: '@launch', priority: 'low', callback_url: 'https://example.com/hook' };
    const { body } = await post(asked, {}, '/v1/accounts/main/requests/approve');
    expect(body).toMatchObject({ priority: 'low', callback: { status: 'pending' } });
    expect(operations()[0]).toMatchObject({ request: { priority: 'low' } });
  });

  test.each([
    ['/v1/accounts/main/requests/approve', { peer: 'not a chat!' }, 'peer'],
    ['/v1/accounts/main/requests/approve', {}, 'peer'],
    ['/v1/accounts/main/requests/approve', { peer: '@launch', user_id: '5' }, 'user_id'],
    ['/v1/accounts/main/requests/ada/approve', { peer: '@launch' }, 'user_id'],
    [
      '/v1/accounts/main/requests/approve',
      { peer: '@launch', callback_url: 'http://localhost/x' },
      'callback_url',
    ],
    ['/v1/accounts/main/requests/approve?dry_run=true', { peer: '@launch' }, 'dry_run'],
  ])('to %s with %j is refused, and the field is named', async (path, body, field) => {
    const { post, operations } = await createRequestWorld();
    const answer = await post(body, {}, path);
    expect(answer.statusCode).toBe(422);
    expect(answer.body.errors).toMatchObject([{ field }]);
    expect(operations()).toEqual([]);
  });

  test('by an invite takes no chat', async () => {
    const { post, inviteId } = await createRequestWorld();
    const answer = await post({ peer: '@other' }, {}, `/v1/invites/${inviteId}/requests/approve`);
    expect(answer.body.errors).toMatchObject([{ field: 'peer' }]);
  });

  test('by an invite without a link is a conflict', async () => {
    const { post } = await createRequestWorld();
    const { body } = await post(validBody);
    const answer = await post({}, {}, `/v1/invites/${body.id}/requests/approve`);
    expect([answer.statusCode, answer.body.type]).toEqual([409, 'urn:invite-spool:problem:link-state']);
  });

  test('needs a scope that usual keys do not have', async () => {
    const { post, addKey, operations } = await createRequestWorld();
    addKey(otherKey, 'ten_a', { scopes: [...usualScopes, 'joins:read'] });
    const headers = { authorization: `Bearer ${otherKey}` };
    const path = '/v1/accounts/main/requests/approve';
    const { statusCode, body } = await post({ peer: '@launch' }, headers, path);
    expect([statusCode, body.scope]).toEqual([403, 'joins:write']);
    expect(operations()).toEqual([]);
  });
});

test('a decision shows whom it is about to keys that may see joins or decide, and what came of it to all', async () => {
  const { post, read, addKey, jobs } = await createRequestWorld();
  const { body } = await post({ peer: '@launch' }, {}, '/v1/accounts/main/requests/501/approve');
  finish(jobs, body.id, { decided: 'approved' });
  const path = `/v1/operations/${body.id}`;
  expect((await read(path)).body).toMatchObject({ user_id: '501', decided: 'approved' });
  addKey(otherKey, 'ten_a', { scopes: ['invites:read'] });
  const one = await read(path, otherKey);
  const list = await read('/v1/operations', otherKey);
  for (const shown of [one.body, list.body.items[0]]) {
    expect(shown).toMatchObject({ kind: 'approve', decided: 'approved' });
    expect(shown).not.toHaveProperty('user_id');
  }
});

test('no log line names who asks to join', async () => {
  const { post, read, logLines } = await createRequestWorld(request('501501501'));
  await read('/v1/accounts/main/requests?peer=@launch');
  await post({ peer: '@launch' }, {}, '/v1/accounts/main/requests/501501501/approve');
  expect(logLines.length).toBeGreaterThan(0);
  expect(JSON.stringify(logLines)).not.toContain('501501501');
});
