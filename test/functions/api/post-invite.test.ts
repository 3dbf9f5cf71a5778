import { describe, expect, test } from 'vitest';
import { maxLifeMs } from '../../../functions/core/job-life.ts';
import { createApiWorld, keyOfTenantA, keyOfTenantB, nowMs, validBody } from './api-world.ts';

const nowSeconds = nowMs / 1000;

describe('POST /v1/invites', () => {
  test('answers 202 with the place and the time to look again', async () => {
    const { post } = createApiWorld();
    const { statusCode, headers, body } = await post({
      ...validBody,
      title: 'order 4711',
      usage_limit: 1,
      expire_in: 86_400,
    });
    expect(statusCode).toBe(202);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      location: `/v1/invites/${body.id}`,
      'retry-after': '1',
    });
    expect(body).toEqual({
      id: expect.stringMatching(/^inv_[0-9A-Z]{26}$/),
      status: 'queued',
      account: 'main',
      peer: '@launch',
      title: 'order 4711',
      usage_limit: 1,
      expire_in: 86_400,
      priority: 'normal',
      attempts: 0,
      created_at: '2026-12-01T10:00:00.000Z',
      updated_at: '2026-12-01T10:00:00.000Z',
    });
  });

  test('stores the job before it sends its message', async () => {
    const { post, jobs, sent } = createApiWorld();
    const { body } = await post(validBody);
    expect([...jobs.values()]).toEqual([
      expect.objectContaining({
        tenantId: 'ten_a',
        jobId: body.id,
        status: 'queued',
        dueAtMs: expect.closeTo(nowMs - 110 * 60_000, -1),
        placeMs: [...jobs.values()][0]?.dueAtMs,
        deadlineMs: nowMs + maxLifeMs,
        request: { ...validBody, priority: 'normal' },
      }),
    ]);
    expect(sent).toEqual([...jobs.values()]);
  });

  test('answers 202 when the message cannot be sent, and leaves it to the sweeper', async () => {
    const { post, jobs, logLines } = createApiWorld({
      sendJob: async () => {
        throw new Error('the queue is away');
      },
    });
    expect((await post(validBody)).statusCode).toBe(202);
    expect(jobs.size).toBe(1);
    expect(logLines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  test('gives up at the deadline asked for, and says so', async () => {
    const { post, jobs } = createApiWorld();
    const { body } = await post({ ...validBody, deadline: nowSeconds + 60 });
    expect(body.deadline).toBe(nowSeconds + 60);
    expect([...jobs.values()][0]?.deadlineMs).toBe(nowMs + 60_000);
  });

  test('uses the default peer of the account where none is named', async () => {
    const { post, addAccount } = createApiWorld();
    addAccount('ten_a', 'shop', { defaultPeer: '@shop_group' });
    expect((await post({ account: 'shop' })).body.peer).toBe('@shop_group');
  });

  test('refuses a request without a peer where the account has no default one', async () => {
    const { post, jobs } = createApiWorld();
    expect((await post({ account: 'main' })).body.errors).toEqual([
      { field: 'peer', detail: expect.stringContaining('no default peer') },
    ]);
    expect(jobs.size).toBe(0);
  });

  test('takes jobs for an account that is blocked: they wait for its repair', async () => {
    const { post, addAccount } = createApiWorld();
    addAccount('ten_a', 'frozen', { status: 'halted' });
    expect((await post({ ...validBody, account: 'frozen' })).statusCode).toBe(202);
  });

  test.each(['nobody', 'of_b'])(
    'refuses the account %s, of another tenant or of none, alike',
    async (account) => {
      const { post, addAccount, jobs } = createApiWorld();
      addAccount('ten_b', 'of_b');
      const { statusCode, body } = await post({ ...validBody, account });
      expect(statusCode).toBe(422);
      expect(body.errors).toEqual([{ field: 'account', detail: `There is no account "${account}".` }]);
      expect(jobs.size).toBe(0);
    },
  );

  test('reports every error of a body at once and stores nothing', async () => {
    const { post, jobs, sent } = createApiWorld();
    const { statusCode, headers, body } = await post({ account: 'main', peer: 5, usageLimit: 1, title: 7 });
    expect(statusCode).toBe(422);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ type: 'urn:invite-spool:problem:invalid-request', status: 422 });
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['peer', 'title', 'usageLimit']);
    expect(jobs.size + sent.length).toBe(0);
  });

  test('refuses dates in the past', async () => {
    const { post } = createApiWorld();
    const { body } = await post({ ...validBody, expire_date: nowSeconds, deadline: nowSeconds - 1 });
    expect(body.errors.map(({ field }: { field: string }) => field)).toEqual(['expire_date', 'deadline']);
  });

  test('keeps a title of emoji, combining and right-to-left characters', async () => {
    const { post } = createApiWorld();
    const title = `${'👩'.repeat(20)} e\u0301 שלום`;
    expect((await post({ ...validBody, title })).body.title).toBe(title);
  });

  test('keeps every digit of an access hash written as a number', async () => {
    const { post } = createApiWorld();
    const body =
      '{"account":"main","peer":{"_":"InputPeerChannel","channel_id":5,"access_hash":-1234567890123456789}}';
    expect((await post(body)).body.peer.access_hash).toBe('-1234567890123456789');
  });

  test('makes two jobs of two equal requests without a key', async () => {
    const { post, jobs } = createApiWorld();
    await post(validBody);
    await post(validBody);
    expect(jobs.size).toBe(2);
  });

  test('takes its own put for its own, when the SDK repeated one whose answer was lost', async () => {
    const { post } = createApiWorld({ createJob: async (job) => ({ ...job }) });
    const { statusCode, headers } = await post(validBody);
    expect(statusCode).toBe(202);
    expect(headers).not.toHaveProperty('idempotent-replayed');
  });
});

describe('an Idempotency-Key', () => {
  const keyed = { 'Idempotency-Key': 'order-4711' };

  test('gives the same request the same job, as it stands now, and says that it is a repeat', async () => {
    const { post, jobs } = createApiWorld();
    const first = await post({ account: 'main', peer: '@launch', title: 'x' }, keyed);
    const [[pk, job] = []] = jobs;
    if (pk === undefined || job === undefined) {
      throw new Error('no job was stored');
    }
    jobs.set(pk, {
      ...job,
      status: 'failed',
      error: { type: 'X', class: 'input', detail: 'no' },
      finishedAtMs: nowMs,
    });

    const second = await post({ title: ' x ', chat_id: '@launch', account: 'main' }, keyed);
    expect(second.statusCode).toBe(first.statusCode);
    expect(second.body).toMatchObject({ id: first.body.id, status: 'failed', error: { type: 'X' } });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(second.headers).toMatchObject({ 'idempotent-replayed': 'true', location: first.headers.location });
    expect(second.headers).not.toHaveProperty('retry-after');
    expect(jobs.size).toBe(1);
  });

  test('is of the request and not of the HTTP request that brought it: the job keeps the id of the first', async () => {
    const { send, jobs } = createApiWorld();
    const headers = { ...keyed, authorization: `Bearer ${keyOfTenantA}`, 'content-type': 'application/json' };
    function ask(requestId: string) {
      return send({
        method: 'POST',
        path: '/v1/invites',
        headers,
        body: JSON.stringify(validBody),
        requestId,
      });
    }
    const first = await ask('req-1');
    expect((await ask('req-2')).body.id).toBe(first.body.id);
    expect([...jobs.values()].map(({ requestId }) => requestId)).toEqual(['req-1']);
    expect(first.body).not.toHaveProperty('requestId');
  });

  test('refuses another request under the same key', async () => {
    const { post, jobs } = createApiWorld();
    await post(validBody, keyed);
    const { statusCode, body } = await post({ ...validBody, usage_limit: 5 }, keyed);
    expect(statusCode).toBe(422);
    expect(body.type).toBe('urn:invite-spool:problem:idempotency-key-reused');
    expect(jobs.size).toBe(1);
  });

  test('makes one job of a hundred equal requests at once', async () => {
    const { post, jobs } = createApiWorld();
    const answers = await Promise.all(Array.from({ length: 100 }, () => post(validBody, keyed)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(jobs.size).toBe(1);
  });

  test('belongs to its tenant: the same key of another tenant is another job', async () => {
    const { post, addAccount, jobs } = createApiWorld();
    addAccount('ten_b', 'main');
    const ofA = await post(validBody, keyed);
    const ofB = await post(validBody, { ...keyed, authorization: `Bearer ${keyOfTenantB}` });
    expect(ofB.headers).not.toHaveProperty('idempotent-replayed');
    expect(ofB.body.id).not.toBe(ofA.body.id);
    expect(jobs.size).toBe(2);
  });

  test('is honoured though the date of the request has passed and its account is gone since', async () => {
    const { post, clock, accounts } = createApiWorld();
    const request = { ...validBody, expire_date: nowSeconds + 60 };
    const first = await post(request, keyed);
    clock.nowMs += 120_000;
    accounts.clear();
    const second = await post(request, keyed);
    expect(second).toMatchObject({ statusCode: 202, body: { id: first.body.id } });
  });

  test('does not make a refused request an accepted one', async () => {
    const { post, jobs } = createApiWorld();
    const { statusCode } = await post({ ...validBody, expire_date: nowSeconds }, keyed);
    expect(statusCode).toBe(422);
    expect(jobs.size).toBe(0);
  });

  test('sends the message of a repeat that is still queued, for the first may never have been sent', async () => {
    const { post, sent } = createApiWorld();
    await post(validBody, keyed);
    await post(validBody, keyed);
    expect(new Set(sent.map(({ jobId, sends }) => `${jobId}-${sends}`)).size).toBe(1);
    expect(sent).toHaveLength(2);
  });

  test.each(['', 'ключ', 'a\tb', 'x'.repeat(256)])('of %o is refused', async (key) => {
    const { post } = createApiWorld();
    const { statusCode, body } = await post(validBody, { 'Idempotency-Key': key });
    expect(statusCode).toBe(400);
    expect(body.type).toBe('urn:invite-spool:problem:idempotency-key-invalid');
  });
});
