import { describe, expect, test } from 'vitest';
import { createApiWorld, keyOfTenantA, keyOfTenantB } from './api-world.ts';

const path = '/v1/accounts/main/links/sync';

function createSyncWorld() {
  const world = createApiWorld();
  return {
    ...world,
    sync: (body: unknown, headers: Record<string, string> = {}, at = path) => world.post(body, headers, at),
    operations: () => [...world.jobs.values()].filter(({ operation }) => operation !== undefined),
  };
}

describe('POST /v1/accounts/{name}/links/sync', () => {
  test('is stored and sent, and answered with where to look', async () => {
    const { sync, operations, sent } = createSyncWorld();
    const { statusCode, headers, body } = await sync({ peer: '@launch' });
    expect(statusCode).toBe(202);
    expect(headers).toMatchObject({ location: `/v1/operations/${body.id}`, 'retry-after': '1' });
    expect(body).toMatchObject({
      kind: 'sync',
      status: 'queued',
      account: 'main',
      peer: '@launch',
      key: 'test',
      progress: { links: 0, adopted: 0, updated: 0, left: 0 },
    });
    expect(body).not.toHaveProperty('invite_id');
    expect(operations()[0]).toMatchObject({
      operation: { kind: 'sync' },
      request: { account: 'main', peer: '@launch', priority: 'normal' },
    });
    expect(sent.map(({ jobId }) => jobId)).toEqual([body.id]);
  });

  test('says which links, and where its end is reported', async () => {
    const { sync, operations } = createSyncWorld();
    const asked = {
      peer: { _: 'peerChannel', channel_id: 11 },
      revoked: true,
      admins: 'all',
      priority: 'low',
    };
    const { body } = await sync({ ...asked, callback_url: 'https://example.com/hook' });
    expect(body).toMatchObject({ revoked: true, admins: 'all', callback: { status: 'pending' } });
    expect(operations()[0]).toMatchObject({
      operation: { kind: 'sync', revoked: true, admins: 'all' },
      request: { peer: { _: 'peerChannel', channel_id: '11' }, priority: 'low' },
    });
  });

  test("takes the account's default chat, and says so where there is none", async () => {
    const { sync, addAccount, operations } = createSyncWorld();
    const { statusCode, body } = await sync({});
    expect(statusCode).toBe(422);
    expect(body.errors).toEqual([
      { field: 'peer', detail: 'Missing. The account "main" has no default peer.' },
    ]);
    addAccount('ten_a', 'main', { defaultPeer: '@home' });
    expect((await sync({})).statusCode).toBe(202);
    expect(operations()[0]?.request.peer).toBe('@home');
  });

  test('is accepted once under one Idempotency-Key', async () => {
    const { sync, operations } = createSyncWorld();
    const key = { 'idempotency-key': 'nightly' };
    const first = await sync({ peer: '@launch' }, key);
    const second = await sync({ peer: '@launch' }, key);
    expect(second.body).toEqual(first.body);
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(operations()).toHaveLength(1);
    expect((await sync({ peer: '@other' }, key)).body.type).toContain('idempotency-key-reused');
    expect((await sync({ peer: '@launch', revoked: true }, key)).body.type).toContain(
      'idempotency-key-reused',
    );
  });

  test.each([
    [{ peer: '@launch', admins: 'me' }, 'admins', 'Leave it out for those of the account.'],
    [{ peer: '@launch', revoked: 'true' }, 'revoked', 'Write it without quotes: true.'],
    [{ peer: 'not a chat!' }, 'peer', ''],
    [{ chat: '@launch' }, 'chat', 'Here it is called "peer".'],
    [{ peer: '@launch', callback_url: 'http://localhost/x' }, 'callback_url', ''],
  ])('refuses %o, and names the field', async (body, field, detail) => {
    const { sync, operations } = createSyncWorld();
    const answer = await sync(body);
    expect(answer.statusCode).toBe(422);
    const [error] = answer.body.errors as { field: string; detail: string }[];
    expect(error?.field).toBe(field);
    expect(error?.detail).toContain(detail);
    expect(operations()).toEqual([]);
  });

  test('of another tenant finds no account', async () => {
    const { sync } = createSyncWorld();
    const answer = await sync({ peer: '@launch' }, { authorization: `Bearer ${keyOfTenantB}` });
    expect(answer.statusCode).toBe(404);
  });

  test('is listed among operations by its kind, and not among those of an invite', async () => {
    const { sync, send } = createSyncWorld();
    const { body } = await sync({ peer: '@launch' });
    function list(query: string) {
      const headers = { authorization: `Bearer ${keyOfTenantA}` };
      return send({ method: 'GET', path: `/v1/operations?${query}`, headers });
    }
    expect((await list('kind=sync')).body.items).toEqual([body]);
    expect((await list('invite=inv_00000000000000000000000000')).body.items).toEqual([]);
  });
});
