import { expect, test } from 'vitest';
import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import { startTables } from '../aws/local-stores.ts';
import { createApiWorld, nowMs, validBody } from './api-world.ts';

const limitedKey = 'isk_limited-key-0001';

/** A key of two requests a minute, at the beginning of a minute. */
function createLimitedWorld(overrides: Parameters<typeof createApiWorld>[0] = {}, ratePerMinute = 2) {
  const world = createApiWorld(overrides);
  const stored = world.addKey(limitedKey, 'ten_a', { ratePerMinute });
  return { ...world, stored, ask: () => world.read('/v1/accounts', limitedKey) };
}

test('every answer tells the limit, what is left of it, and when the next minute begins', async () => {
  const world = createLimitedWorld();
  world.clock.nowMs = nowMs + 12_500;
  expect((await world.ask()).headers).toMatchObject({
    'ratelimit-policy': '"default";q=2;w=60',
    ratelimit: '"default";r=1;t=48',
  });
  expect((await world.ask()).headers).toMatchObject({ ratelimit: '"default";r=0;t=48' });
});

test('beyond its rate a key gets 429 until the next minute, and Retry-After says when that is', async () => {
  const world = createLimitedWorld();
  world.clock.nowMs = nowMs + 59_001;
  await world.ask();
  await world.ask();
  expect(await world.ask()).toMatchObject({
    statusCode: 429,
    headers: {
      'content-type': 'application/problem+json',
      'retry-after': '1',
      'ratelimit-policy': '"default";q=2;w=60',
      ratelimit: '"default";r=0;t=1',
    },
    body: { type: 'urn:invite-spool:problem:rate-limited', status: 429 },
  });
  world.clock.nowMs = nowMs + 60_000;
  expect(await world.ask()).toMatchObject({ statusCode: 200, headers: { ratelimit: '"default";r=1;t=60' } });
});

test('a refused request is not carried out', async () => {
  const world = createLimitedWorld({}, 1);
  await world.ask();
  const answer = await world.post(validBody, { authorization: `Bearer ${limitedKey}` });
  expect(answer.statusCode).toBe(429);
  expect(world.jobs.size).toBe(0);
});

test('each key has its own count', async () => {
  const world = createLimitedWorld({}, 1);
  await world.ask();
  expect((await world.ask()).statusCode).toBe(429);
  world.addKey('isk_another-key-0001', 'ten_a', { ratePerMinute: 1 });
  expect((await world.read('/v1/accounts', 'isk_another-key-0001')).statusCode).toBe(200);
});

test.each([
  ['a resource that is not there', '/v1/accounts/none', 404],
  ['something unforeseen', '/v1/accounts/main', 500],
])('the answer to %s tells the limit too', async (_, path, statusCode) => {
  const world = createLimitedWorld({
    countUnfinishedJobs: () => Promise.reject(new Error('broken')),
  });
  const answer = await world.read(path, limitedKey);
  expect(answer.statusCode).toBe(statusCode);
  expect(answer.headers).toMatchObject({ ratelimit: '"default";r=1;t=60' });
});

test('a request without a valid key is not counted, and tells no limit', async () => {
  const world = createLimitedWorld({
    countRequests: () => Promise.reject(new Error('counted')),
  });
  for (const answer of [
    await world.read('/v1/accounts', 'isk_unknown-key-0001'),
    await world.send({ path: '/v1/health' }),
    await world.send({ path: '/v1/nowhere' }),
  ]) {
    expect([200, 401, 404]).toContain(answer.statusCode);
    expect(answer.headers).not.toHaveProperty('ratelimit');
  }
});

test('a key that has spent its minute is not counted any further', async () => {
  let writes = 0;
  const world = createLimitedWorld({ countRequests: async () => ++writes });
  for (let requests = 0; requests < 10; requests++) {
    await world.ask();
  }
  expect(writes).toBe(2);
});

test('requests are counted in lots of a fiftieth of what the key has left', async () => {
  const lots: number[] = [];
  let counted = 0;
  const world = createLimitedWorld(
    {
      countRequests: async (_keyHash, _windowStartMs, requests) => {
        lots.push(requests);
        counted += requests;
        return counted;
      },
    },
    600,
  );
  expect((await world.ask()).headers).toMatchObject({ ratelimit: '"default";r=599;t=60' });
  for (let requests = 1; requests < 25; requests++) {
    await world.ask();
  }
  expect(lots).toEqual([12, 11, 11]);
  [world.clock.nowMs, counted] = [nowMs + 60_000, 0];
  expect((await world.ask()).headers).toMatchObject({ ratelimit: '"default";r=599;t=60' });
  expect(lots).toEqual([12, 11, 11, 12]);
});

test('of a lot that goes beyond the rate only what fits passes', async () => {
  let counted = 99;
  const world = createLimitedWorld(
    {
      countRequests: async (_keyHash, _windowStartMs, requests) => {
        counted += requests;
        return counted;
      },
    },
    // A first lot of two.
    100,
  );
  expect((await world.ask()).headers).toMatchObject({ ratelimit: '"default";r=0;t=60' });
  expect(await world.ask()).toMatchObject({ statusCode: 429 });
});

test('of a thousand requests at once in several environments no more than the rate pass, and no fewer but for their lots', async () => {
  const { client, keysTable } = await startTables();
  const { countRequests } = createKeyStore(client, keysTable);
  const environments = Array.from({ length: 4 }, () => createLimitedWorld({ countRequests }, 600));
  let passed = 0;
  for (let index = 0; index < 1000; index++) {
    const answer = await environments[index % environments.length]?.ask();
    passed += Number(answer?.statusCode === 200);
  }
  expect(passed).toBeLessThanOrEqual(600);
  expect(passed).toBeGreaterThan(600 - 4 * 12);
});

test('of a hundred requests at once in several environments exactly the rate pass, by the real engine’s count', async () => {
  const { client, keysTable } = await startTables();
  const { countRequests } = createKeyStore(client, keysTable);
  const environments = Array.from({ length: 4 }, () => createLimitedWorld({ countRequests }, 40));
  const asked = Array.from({ length: 100 }, (_, index) => environments[index % environments.length]?.ask());
  const answers = await Promise.all(asked);
  const counts = { passed: 0, refused: 0 };
  for (const answer of answers) {
    expect([200, 429]).toContain(answer?.statusCode);
    counts[answer?.statusCode === 200 ? 'passed' : 'refused']++;
  }
  expect(counts).toEqual({ passed: 40, refused: 60 });
});
