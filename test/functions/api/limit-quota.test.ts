import { expect, test } from 'vitest';
import { createPendingLimit } from '../../../functions/api/limit-pending.ts';
import { createAccountRecord } from '../core/records.ts';
import { createApiWorld, keyOfTenantA, nowMs, validBody } from './api-world.ts';

const minuteMs = 60_000;
const campaignKey = 'isk_campaign-key-0001';

/** An account on which one key has a quota and another has none. */
function createQuotaWorld(maxPending: number, overrides: Parameters<typeof createApiWorld>[0] = {}) {
  const world = createApiWorld(overrides);
  world.addKey(campaignKey, 'ten_a', { name: 'campaign', maxPending });
  function batch(count: number, fields: Record<string, unknown> = {}, key = campaignKey) {
    const authorization = `Bearer ${key}`;
    return world.postBatch({ item: { ...validBody, ...fields }, count }, { authorization });
  }
  return { ...world, batch };
}

test('a key takes no more unfinished invites than its quota, and another key of the account still does', async () => {
  const { batch, jobs } = createQuotaWorld(20);
  expect((await batch(15)).statusCode).toBe(202);
  const { statusCode, body } = await batch(6);
  expect({ statusCode, body }).toMatchObject({
    statusCode: 429,
    body: {
      type: 'urn:invite-spool:problem:quota-used-up',
      detail:
        'The API key "campaign" has 15 unfinished invites, and may have 20: there is no room for 6 more. Ask again after the seconds in Retry-After, or ask the operator for a larger quota.',
    },
  });
  expect(jobs.size).toBe(15);
  expect((await batch(5)).statusCode).toBe(202);
  expect((await batch(100, {}, keyOfTenantA)).statusCode).toBe(202);
});

test('a key that has passed its quota is told of all that it has', async () => {
  const { batch } = createQuotaWorld(20, {
    countQuota: async (_quota: string, limit: number) => Math.min(31, limit),
  });
  expect((await batch(1)).body.detail).toContain('has 31 unfinished invites, and may have 20');
});

test('a quota counts the invites of all accounts', async () => {
  const { batch, addAccount } = createQuotaWorld(20);
  addAccount('ten_a', 'second');
  await batch(15);
  expect((await batch(6, { account: 'second' })).statusCode).toBe(429);
});

test('a single request is counted too, and a repeat of an accepted one is answered all the same', async () => {
  const { post } = createQuotaWorld(1);
  const headers = { authorization: `Bearer ${campaignKey}`, 'idempotency-key': 'order-1' };
  const first = await post(validBody, headers);
  expect((await post(validBody, { authorization: headers.authorization })).statusCode).toBe(429);
  expect(await post(validBody, headers)).toMatchObject({ statusCode: 202, body: { id: first.body.id } });
});

test('finished invites make room within ten seconds', async () => {
  const { batch, jobs, clock } = createQuotaWorld(10);
  await batch(10);
  for (const [pk, job] of jobs) {
    jobs.set(pk, { ...job, status: 'succeeded' });
  }
  expect((await batch(1)).statusCode).toBe(429);
  clock.nowMs += 10_000;
  expect((await batch(10)).statusCode).toBe(202);
});

test('a key without a quota is not counted, and its jobs bear none', async () => {
  const { jobs, postBatch } = createApiWorld({ countQuota: () => Promise.reject(new Error('counted')) });
  expect((await postBatch({ item: validBody, count: 10 })).statusCode).toBe(202);
  expect([...jobs.values()].map(({ quota }) => quota)).toEqual(Array(10).fill(undefined));
});

test('Retry-After tells when the pace has made room, by the places of the key in line', async () => {
  const { batch, addAccount, clock } = createQuotaWorld(30);
  addAccount('ten_a', 'slow', { pace: { perMinute: 6, burst: 1 } });
  const fields = { account: 'slow', priority: 'normal' };
  await batch(30, fields);
  expect((await batch(6, fields)).headers).toMatchObject({ 'retry-after': '60' });
  // Another key comes beside the head of the line: from then on the two take turns.
  clock.nowMs += 1_000;
  await batch(30, fields, keyOfTenantA);
  clock.nowMs += minuteMs;
  const retry = Number((await batch(6, fields)).headers['retry-after']);
  expect(retry).toBeGreaterThanOrEqual(100);
  expect(retry).toBeLessThanOrEqual(130);
});

test('a request that never fits into the quota is refused for good', async () => {
  const { batch } = createQuotaWorld(50);
  expect(await batch(51)).toMatchObject({
    statusCode: 422,
    body: {
      detail: 'This API key may have 50 unfinished invites, so it can ask for 50 at once at most.',
    },
  });
});

test('two keys of one name, the old and the new, have one quota, each with a limit of its own', async () => {
  const { batch, addKey } = createQuotaWorld(20);
  const next = 'isk_campaign-key-0002';
  addKey(next, 'ten_a', { name: 'campaign', maxPending: 60 });
  await batch(20);
  expect((await batch(1)).statusCode).toBe(429);
  expect((await batch(41, {}, next)).statusCode).toBe(429);
  expect((await batch(40, {}, next)).statusCode).toBe(202);
});

test('a quota is passed by no more than each environment lets in on one count, when all is posted at once', async () => {
  const key = createApiWorld().addKey(campaignKey, 'ten_a', { name: 'campaign', maxPending: 1_000 });
  let stored = 0;
  const environments = Array.from({ length: 25 }, () =>
    createPendingLimit({
      countQuota: async (_quota, limit) => Math.min(stored, limit),
      listDueRequests: async () => [],
      noteLine: () => undefined,
      pendingLimit: 1_000_000,
      now: () => nowMs,
    }),
  );
  const account = createAccountRecord();
  async function postEverywhere() {
    const admissions = await Promise.all(
      environments.map(({ admit }) => admit([{ account, jobs: 100 }], key)),
    );
    stored += admissions.filter(({ refusal }) => refusal === undefined).length * 100;
  }
  await postEverywhere();
  expect(stored).toBe(2_500);
  await postEverywhere();
  expect(stored).toBe(2_500);
});
