import { describe, expect, test } from 'vitest';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

const nowSeconds = nowMs / 1000;
const keyed = { 'idempotency-key': 'import-1' };

const noCounts = {
  queued: 0,
  running: 0,
  waiting: 0,
  blocked: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  expired: 0,
};

describe('POST /v1/invites/batch', () => {
  test('accepts items of several accounts as one, in their order', async () => {
    const { postBatch, addAccount, jobs, sent } = createApiWorld();
    addAccount('ten_a', 'shop', { defaultPeer: '@shop_group' });
    const { statusCode, headers, body } = await postBatch({
      items: [{ ...validBody, title: 'one' }, { account: 'shop' }, { ...validBody, title: 'three' }],
    });
    expect(statusCode).toBe(202);
    expect(headers).toMatchObject({ location: `/v1/batches/${body.id}`, 'retry-after': '1' });
    expect(body).toMatchObject({
      id: expect.stringMatching(/^bat_[0-9A-Z]{26}$/),
      size: 3,
      status: 'running',
      counts: { ...noCounts, queued: 3 },
      estimated_done_at: '2026-12-01T10:00:00.000Z',
      created_at: '2026-12-01T10:00:00.000Z',
      items: [{ title: 'one' }, { account: 'shop', peer: '@shop_group' }, { title: 'three' }],
    });
    expect(body.items.map(({ batch }: { batch: unknown }) => batch)).toEqual(
      [0, 1, 2].map((index) => ({ id: body.id, index })),
    );
    expect(sent).toEqual([...jobs.values()]);
  });

  test('makes so many of one item', async () => {
    const { postBatch, jobs } = createApiWorld();
    const { body } = await postBatch({ item: { ...validBody, usage_limit: 1 }, count: 100 });
    expect(body).toMatchObject({ size: 100, counts: { queued: 100 } });
    expect(body.items).toHaveLength(50);
    expect(new Set([...jobs.values()].map(({ jobId }) => jobId)).size).toBe(100);
  });

  test('is due in its order, and none of it later than now', async () => {
    const { postBatch, jobs } = createApiWorld();
    await postBatch({ item: validBody, count: 3 });
    const dueTimes = [...jobs.values()].map(({ batch, dueAtMs }) => [batch?.index, dueAtMs]);
    expect(dueTimes.map(([index]) => index)).toEqual([0, 1, 2]);
    expect(dueTimes).toEqual(dueTimes.toSorted(([, a = 0], [, b = 0]) => a - b));
    expect(dueTimes.every(([, dueAtMs = 0]) => dueAtMs < nowMs)).toBe(true);
  });

  test('names every item and field at fault, whatever kind of fault, and stores nothing', async () => {
    const { postBatch, addAccount, jobs, sent } = createApiWorld();
    addAccount('ten_b', 'of_b');
    const { statusCode, body } = await postBatch({
      items: [
        validBody,
        { account: 'of_b', peer: '@launch' },
        { account: 'main' },
        { ...validBody, expire_date: nowSeconds },
      ],
    });
    expect(statusCode).toBe(422);
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
      'items.1.account',
      'items.2.peer',
      'items.3.expire_date',
    ]);
    expect(jobs.size + sent.length).toBe(0);
  });

  test('with a megabyte of unknown fields is answered in a moment, and with no more than can be sent', async () => {
    const { postBatch } = createApiWorld();
    const fields = Array.from({ length: 50_000 }, (_, index) => [`member_lim${index.toString(36)}`, 1]);
    const started = process.threadCpuUsage();
    const { statusCode, body } = await postBatch(Object.fromEntries(fields));
    // Its own work, not that of what runs beside it: quadratic in the fields, it takes minutes.
    expect(process.threadCpuUsage(started).user).toBeLessThan(5e6);
    expect(statusCode).toBe(422);
    expect(body.errors).toHaveLength(1_000);
    expect(body.detail).toMatch(/^The request has 5000\d errors, the first 1000 of them listed/);
  });

  test('takes an account that the key may not use for an unknown one', async () => {
    const { postBatch, addKey, addAccount, jobs } = createApiWorld();
    addAccount('ten_a', 'shop');
    addKey('isk_shop-only-000001', 'ten_a', { accounts: ['shop'] });
    const headers = { authorization: 'Bearer isk_shop-only-000001' };
    const { body } = await postBatch({ items: [{ ...validBody, account: 'shop' }, validBody] }, headers);
    expect(body.errors).toEqual([{ field: 'items.1.account', detail: 'There is no account "main".' }]);
    expect(jobs.size).toBe(0);
  });

  test('counts as its size against the limit of unfinished invites, and is refused whole', async () => {
    const { postBatch, post, addAccount, jobs } = createApiWorld({ pendingLimit: 10 });
    addAccount('ten_a', 'shop');
    expect((await postBatch({ item: validBody, count: 8 })).statusCode).toBe(202);
    const items = [{ ...validBody, account: 'shop' }, ...Array(3).fill(validBody)];
    const { statusCode, headers, body } = await postBatch({ items });
    expect(statusCode).toBe(429);
    expect(headers['retry-after']).toBe('5');
    expect(body.detail).toContain('no room for 3 more');
    expect(jobs.size).toBe(8);
    expect((await postBatch({ item: validBody, count: 2 })).statusCode).toBe(202);
    expect((await post(validBody)).statusCode).toBe(429);
  });

  test('answers 202 when its messages cannot be sent, and leaves them to the sweeper', async () => {
    const { postBatch, jobs, logLines } = createApiWorld({
      sendJobs: async () => {
        throw new Error('the queue is away');
      },
    });
    expect((await postBatch({ item: validBody, count: 3 })).statusCode).toBe(202);
    expect(jobs.size).toBe(3);
    expect(logLines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  test('takes a body of 1 MB and none larger', async () => {
    const { postBatch } = createApiWorld();
    function padded(bytes: number) {
      return JSON.stringify({ items: [validBody] }).padEnd(bytes, ' ');
    }
    expect((await postBatch(padded(2 ** 20))).statusCode).toBe(202);
    expect((await postBatch(padded(2 ** 20 + 1))).statusCode).toBe(413);
  });
});

describe('an Idempotency-Key of a batch', () => {
  test('gives the same request the same batch, as it stands now', async () => {
    const { postBatch, jobs } = createApiWorld();
    const first = await postBatch({ item: validBody, count: 3 }, keyed);
    for (const [pk, job] of jobs) {
      if (job.batch?.index === 1) {
        jobs.set(pk, { ...job, status: 'cancelled', finishedAtMs: nowMs });
      }
    }
    const second = await postBatch({ items: Array(3).fill(validBody) }, keyed);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true', location: first.headers.location });
    expect(second.body).toMatchObject({ id: first.body.id, counts: { queued: 2, cancelled: 1 } });
    expect(jobs.size).toBe(3);
  });

  test.each([
    ['of another size', { item: validBody, count: 2 }],
    ['of another item', { items: [validBody, validBody, { ...validBody, title: 'x' }] }],
  ])('refuses a batch %s', async (_what, other) => {
    const { postBatch, jobs } = createApiWorld();
    await postBatch({ item: validBody, count: 3 }, keyed);
    const { statusCode, body } = await postBatch(other, keyed);
    expect(statusCode).toBe(422);
    expect(body.type).toBe('urn:invite-spool:problem:idempotency-key-reused');
    expect(jobs.size).toBe(3);
  });

  test('makes one batch of fifty equal requests at once, and takes no room for the others', async () => {
    const { postBatch, jobs } = createApiWorld({ pendingLimit: 200 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => postBatch({ item: validBody, count: 4 }, keyed)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(jobs.size).toBe(4);
    expect((await postBatch({ item: validBody, count: 100 })).statusCode).toBe(202);
  });

  /** A world whose table takes no job of a batch but the first, until it is mended. */
  function createBrokenWorld(overrides: Parameters<typeof createApiWorld>[0] = {}) {
    let isBroken = true;
    const world: ReturnType<typeof createApiWorld> = createApiWorld({
      createJobs: async (made) => {
        if (isBroken) {
          throw new Error('throttled');
        }
        const fresh = made.filter(({ jobId }) => !world.jobs.has(`ten_a#${jobId}`));
        for (const job of fresh) {
          world.jobs.set(`ten_a#${job.jobId}`, job);
        }
        return fresh.length;
      },
      ...overrides,
    });
    return {
      ...world,
      mend: () => {
        isBroken = false;
      },
    };
  }

  test('stores the rest of a batch that broke off', async () => {
    const { postBatch, read, jobs, sent, clock, mend } = createBrokenWorld();
    expect((await postBatch({ item: validBody, count: 4 }, keyed)).statusCode).toBe(500);
    expect(jobs.size).toBe(1);
    const [first] = jobs.values();
    const broken = await read(`/v1/batches/${String(first?.batch?.batchId)}`);
    expect(broken.body).toMatchObject({ size: 4, status: 'running', counts: { queued: 1 } });
    mend();
    clock.nowMs += 5_000;
    const repeated = await postBatch({ item: validBody, count: 4 }, keyed);
    expect(repeated).toMatchObject({
      statusCode: 202,
      headers: { 'idempotent-replayed': 'true' },
      body: { size: 4, counts: { queued: 4 } },
    });
    expect([...jobs.values()][0]).toBe(first);
    expect(
      new Set([...jobs.values()].map(({ createdAtMs }) => createdAtMs)),
      'it is one in the list',
    ).toEqual(new Set([nowMs]));
    expect(sent.map(({ batch }) => batch?.index)).toEqual([0, 1, 2, 3]);
  });

  test('is refused as a new one would be, where the rest of its batch cannot be accepted', async () => {
    const { postBatch, jobs } = createBrokenWorld({ pendingLimit: 4 });
    await postBatch({ item: validBody, count: 4 }, keyed);
    const other = createApiWorld();
    await other.postBatch({ item: validBody, count: 4 });
    for (const [pk, job] of other.jobs) {
      jobs.set(pk, job);
    }
    const { body, headers, statusCode } = await postBatch({ item: validBody, count: 4 }, keyed);
    expect(statusCode).toBe(429);
    expect(body.type).toBe('urn:invite-spool:problem:too-many-pending');
    expect(headers).toHaveProperty('retry-after');
  });

  test('leaves a batch that tells what is missing, and is done when nobody can be storing it any more', async () => {
    const { postBatch, read, send, jobs, clock } = createBrokenWorld();
    await postBatch({ item: validBody, count: 4 }, keyed);
    const [first] = jobs.values();
    const path = `/v1/batches/${first?.batch?.batchId}`;
    function cancel() {
      const headers = { authorization: `Bearer ${keyOfTenantA}` };
      return send({ method: 'POST', path: `${path}/cancel`, headers });
    }
    expect(await cancel()).toMatchObject({
      statusCode: 202,
      headers: { 'retry-after': expect.any(String) },
      body: { size: 4, missing: 3, status: 'running', counts: { cancelled: 1 } },
    });
    clock.nowMs += 60_000;
    const { headers, body } = await read(path);
    expect(body).toMatchObject({ size: 4, missing: 3, status: 'done' });
    expect(headers).not.toHaveProperty('retry-after');
    expect(await cancel()).toMatchObject({ statusCode: 200, body: { status: 'done' } });
  });

  test('takes jobs that are gone after a month for done, and stores none of them again', async () => {
    const { postBatch, read, jobs, clock } = createApiWorld();
    const { body } = await postBatch({ item: validBody, count: 3 }, keyed);
    for (const [pk, job] of jobs) {
      if (job.batch?.index === 0) {
        jobs.set(pk, { ...job, status: 'succeeded', finishedAtMs: nowMs + 7 * 86_400_000 });
      } else {
        jobs.delete(pk);
      }
    }
    clock.nowMs += 31 * 86_400_000;
    expect((await read(`/v1/batches/${body.id}`)).body).toMatchObject({ size: 1, status: 'done' });
    await postBatch({ item: validBody, count: 3 }, keyed);
    expect(jobs.size).toBe(1);
  });

  test('is not taken for a repeat where the SDK has repeated its write', async () => {
    const world: ReturnType<typeof createApiWorld> = createApiWorld({
      createJob: async (job) => {
        world.jobs.set(`ten_a#${job.jobId}`, job);
        return job;
      },
    });
    const { statusCode, headers, body } = await world.postBatch({ item: validBody, count: 3 }, keyed);
    expect(statusCode).toBe(202);
    expect(headers).not.toHaveProperty('idempotent-replayed');
    expect(body).toMatchObject({ size: 3, counts: { queued: 3 } });
    expect(world.jobs.size).toBe(3);
  });

  test('is a single request’s too, and its tenant’s own', async () => {
    const { postBatch, post, addAccount, jobs } = createApiWorld();
    addAccount('ten_b', 'main');
    await post(validBody, keyed);
    const ofA = await postBatch({ items: [validBody] }, keyed);
    const ofB = await postBatch(
      { items: [validBody] },
      { ...keyed, authorization: `Bearer ${keyOfTenantB}` },
    );
    expect(ofA.body.id).not.toBe(ofB.body.id);
    expect([ofA, ofB].map(({ headers }) => headers['idempotent-replayed'])).toEqual([undefined, undefined]);
    expect(jobs.size).toBe(3);
  });
});
