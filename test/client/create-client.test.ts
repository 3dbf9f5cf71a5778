import { expect, test } from 'vitest';
import { ApiError, JobError, UnreachableError } from '../../client/api-error.ts';
import { createClient, createClientOver } from '../../client/create-client.ts';
import { createSend, type Patience } from '../../client/send-requests.ts';
import { type ScriptedAnswer, type SeenRequest, startScriptedApi } from '../cli/caller/scripted-api.ts';

const patience: Patience = { pauseSeconds: [1, 2, 4], maxPutOffMs: 60_000, isPatientAtFirst: true };

/** A client of an API that answers what a test says. Its clock moves only when it sleeps. */
async function startClient(script: (request: SeenRequest, index: number) => ScriptedAnswer | 'cut') {
  const api = await startScriptedApi(script);
  const sleptMs: number[] = [];
  let nowMs = 0;
  async function sleep(ms: number) {
    sleptMs.push(ms);
    nowMs += ms;
  }
  const send = createSend({
    baseUrl: api.baseUrl,
    apiKey: 'isk_test',
    fetch,
    sleep,
    now: () => nowMs,
    patience,
  });
  return { client: createClientOver(send, sleep), seen: api.requests.recorded, sleptMs };
}

const queued = { id: 'inv_1', status: 'queued', account: 'main', peer: '@launch', attempts: 0 };
const made = { ...queued, status: 'succeeded', invite: { link: 'https://t.me/+abc' } };
const refused = {
  ...queued,
  status: 'failed',
  error: { type: 'CHAT_ADMIN_REQUIRED', class: 'rights', detail: 'The account may not make links here.' },
};

test('an invite is created under a key of its own, and its link is waited for', async () => {
  const { client, seen, sleptMs } = await startClient(
    (_, index) =>
      [
        { status: 202, body: queued },
        { headers: { 'preference-applied': 'wait=10' }, body: queued },
        { headers: { 'retry-after': '7' }, body: queued },
        { body: made },
      ][index] as ScriptedAnswer,
  );
  const job = await client.invites.create({ account: 'main', peer: '@launch' });
  expect(job).toEqual(queued);
  const states: string[] = [];
  const invite = await job.wait({ onUpdate: ({ status }) => states.push(status) });
  expect(invite.invite?.link).toBe('https://t.me/+abc');
  expect(states).toEqual(['queued', 'queued', 'queued', 'succeeded']);
  expect(seen.map(({ method, path, headers }) => [method, path, headers.prefer])).toEqual([
    ['POST', '/v1/invites', undefined],
    ['GET', '/v1/invites/inv_1', 'wait=10'],
    ['GET', '/v1/invites/inv_1', 'wait=10'],
    ['GET', '/v1/invites/inv_1', 'wait=10'],
  ]);
  expect(seen[0]?.headers['idempotency-key']).toMatch(/^[\da-f-]{36}$/);
  // The answer that was held has used up its time; the one that was not says when to ask again.
  expect(sleptMs).toEqual([7000]);
});

test('a call whose answer was lost is repeated under the same key', async () => {
  const { client, seen } = await startClient((_, index) =>
    index < 2 ? 'cut' : { status: 202, body: queued },
  );
  await client.invites.create({ account: 'main', peer: '@launch' });
  expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  expect(seen).toHaveLength(3);
});

test('a key of the caller is used as it is', async () => {
  const { client, seen } = await startClient(() => ({ status: 202, body: queued }));
  await client.invites.create({ account: 'main', peer: '@launch' }, { idempotencyKey: 'order-4711' });
  expect(seen[0]?.headers['idempotency-key']).toBe('order-4711');
});

test('a link that was not made is an error with the type of Telegram', async () => {
  const { client } = await startClient(() => ({ status: 202, body: refused }));
  const job = await client.invites.create({ account: 'main', peer: '@launch' });
  const error = await job.wait().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobError);
  expect((error as JobError).type === 'CHAT_ADMIN_REQUIRED').toBe(true);
  expect(error).toMatchObject({ message: 'The account may not make links here.', job: { id: 'inv_1' } });
});

test('a refused request is an error with the type of the problem and the fields', async () => {
  const { client } = await startClient(() => ({
    status: 422,
    body: {
      type: 'urn:invite-spool:problem:invalid-request',
      title: 'The request is invalid',
      detail: 'One field is wrong.',
      errors: [{ field: 'title', detail: 'title takes 0 to 32 characters' }],
    },
  }));
  const error = await client.invites
    .create({ account: 'main', title: 'x'.repeat(33) })
    .catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 422,
    type: 'invalid-request',
    problem: { errors: [{ field: 'title' }] },
  });
});

test('a request that is put off is repeated when Retry-After says, and given up in the end', async () => {
  const { client, sleptMs } = await startClient(() => ({
    status: 429,
    headers: { 'retry-after': '40' },
    body: { type: 'urn:invite-spool:problem:too-many-pending', title: 'Too many', detail: 'No room.' },
  }));
  await expect(client.invites.create({ account: 'main' })).rejects.toMatchObject({
    type: 'too-many-pending',
  });
  expect(sleptMs).toEqual([40_000, 40_000]);
});

test('a wait longer than the patience is not begun', async () => {
  const { client, sleptMs } = await startClient(() => ({
    status: 429,
    headers: { 'retry-after': '3600' },
    body: { type: 'urn:invite-spool:problem:too-many-pending', title: 'Too many', detail: 'No room.' },
  }));
  await expect(client.invites.create({ account: 'main' })).rejects.toThrow(
    'No room. Given up: there is room in 60 minutes.',
  );
  expect(sleptMs).toEqual([]);
});

test('what a server error asks for is waited for a minute at most', async () => {
  const { client, sleptMs } = await startClient(() => ({
    status: 503,
    headers: { 'retry-after': '86400' },
    body: {},
  }));
  await expect(client.accounts.list()).rejects.toMatchObject({ status: 503 });
  expect(sleptMs).toEqual([60_000, 60_000, 60_000]);
});

test('a pause that no timer can hold is cut, and not skipped', async () => {
  const { client, sleptMs } = await startClient((_, index) =>
    index < 2
      ? { status: 202, headers: { 'retry-after': '99999999' }, body: queued }
      : { status: 200, body: made },
  );
  const job = await client.invites.create({ account: 'main' });
  await job.wait();
  expect(sleptMs).toEqual([86_400_000]);
});

test('JSON that is no object is not taken for an answer of the API', async () => {
  const { client } = await startClient(() => ({ status: 200, body: 5 }));
  await expect(client.accounts.list()).rejects.toThrow(/is not this API/);
});

// Nothing checks the types of a caller in JavaScript: a variable that is not set is undefined.
test.each(['localhost:3000', '/api', '', undefined as unknown as string])(
  'an address that no request can be sent to is refused at once: %j',
  (baseUrl) => {
    expect(() => createClient({ baseUrl, apiKey: 'isk_test' })).toThrow(/^baseUrl must be an address/);
  },
);

test('a key that no header can hold is refused without being told', async () => {
  // A caller in JavaScript may pass a variable that is not set.
  for (const apiKey of ['isk_se\ncret', 'isk_secret…', '', undefined as unknown as string]) {
    expect(() => createClient({ baseUrl: 'http://127.0.0.1:1', apiKey })).toThrow(
      'The API key must be printable ASCII on one line.',
    );
  }
  const { client } = await startClient(() => ({ status: 202, body: queued }));
  await expect(client.invites.create({ account: 'main' }, { idempotencyKey: 'Größe' })).rejects.toThrow(
    'The idempotency key must be printable ASCII on one line.',
  );
});

test('a signal of the client ends the waiting for a job, also between two requests', async () => {
  const stop = new AbortController();
  const api = await startScriptedApi(() => ({
    status: 202,
    headers: { 'retry-after': '300' },
    body: queued,
  }));
  const client = createClient({ baseUrl: api.baseUrl, apiKey: 'isk_test\n', signal: stop.signal });
  const job = await client.invites.create({ account: 'main' });
  let seen = 0;
  const waiting = job.wait({
    onUpdate: () => {
      seen += 1;
      if (seen === 2) {
        // The pause begins in this very turn.
        queueMicrotask(() => stop.abort(new Error('enough')));
      }
    },
  });
  await expect(waiting).rejects.toThrow('enough');
  expect(api.requests.recorded).toHaveLength(2);
});

test('server errors and silence are put up with for a while', async () => {
  const { client, sleptMs } = await startClient(() => 'cut');
  await expect(client.accounts.list()).rejects.toBeInstanceOf(UnreachableError);
  expect(sleptMs).toEqual([1000, 2000, 4000]);
});

test('a list is walked over page by page, also past an empty page', async () => {
  const { client, seen } = await startClient(({ path }) => {
    const cursor = new URL(path, 'http://x').searchParams.get('cursor');
    return {
      body: {
        null: { items: [queued], next_cursor: 'a' },
        a: { items: [], next_cursor: 'b' },
        b: { items: [made] },
      }[String(cursor)],
    };
  });
  const found: string[] = [];
  for await (const { status } of client.invites.list({ account: 'main', metadata: { order: '4711' } })) {
    found.push(status);
  }
  expect(found).toEqual(['queued', 'succeeded']);
  expect(seen[1]?.path).toBe('/v1/invites?account=main&metadata.order=4711&cursor=a');
});

test('a file comes in parts that have one header row', async () => {
  const { client } = await startClient(({ path }) =>
    path.includes('cursor')
      ? { text: 'id,link\ninv_2,b\n' }
      : { text: 'id,link\ninv_1,a\n', headers: { link: '</v1/invites.csv?cursor=x>; rel="next"' } },
  );
  const parts: string[] = [];
  for await (const part of client.invites.csv()) {
    parts.push(part);
  }
  expect(parts.join('')).toBe('id,link\ninv_1,a\ninv_2,b\n');
});

test('an operation on a link is waited for, and a name in a path is encoded', async () => {
  const operation = { id: 'op_1', kind: 'revoke', status: 'queued' };
  const { client, seen } = await startClient((_, index) => ({
    status: index === 0 ? 202 : 200,
    body: index === 0 ? operation : { ...operation, status: 'succeeded' },
  }));
  const revoked = await (await client.invites.revoke('inv_1/..')).wait();
  expect(revoked.status).toBe('succeeded');
  expect(seen.map(({ path }) => path)).toEqual(['/v1/invites/inv_1%2F../revoke', '/v1/operations/op_1']);
});

test('a signal ends the waiting with its reason', async () => {
  const stop = new AbortController();
  const { client } = await startClient((_, index) => {
    if (index === 1) {
      stop.abort(new Error('enough'));
    }
    return { status: 202, body: queued };
  });
  const job = await client.invites.create({ account: 'main' });
  await expect(job.wait({ signal: stop.signal })).rejects.toThrow('enough');
});
