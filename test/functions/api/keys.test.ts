import { describe, expect, test } from 'vitest';
import { keyIdOf } from '../../../functions/core/account/api-key.ts';
import { callbackUrl, createEndedJob } from '../core/callback/webhook-world.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs } from './api-world.ts';

describe('GET /v1/key', () => {
  test('shows a key without any scope what it may do, and never its hash', async () => {
    const world = createApiWorld();
    const { keyHash } = world.addKey('isk_narrow-key-0001', 'ten_a', {
      name: 'shop',
      scopes: [],
      accounts: ['shop'],
      ratePerMinute: 60,
      maxPending: 500,
      trackJoins: 'names',
      lastFour: '0001',
    });
    const { statusCode, body, headers } = await world.read('/v1/key', 'isk_narrow-key-0001');
    expect(statusCode).toBe(200);
    expect(headers).toHaveProperty('ratelimit');
    expect(body).toEqual({
      id: keyIdOf(keyHash),
      name: 'shop',
      tenant: 'ten_a',
      last_four: '0001',
      scopes: [],
      accounts: ['shop'],
      rate: 60,
      track_joins: 'names',
      max_pending: 500,
      created_at: '2026-12-01T10:00:00.000Z',
    });
    expect(JSON.stringify(body)).not.toContain(keyHash);
  });

  test('says that a key may use every account', async () => {
    const { body } = await createApiWorld().read('/v1/key');
    expect(body).toMatchObject({ accounts: null, track_joins: false });
  });

  test('needs a key', async () => {
    expect((await createApiWorld().send({ path: '/v1/key' })).statusCode).toBe(401);
  });
});

describe('GET /v1/keys', () => {
  test("lists the tenant's own keys, newest first, revoked ones too", async () => {
    const world = createApiWorld();
    world.addKey('isk_newer-key-0001', 'ten_a', {
      name: 'newer',
      createdAtMs: nowMs + 1_000,
      revokedAtMs: nowMs + 2_000,
      callbackUrl: 'https://shop.example/',
    });
    const { body } = await world.read('/v1/keys');
    expect(body).toMatchObject({
      keys: [
        { name: 'newer', revoked_at: '2026-12-01T10:00:02.000Z', callback_url: 'https://shop.example/' },
        { name: 'test' },
      ],
      has_more: false,
    });
    expect((await world.read('/v1/keys', keyOfTenantB)).body.keys).toHaveLength(1);
  });

  test('shows the newest hundred, and says that there are more', async () => {
    const world = createApiWorld();
    for (let number = 0; number < 100; number++) {
      world.addKey(`isk_many-keys-${number}`, 'ten_a', { createdAtMs: nowMs + number });
    }
    const { body } = await world.read('/v1/keys');
    expect([body.keys.length, body.has_more]).toEqual([100, true]);
  });
});

describe.each(['/v1/keys', '/v1/webhooks'])('GET %s', (path) => {
  test('needs the scope keys:read', async () => {
    const world = createApiWorld();
    world.addKey('isk_narrow-key-0001', 'ten_a', { scopes: ['invites:write', 'invites:read'] });
    expect(await world.read(path, 'isk_narrow-key-0001')).toMatchObject({
      statusCode: 403,
      body: { type: 'urn:invite-spool:problem:insufficient-scope', scope: 'keys:read' },
    });
  });

  test('is not for a key that may use some accounts only', async () => {
    const world = createApiWorld();
    world.addKey('isk_limited-key-0001', 'ten_a', { accounts: ['main'] });
    expect(await world.read(path, 'isk_limited-key-0001')).toMatchObject({
      statusCode: 403,
      body: { type: 'urn:invite-spool:problem:limited-key' },
    });
  });
});

describe('GET /v1/webhooks', () => {
  const failing = {
    tenantId: 'ten_a',
    url: callbackUrl,
    failingSinceMs: nowMs - 60_000,
    failures: 2,
    lastError: 'It answered 500.',
    failedAtMs: nowMs - 1_000,
  };

  test('shows a failing URL with its last answer and how many results wait, and before those that work', async () => {
    const world = createApiWorld();
    const working = { tenantId: 'ten_a', url: 'https://a.example/', deliveredAtMs: nowMs };
    world.endpoints.push(working, failing, { ...failing, tenantId: 'ten_b', url: 'https://theirs.example/' });
    for (const number of [1, 2, 3]) {
      const job = { ...createEndedJob(number), tenantId: number === 3 ? 'ten_b' : 'ten_a' };
      world.jobs.set(`${job.tenantId}#${job.jobId}`, job);
    }
    expect((await world.read('/v1/webhooks')).body).toEqual({
      webhooks: [
        {
          url: callbackUrl,
          state: 'failing',
          failing_since: '2026-12-01T09:59:00.000Z',
          failures: 2,
          last_failure: { detail: 'It answered 500.', at: '2026-12-01T09:59:59.000Z' },
          waiting: 2,
        },
        { url: 'https://a.example/', state: 'active', delivered_at: '2026-12-01T10:00:00.000Z' },
      ],
      has_more: false,
    });
  });

  test('reads no index of results while every delivery arrives', async () => {
    const world = createApiWorld({
      listWaitingCallbacks: () => {
        throw new Error('nothing to count');
      },
    });
    world.endpoints.push({ tenantId: 'ten_a', url: callbackUrl, deliveredAtMs: nowMs });
    expect((await world.read('/v1/webhooks')).statusCode).toBe(200);
  });

  test('shows since when a URL is disabled, and counts nothing for it', async () => {
    const world = createApiWorld();
    world.endpoints.push({ ...failing, disabledAtMs: nowMs });
    const { body } = await world.read('/v1/webhooks', keyOfTenantA);
    expect(body.webhooks).toMatchObject([{ state: 'disabled', disabled_at: '2026-12-01T10:00:00.000Z' }]);
    expect(body.webhooks[0]).not.toHaveProperty('waiting');
  });

  test('says that more may wait than were counted', async () => {
    const refs = Array.from({ length: 500 }, (_, index) => ({ tenantId: 'ten_b', jobId: `inv_${index}` }));
    const world = createApiWorld({ listWaitingCallbacks: async () => refs });
    world.endpoints.push(failing);
    expect((await world.read('/v1/webhooks')).body.webhooks).toMatchObject([
      { waiting: 0, more_waiting: true },
    ]);
  });
});
