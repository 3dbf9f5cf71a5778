import { expect, test } from 'vitest';
import { createApiWorld, keyOfTenantA, validBody } from './api-world.ts';

const url = 'https://shop.example/invites';

/** A world whose key of tenant A has that default. */
function createWorld(callbackUrl?: string) {
  const world = createApiWorld();
  const [keyHash = ''] = world.keys.keys();
  const key = world.keys.get(keyHash);
  if (key === undefined) {
    throw new Error(`there is no ${keyOfTenantA}`);
  }
  if (callbackUrl !== undefined) {
    world.keys.set(keyHash, { ...key, callbackUrl });
  }
  return world;
}

function callbacksOf(world: ReturnType<typeof createWorld>) {
  return [...world.jobs.values()].map(({ callback }) => callback?.url);
}

test('a request says where its end is told, and the answer shows how that stands', async () => {
  const world = createWorld();
  const { statusCode, body } = await world.post({ ...validBody, callback_url: url });
  expect(statusCode).toBe(202);
  expect(body.callback).toEqual({ url, status: 'pending', attempts: 0 });
  expect(body).not.toHaveProperty('callback_url');
  expect(callbacksOf(world)).toEqual([url]);
});

test('without one the key’s is used, and a request’s own goes before it', async () => {
  const world = createWorld('https://key.example/');
  await world.post(validBody);
  await world.post({ ...validBody, callback_url: url });
  expect(callbacksOf(world)).toEqual(['https://key.example/', url]);
});

test('without either nobody is told', async () => {
  const world = createWorld();
  expect((await world.post(validBody)).body).not.toHaveProperty('callback');
  expect(callbacksOf(world)).toEqual([undefined]);
});

test('every invite of a batch has its own', async () => {
  const world = createWorld('https://key.example/');
  const items = [validBody, { ...validBody, callback_url: url }];
  const { statusCode } = await world.send({
    method: 'POST',
    path: '/v1/invites/batch',
    headers: { authorization: `Bearer ${keyOfTenantA}`, 'content-type': 'application/json' },
    body: JSON.stringify({ items }),
  });
  expect(statusCode).toBe(202);
  expect(callbacksOf(world).sort()).toEqual(['https://key.example/', url]);
});

test('the same Idempotency-Key with another callback_url is another request', async () => {
  const world = createWorld();
  const headers = { 'idempotency-key': 'order-1' };
  await world.post({ ...validBody, callback_url: url }, headers);
  expect((await world.post({ ...validBody, callback_url: `${url}2` }, headers)).statusCode).toBe(422);
});

test.each([['http://127.0.0.1:3001/'], ['https://10.0.0.1/'], ['nowhere'], [7], [null]])(
  'callback_url %s is refused, and nothing is stored',
  async (callback_url) => {
    const world = createWorld();
    const { statusCode, body } = await world.post({ ...validBody, callback_url });
    expect(statusCode).toBe(422);
    expect(body.errors).toMatchObject([{ field: 'callback_url' }]);
    expect(world.jobs.size).toBe(0);
  },
);
