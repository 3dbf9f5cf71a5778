import { describe, expect, test } from 'vitest';
import { keyBelievedMs } from '../../../functions/api/authenticate-key.ts';
import { allScopes } from '../../../functions/core/account/api-key.ts';
import { createApiWorld, keyOfTenantA, validBody } from './api-world.ts';

function post(world: ReturnType<typeof createApiWorld>, authorization?: string) {
  return world.send({
    method: 'POST',
    path: '/v1/invites',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify(validBody),
  });
}

describe('a bearer key', () => {
  test('is taken, with the scheme in any case', async () => {
    const world = createApiWorld();
    expect((await post(world, `bearer ${keyOfTenantA}`)).statusCode).toBe(202);
  });

  test('missing, malformed, unknown or revoked gets one and the same 401', async () => {
    const world = createApiWorld();
    world.addKey('isk_revoked-key', 'ten_a').revokedAtMs = 1;
    const answers = [
      await post(world),
      await post(world, ''),
      await post(world, keyOfTenantA),
      await post(world, `Basic ${keyOfTenantA}`),
      await post(world, `Bearer ${keyOfTenantA} x`),
      await post(world, 'Bearer isk_unknown-key'),
      await post(world, 'Bearer isk_revoked-key'),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({
      statusCode: 401,
      headers: { 'www-authenticate': 'Bearer realm="invite-spool"' },
      body: { type: 'urn:invite-spool:problem:unauthorized' },
    });
    expect(world.jobs.size).toBe(0);
  });

  test('is asked for before the body is looked at', async () => {
    const { send } = createApiWorld();
    expect((await send({ method: 'POST', path: '/v1/invites', body: '{' })).statusCode).toBe(401);
  });

  test('that was found is not looked up again for a minute, and a revocation holds from then on', async () => {
    const world = createApiWorld();
    expect((await post(world, `Bearer ${keyOfTenantA}`)).statusCode).toBe(202);
    world.keys.clear();
    world.clock.nowMs += keyBelievedMs - 1;
    expect((await post(world, `Bearer ${keyOfTenantA}`)).statusCode).toBe(202);
    world.clock.nowMs += 1;
    expect((await post(world, `Bearer ${keyOfTenantA}`)).statusCode).toBe(401);
  });

  test('that has been replaced works until its time is over, to the millisecond', async () => {
    const world = createApiWorld();
    world.addKey('isk_replaced-key', 'ten_a', { expiresAtMs: world.clock.nowMs + 1000 });
    expect((await post(world, 'Bearer isk_replaced-key')).statusCode).toBe(202);
    world.clock.nowMs += 999;
    expect((await post(world, 'Bearer isk_replaced-key')).statusCode).toBe(202);
    world.clock.nowMs += 1;
    expect((await post(world, 'Bearer isk_replaced-key')).statusCode).toBe(401);
  });

  test('that was not found is looked up every time, so that a new key works at once', async () => {
    const world = createApiWorld();
    expect((await post(world, 'Bearer isk_brand-new-key')).statusCode).toBe(401);
    world.addKey('isk_brand-new-key', 'ten_a');
    expect((await post(world, 'Bearer isk_brand-new-key')).statusCode).toBe(202);
  });

  test('is forgotten when a thousand others have come since', async () => {
    let lookups = 0;
    const world = createApiWorld({
      findKey: async (keyHash) => {
        lookups++;
        return {
          keyHash,
          tenantId: 'ten_a',
          name: 'test',
          scopes: allScopes,
          ratePerMinute: 600,
          createdAtMs: 0,
        };
      },
    });
    for (let index = 0; index <= 1000; index++) {
      await world.send({ path: '/v1/invites/x', headers: { authorization: `Bearer isk_number-${index}` } });
    }
    expect(lookups).toBe(1001);
    await world.send({ path: '/v1/invites/x', headers: { authorization: 'Bearer isk_number-1000' } });
    expect(lookups).toBe(1001);
    await world.send({ path: '/v1/invites/x', headers: { authorization: 'Bearer isk_number-0' } });
    expect(lookups).toBe(1002);
  });
});
