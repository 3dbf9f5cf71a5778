import { describe, expect, test } from 'vitest';
import { newBatchId } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

/** A world with a batch of tenant A, its items changed as told. */
async function withBatch(size: number, change: (index: number) => Partial<Job> = () => ({})) {
  const world = createApiWorld();
  const { body } = await world.postBatch({ item: validBody, count: size });
  for (const [pk, job] of world.jobs) {
    world.jobs.set(pk, { ...job, ...change(job.batch?.index ?? 0) });
  }
  const batchId = String(body.id);
  function readBatch(query = '', key = keyOfTenantA) {
    return world.read(`/v1/batches/${batchId}${query}`, key);
  }

  function cancelBatch(headers: Record<string, string> = {}) {
    return world.send({
      method: 'POST',
      path: `/v1/batches/${batchId}/cancel`,
      headers: { authorization: `Bearer ${keyOfTenantA}`, ...headers },
    });
  }
  return { ...world, batchId, readBatch, cancelBatch };
}

const done = { status: 'cancelled', finishedAtMs: nowMs } as const;
const refusal = { type: 'PEER_FLOOD', class: 'account_halted', detail: 'Ask.' } as const;

describe('GET /v1/batches/{id}', () => {
  test('counts its items by state, and is done when all are final', async () => {
    const { readBatch, jobs } = await withBatch(4, (index) => (index < 3 ? done : {}));
    expect((await readBatch()).body).toMatchObject({
      status: 'running',
      counts: { cancelled: 3, queued: 1 },
    });
    for (const [pk, job] of jobs) {
      jobs.set(pk, { ...job, ...done });
    }
    const { headers, body } = await readBatch();
    expect(body).toMatchObject({ status: 'done', counts: { cancelled: 4, queued: 0 } });
    expect(headers).not.toHaveProperty('retry-after');
    expect(body).not.toHaveProperty('estimated_done_at');
  });

  test('estimates its end by the pace of its account, and asks to come back then', async () => {
    const { readBatch, accounts } = await withBatch(100);
    for (const [accountId, account] of accounts) {
      accounts.set(accountId, { ...account, pace: { perMinute: 20, burst: 10 } });
    }
    const { headers, body } = await readBatch();
    // Ten at once, then twenty a minute.
    expect(body.estimated_done_at).toBe('2026-12-01T10:04:30.000Z');
    expect(headers['retry-after']).toBe('270');
  });

  test('gives no estimate while an item needs an operator', async () => {
    const { readBatch } = await withBatch(2, (index) =>
      index === 0 ? { status: 'blocked', error: refusal } : {},
    );
    const { headers, body } = await readBatch();
    expect(body).not.toHaveProperty('estimated_done_at');
    expect(headers['retry-after']).toBe('1');
  });

  test('shows its items by pages, in their order', async () => {
    const { readBatch } = await withBatch(7);
    const indexes: number[] = [];
    let query = '?limit=3';
    let pages = 0;
    for (; query !== ''; pages++) {
      const { body } = await readBatch(query);
      indexes.push(...body.items.map(({ batch }: { batch: { index: number } }) => batch.index));
      query = body.next_cursor === undefined ? '' : `?limit=3&cursor=${body.next_cursor}`;
    }
    expect(indexes).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(pages).toBe(3);
  });

  test('refuses a malformed page, each parameter by name', async () => {
    const { readBatch } = await withBatch(1);
    const { statusCode, body } = await readBatch('?limit=101&cursor=!!&page=2');
    expect(statusCode).toBe(422);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['page', 'limit', 'cursor']);
  });

  test("answers 404 for another tenant's batch, an unknown one and a malformed id alike", async () => {
    const { readBatch, read } = await withBatch(1);
    const answers = [
      await readBatch('', keyOfTenantB),
      await read(`/v1/batches/${newBatchId(new Uint8Array(16).fill(99))}`),
      await read('/v1/batches/constructor'),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('shows a key only the items of accounts that it may use', async () => {
    const { postBatch, addAccount, addKey, read } = createApiWorld();
    addAccount('ten_a', 'shop');
    addKey('isk_shop-only-000001', 'ten_a', { accounts: ['shop'] });
    const mixed = await postBatch({ items: [validBody, { ...validBody, account: 'shop' }] });
    const { body } = await read(`/v1/batches/${mixed.body.id}`, 'isk_shop-only-000001');
    expect(body).toMatchObject({ size: 1, counts: { queued: 1 }, items: [{ account: 'shop' }] });
    const foreign = await postBatch({ items: [validBody] });
    const answer = await read(`/v1/batches/${foreign.body.id}`, 'isk_shop-only-000001');
    expect(answer.statusCode).toBe(404);
  });
});

describe('POST /v1/batches/{id}/cancel', () => {
  test('ends what was not begun, and leaves what is final as it is', async () => {
    const { cancelBatch } = await withBatch(45, (index) =>
      index === 0 ? { status: 'failed', error: refusal, finishedAtMs: nowMs } : {},
    );
    const { statusCode, body } = await cancelBatch();
    expect(statusCode).toBe(200);
    expect(body).toMatchObject({ status: 'done', counts: { failed: 1, cancelled: 44 } });
  });

  test('notes the wish where a call is outstanding, and says so with 202', async () => {
    const { cancelBatch } = await withBatch(2, (index) =>
      index === 0 ? { status: 'running', intentAtMs: nowMs - 100 } : {},
    );
    const { statusCode, headers, body } = await cancelBatch();
    expect(statusCode).toBe(202);
    expect(headers).toHaveProperty('retry-after');
    expect(body.counts).toMatchObject({ running: 1, cancelled: 1 });
    expect(body.items[0]).toHaveProperty('cancel_requested_at');
  });

  test('takes an Idempotency-Key, and refuses a malformed one', async () => {
    const { cancelBatch } = await withBatch(1);
    expect((await cancelBatch({ 'idempotency-key': 'ключ' })).statusCode).toBe(400);
    const answers = [
      await cancelBatch({ 'idempotency-key': 'a' }),
      await cancelBatch({ 'idempotency-key': 'a' }),
    ];
    expect(answers.map(({ statusCode, body }) => [statusCode, body.status])).toEqual([
      [200, 'done'],
      [200, 'done'],
    ]);
  });
});
