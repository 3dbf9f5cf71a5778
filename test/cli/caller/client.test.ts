import { expect, test } from 'vitest';
import { callerPatience } from '../../../cli/caller/patience.ts';
import { ApiError, UnreachableError } from '../../../client/api-error.ts';
import { createSend } from '../../../client/send-requests.ts';
import { InterruptedError } from '../../../operator/terminal/operator-errors.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const post = {
  method: 'POST',
  path: '/v1/invites',
  body: { account: 'main' },
  idempotencyKey: 'k-1',
} as const;

test('a request carries the key, its body and its Idempotency-Key', async () => {
  const api = await startScriptedApi(() => ({
    status: 202,
    headers: { 'retry-after': '3' },
    body: { id: 'inv_1' },
  }));
  const { context } = createTestContext(api.baseUrl);
  const answer = await context.client(post);
  expect(answer).toEqual({
    body: { id: 'inv_1' },
    retryAfterSeconds: 3,
    isReplayed: false,
    isHeld: false,
    operationId: undefined,
  });
  expect(api.requests.recorded).toMatchObject([
    {
      method: 'POST',
      path: '/v1/invites',
      headers: { authorization: 'Bearer isk_test', 'idempotency-key': 'k-1' },
      body: { account: 'main' },
    },
  ]);
});

test('a 429 is asked again when Retry-After says, for hours', async () => {
  const api = await startScriptedApi((_, index) =>
    index < 20 ? { status: 429, headers: { 'retry-after': '37' }, body: { title: 'Too many requests' } } : {},
  );
  const { context, sleptMs } = createTestContext(api.baseUrl);
  await context.client(post);
  expect(sleptMs).toEqual(Array(20).fill(37_000));
});

test('a request that is put off is given up after six hours, and says so', async () => {
  const api = await startScriptedApi(() => ({
    status: 429,
    headers: { 'retry-after': '3600' },
    body: { title: 'Too many', detail: 'No room.' },
  }));
  const { context, sleptMs } = createTestContext(api.baseUrl);
  await expect(context.client(post)).rejects.toThrow('No room. Given up, after 6 hours without room.');
  expect(sleptMs).toHaveLength(6);
});

test.each(['halted', 'dead'])(
  'there is no waiting for room of an account that is %s',
  async (account_status) => {
    const api = await startScriptedApi(() => ({
      status: 429,
      headers: { 'retry-after': '3600' },
      body: { title: 'Too many', detail: 'The operator has to repair it.', account_status },
    }));
    const { context, sleptMs } = createTestContext(api.baseUrl);
    await expect(context.client(post)).rejects.toThrow(
      'The operator has to repair it. Ask again after that.',
    );
    expect(sleptMs).toEqual([]);
  },
);

test('a Retry-After may be a date', async () => {
  const api = await startScriptedApi((_, index) =>
    index === 0 ? { status: 503, headers: { 'retry-after': 'Tue, 01 Dec 2026 10:00:12 GMT' } } : {},
  );
  const { context, sleptMs } = createTestContext(api.baseUrl);
  await context.client(post);
  expect(sleptMs).toEqual([12_000]);
});

test('a lost answer is asked for again with the same Idempotency-Key', async () => {
  const api = await startScriptedApi((_, index) => (index === 1 ? 'cut' : {}));
  const { context } = createTestContext(api.baseUrl);
  await context.client({ method: 'GET', path: '/v1/invites' });
  await context.client(post);
  const keys = api.requests.recorded.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toEqual([undefined, 'k-1', 'k-1']);
});

test('a server that goes on failing is given up, with what it said', async () => {
  const api = await startScriptedApi(() => ({
    status: 500,
    body: { title: 'Internal error', detail: 'Sorry.' },
  }));
  const { context, sleptMs } = createTestContext(api.baseUrl);
  const failure = await context.client(post).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ status: 500, problem: { detail: 'Sorry.' } });
  expect(sleptMs.length).toBeGreaterThan(3);
});

test('a refusal is not asked again', async () => {
  const api = await startScriptedApi(() => ({ status: 422, body: { title: 'The request is invalid' } }));
  const { context } = createTestContext(api.baseUrl);
  await expect(context.client(post)).rejects.toBeInstanceOf(ApiError);
  expect(api.requests.recorded).toHaveLength(1);
});

test('an API that was never reached is told at once', async () => {
  const { context, sleptMs } = createTestContext('http://127.0.0.1:1');
  await expect(context.client(post)).rejects.toBeInstanceOf(UnreachableError);
  expect(sleptMs).toEqual([]);
});

test('a redirect is not followed, so that the key goes to no other host', async () => {
  const other = await startScriptedApi(() => ({}));
  const api = await startScriptedApi(() => ({
    status: 307,
    headers: { location: `${other.baseUrl}/v1/invites` },
  }));
  const { context } = createTestContext(api.baseUrl);
  await expect(context.client(post)).rejects.toMatchObject({ status: 307 });
  expect(other.requests.recorded).toEqual([]);
});

test('an answer that is not JSON is not taken for one of the API', async () => {
  const { context } = createTestContext('http://127.0.0.1:1');
  const send = createSend({
    baseUrl: 'http://127.0.0.1:1',
    apiKey: 'isk_test',
    fetch: async () => new Response('<html>hotel wifi</html>'),
    sleep: context.sleep,
    now: context.now,
    patience: callerPatience,
  });
  await expect(send(post)).rejects.toThrow('is not this API');
});

test('Ctrl-C ends a request that is under way', async () => {
  const { promise: never } = Promise.withResolvers<never>();
  const api = await startScriptedApi(() => 'cut');
  const { context, interrupted } = createTestContext(api.baseUrl);
  interrupted.abort(new InterruptedError());
  await expect(Promise.race([context.client(post), never])).rejects.toBeInstanceOf(InterruptedError);
});
