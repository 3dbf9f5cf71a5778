import { expect, test } from 'vitest';
import { createApiWorld, keyOfTenantB, nowMs, validBody } from './api-world.ts';

function items(count: number, account = 'main') {
  return {
    items: Array.from({ length: count }, (_, index) => ({ ...validBody, account, title: `t${index}` })),
  };
}

test('batches are listed newest first, without the single invites between them', async () => {
  const world = createApiWorld();
  const { body: first } = await world.postBatch(items(3));
  world.clock.nowMs += 1_000;
  await world.post(validBody);
  world.clock.nowMs += 1_000;
  const { body: second } = await world.postBatch(items(2));
  const { body } = await world.read('/v1/batches');
  expect(body).toEqual({
    batches: [
      {
        id: second.id,
        size: 2,
        created_at: '2026-12-01T10:00:02.000Z',
        example: { account: 'main', peer: '@launch', title: expect.stringMatching(/^t[01]$/) },
      },
      expect.objectContaining({ id: first.id, size: 3 }),
    ],
  });
  expect((await world.read('/v1/batches', keyOfTenantB)).body).toEqual({ batches: [] });
});

test('two batches that were accepted at the same moment are both listed', async () => {
  const world = createApiWorld();
  const ids = [(await world.postBatch(items(3))).body.id, (await world.postBatch(items(2))).body.id];
  await world.post(validBody);
  const { body } = await world.read('/v1/batches');
  expect(body.batches.map(({ id }: { id: string }) => id).sort()).toEqual(ids.sort());
});

test('pages name each batch once, also where one request does not look at all', async () => {
  const world = createApiWorld({ pendingLimit: 2_000 });
  const ids: string[] = [];
  for (let number = 0; number < 12; number++) {
    world.clock.nowMs = nowMs + number * 1_000;
    ids.unshift((await world.postBatch(items(100))).body.id);
  }
  const seen: string[] = [];
  let query = '?limit=5';
  do {
    const { body } = await world.read(`/v1/batches${query}`);
    seen.push(...body.batches.map(({ id }: { id: string }) => id));
    query = body.next_cursor === undefined ? '' : `?limit=5&cursor=${body.next_cursor}`;
  } while (query !== '');
  expect(seen).toEqual(ids);
});

test('a key that may use some accounts only is shown the batches of these', async () => {
  const world = createApiWorld();
  world.addAccount('ten_a', 'shop');
  world.addKey('isk_limited-key-0001', 'ten_a', { accounts: ['shop'] });
  await world.postBatch(items(2));
  world.clock.nowMs += 1_000;
  const { body: own } = await world.postBatch(items(2, 'shop'));
  const { body } = await world.read('/v1/batches', 'isk_limited-key-0001');
  expect(body.batches).toMatchObject([{ id: own.id }]);
});

test('a cursor that is none is refused', async () => {
  expect((await createApiWorld().read('/v1/batches?cursor=x')).statusCode).toBe(422);
});
