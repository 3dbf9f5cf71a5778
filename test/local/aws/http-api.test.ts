import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ProblemError } from '../../../functions/api/problem-error.ts';
import { FunctionError } from '../../../local/aws/function-process.ts';
import { type HttpApiOptions, type RequestEvent, startHttpApi } from '../../../local/aws/http-api.ts';
import { createRecorder } from './fixture-functions.ts';

type Invoke = (functionArn: string, event: APIGatewayProxyEventV2, signal: AbortSignal) => Promise<unknown>;

const ok = { statusCode: 200, body: 'ok' };

function isRequest(event: RequestEvent): event is RequestEvent {
  return event.type === 'request';
}

type Bodies = Pick<HttpApiOptions, 'limitBody' | 'bodies'>;

async function startFixture(invoke: Invoke, timeoutMs = 30_000, bodies: Bodies = {}) {
  const spy = vi.fn(invoke);
  const events = createRecorder<RequestEvent>();
  const api = await startHttpApi({
    routes: ['POST /v1/invites', 'GET /v1/invites/{id}', '$default'].map((routeKey) => ({
      routeKey,
      functionArn: 'arn:api',
      timeoutMs,
    })),
    port: 0,
    invoke: spy as HttpApiOptions['invoke'],
    onEvent: events.record,
    ...bodies,
  });
  onTestFinished(() => api.close());
  function lastEvent() {
    return spy.mock.lastCall?.[1];
  }
  return { ...api, spy, events, lastEvent };
}

test('a route with a limit of its own turns away what comes beyond it, without the function', async () => {
  const invoke = vi.fn(async () => ok);
  const api = await startHttpApi({
    routes: [
      {
        routeKey: '$default',
        functionArn: 'arn:api',
        timeoutMs: 1_000,
        throttling: { ratePerSecond: 0.001, burst: 2 },
      },
    ],
    port: 0,
    invoke,
    onEvent: () => {},
  });
  onTestFinished(() => api.close());
  const statuses = [];
  for (let index = 0; index < 3; index++) {
    statuses.push((await fetch(api.baseUrl)).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
  expect(invoke).toHaveBeenCalledTimes(2);
});

test('a request becomes an event of payload format 2.0', async () => {
  const { baseUrl, lastEvent, spy } = await startFixture(async () => ok);
  await fetch(`${baseUrl}/v1/invites/inv_1?a=1&b=x%20y&a=2`, {
    headers: { 'X-Thing': 'Yes', cookie: 'a=1; b=2', 'user-agent': 'test' },
  });
  expect(spy).toHaveBeenCalledExactlyOnceWith('arn:api', expect.anything(), expect.any(AbortSignal));
  const { host } = new URL(baseUrl);
  expect(lastEvent()).toMatchObject({
    version: '2.0',
    routeKey: 'GET /v1/invites/{id}',
    rawPath: '/v1/invites/inv_1',
    rawQueryString: 'a=1&b=x%20y&a=2',
    cookies: ['a=1', 'b=2'],
    headers: { 'x-thing': 'Yes', host, 'x-forwarded-for': '127.0.0.1' },
    queryStringParameters: { a: '1,2', b: 'x y' },
    pathParameters: { id: 'inv_1' },
    requestContext: {
      accountId: '000000000000',
      http: {
        method: 'GET',
        path: '/v1/invites/inv_1',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'test',
      },
      routeKey: 'GET /v1/invites/{id}',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    },
    isBase64Encoded: false,
  });
  expect(lastEvent()).not.toHaveProperty('body');
  expect(lastEvent()?.headers).not.toHaveProperty('cookie');
});

test('a header sent twice arrives once, joined by a comma', async () => {
  const { baseUrl, lastEvent } = await startFixture(async () => ok);
  const sent = request(`${baseUrl}/v1/x`, { headers: { 'X-Twice': ['one', 'two'] } }).end();
  await once(sent, 'response');
  expect(lastEvent()?.headers['x-twice']).toBe('one,two');
});

test.each(['application/json', 'application/problem+json; charset=utf-8', 'text/plain', undefined])(
  'a body of type %s arrives as text',
  async (type) => {
    const { baseUrl, lastEvent } = await startFixture(async () => ok);
    const body = Buffer.from('{"title":"é"}');
    await fetch(`${baseUrl}/v1/invites`, {
      method: 'POST',
      body,
      headers: type ? { 'content-type': type } : {},
    });
    expect(lastEvent()).toMatchObject({ body: '{"title":"é"}', isBase64Encoded: false });
  },
);

test.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'image/png'])(
  'a body of type %s arrives in base64',
  async (type) => {
    const { baseUrl, lastEvent } = await startFixture(async () => ok);
    const body = Buffer.from([0, 255, 128]);
    await fetch(`${baseUrl}/v1/invites`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(lastEvent()).toMatchObject({ body: body.toString('base64'), isBase64Encoded: true });
  },
);

test('the path arrives decoded, and one that cannot be decoded is a 400', async () => {
  const { baseUrl, lastEvent } = await startFixture(async () => ok);
  await fetch(`${baseUrl}/v1/invites/a%20b`);
  expect(lastEvent()).toMatchObject({ rawPath: '/v1/invites/a b', pathParameters: { id: 'a b' } });
  const refused = await fetch(`${baseUrl}/v1/%ff`);
  expect([refused.status, await refused.json()]).toEqual([400, { message: 'Bad Request' }]);
});

test('anything that no route matches goes to $default', async () => {
  const { baseUrl, lastEvent } = await startFixture(async () => ({ statusCode: 404, body: '{}' }));
  const response = await fetch(`${baseUrl}/nowhere`, { method: 'DELETE' });
  expect(response.status).toBe(404);
  expect(lastEvent()).toMatchObject({ routeKey: '$default', requestContext: { http: { method: 'DELETE' } } });
  expect(lastEvent()).not.toHaveProperty('pathParameters');
});

test('status, headers, cookies and body of the reply reach the caller', async () => {
  const { baseUrl } = await startFixture(async () => ({
    statusCode: 202,
    headers: { Location: '/v1/invites/inv_1', 'retry-after': 1, 'content-type': 'application/json' },
    cookies: ['a=1; Secure', 'b=2'],
    body: '{"status":"queued"}',
  }));
  const response = await fetch(`${baseUrl}/v1/invites`, { method: 'POST' });
  expect(response.status).toBe(202);
  expect(response.headers.get('location')).toBe('/v1/invites/inv_1');
  expect(response.headers.get('retry-after')).toBe('1');
  expect(response.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
  expect(await response.json()).toEqual({ status: 'queued' });
});

test('a reply in base64 arrives as its bytes', async () => {
  const bytes = Buffer.from([0, 255, 128]);
  const { baseUrl } = await startFixture(async () => ({
    statusCode: 200,
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  }));
  expect(Buffer.from(await (await fetch(baseUrl)).arrayBuffer())).toEqual(bytes);
});

test('a result without a status code is the JSON body of a 200', async () => {
  const { baseUrl } = await startFixture(async () => ({ fine: true }));
  const response = await fetch(baseUrl);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await response.json()).toEqual({ fine: true });
});

test.each([
  [
    'throws',
    () => Promise.reject(new FunctionError({ errorType: 'Error', errorMessage: 'secret', trace: [] })),
  ],
  ['answers with a body that is no string', async () => ({ statusCode: 200, body: { a: 1 } })],
  ['answers with a status that is none', async () => ({ statusCode: 'fine' })],
  ['answers with a header that is none', async () => ({ statusCode: 200, headers: { 'a b': '1' } })],
])('a function that %s is a 500 that says no more', async (_, invoke) => {
  const { baseUrl, events } = await startFixture(invoke);
  const response = await fetch(baseUrl);
  expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  expect(await events.waitFor(isRequest)).toMatchObject({ statusCode: 500, error: expect.any(String) });
});

test('a function that outlasts the integration timeout is a 503', async () => {
  const { baseUrl } = await startFixture(() => new Promise(() => {}), 20);
  const response = await fetch(baseUrl);
  expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }]);
});

test('a function that outlasts the integration timeout is told that nobody waits for it', async () => {
  const { baseUrl, spy } = await startFixture(() => new Promise(() => {}), 20);
  await fetch(baseUrl);
  expect(spy.mock.lastCall?.[2].aborted).toBe(true);
});

test('a body above 10 MB is a 413 that never reaches the function', async () => {
  const { baseUrl, spy } = await startFixture(async () => ok);
  const response = await fetch(`${baseUrl}/v1/invites`, {
    method: 'POST',
    body: Buffer.alloc(10 * 1024 * 1024 + 1),
  });
  expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  expect(spy).not.toHaveBeenCalled();
});

/** Announces a body of 100 bytes and sends a part of it; the answer is all that comes back. */
async function sendPart(baseUrl: string, part: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST /v1/invites HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n${part}`);
  const answer = once(socket, 'data').then(([data]) => String(data));
  return { socket, answer };
}

test('of a body larger than the limit the function is given one byte more, before the rest has come', async () => {
  const limitBody = vi.fn(async () => 10);
  const { baseUrl, lastEvent } = await startFixture(async () => ok, 30_000, { limitBody });
  const { answer, socket } = await sendPart(baseUrl, '0123456789abcdef');
  expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(lastEvent()).toMatchObject({ body: '0123456789a' });
  expect(limitBody).toHaveBeenCalledExactlyOnceWith('POST /v1/invites', undefined);
  // And who does not send the rest is cut off.
  await once(socket, 'close');
});

test('where nothing of a body may be held, the function is asked without it, and without waiting for it', async () => {
  const { baseUrl, lastEvent } = await startFixture(async () => ok, 30_000, { limitBody: async () => 0 });
  expect(await (await sendPart(baseUrl, '')).answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(lastEvent()).not.toHaveProperty('body');
});

test('a request that the limit of bodies refuses is answered with its problem, without the function', async () => {
  async function limitBody(): Promise<never> {
    throw new ProblemError({
      slug: 'unauthorized',
      detail: 'No.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  const { baseUrl, spy } = await startFixture(async () => ok, 30_000, { limitBody });
  const answer = await (await sendPart(baseUrl, '')).answer;
  expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\ncontent-type: application\/problem\+json\r\n/);
  expect(answer).toContain('\r\nwww-authenticate: Bearer\r\n');
  expect(answer).toContain('"detail":"No."');
  expect(spy).not.toHaveBeenCalled();
});

test('a body in many pieces arrives whole', async () => {
  const { baseUrl, lastEvent } = await startFixture(async () => ok);
  const pieces = Array.from({ length: 500 }, (_, index) => `${index}`.padStart(400, '.'));
  const sent = request(`${baseUrl}/v1/invites`, { method: 'POST' });
  const answered = once(sent, 'response');
  for (const piece of pieces) {
    sent.write(piece);
  }
  sent.end();
  await answered;
  expect(lastEvent()?.body).toBe(pieces.join(''));
});

test('bodies for which there is no room are a 503 that says when to come again, and room comes back', async () => {
  const bodies = { maxHeldBytes: 60, timeoutMs: 30_000 };
  async function limitBody() {
    return 49;
  }
  const release = Promise.withResolvers<unknown>();
  const { baseUrl, spy } = await startFixture(() => release.promise, 30_000, { bodies, limitBody });
  function post() {
    return fetch(`${baseUrl}/v1/invites`, { method: 'POST', body: 'x'.repeat(20) });
  }
  const first = post();
  await vi.waitUntil(() => spy.mock.calls.length === 1);
  const refused = await post();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  expect(await refused.json()).toMatchObject({ type: 'urn:invite-spool:problem:overloaded', status: 503 });
  release.resolve(ok);
  expect((await first).status).toBe(200);
  expect((await post()).status).toBe(200);
  expect(spy).toHaveBeenCalledTimes(2);
});

test('a body that comes too slowly is a 408', async () => {
  const bodies = { maxHeldBytes: 100_000, timeoutMs: 20 };
  const { baseUrl, spy } = await startFixture(async () => ok, 30_000, { bodies });
  const answer = await (await sendPart(baseUrl, 'slow')).answer;
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(answer).toContain('urn:invite-spool:problem:request-timeout');
  expect(spy).not.toHaveBeenCalled();
});

test('request line and headers above 10,240 bytes are a 431', async () => {
  const { baseUrl, spy } = await startFixture(async () => ok);
  const response = await fetch(baseUrl, { headers: { 'x-long': 'x'.repeat(10_240) } });
  expect([response.status, await response.json()]).toEqual([
    431,
    { message: 'Request Header Fields Too Large' },
  ]);
  expect(spy).not.toHaveBeenCalled();
});

test('what is no HTTP at all is a 400', async () => {
  const { baseUrl } = await startFixture(async () => ok);
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1').end('NONSENSE\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
});

test('a client that goes away in the middle of its request does no harm', async () => {
  const { baseUrl, events, spy } = await startFixture(async () => ok);
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1');
  socket.write('POST /v1/invites HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf', () =>
    socket.destroy(),
  );
  const event = await events.waitFor(isRequest);
  expect(event).toMatchObject({ error: 'client gone' });
  expect(spy).not.toHaveBeenCalled();
  expect((await fetch(baseUrl)).status).toBe(200);
});

test('a function whose client goes away is told that nobody waits for it', async () => {
  const told = Promise.withResolvers<void>();
  const invoked = Promise.withResolvers<void>();
  const { baseUrl } = await startFixture((_arn, _event, signal) => {
    signal.addEventListener('abort', () => told.resolve());
    invoked.resolve();
    return new Promise(() => {});
  });
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await invoked.promise;
  socket.destroy();
  await told.promise;
});

test('a client that goes away before the reply does no harm', async () => {
  const reply = Promise.withResolvers<unknown>();
  const invoked = Promise.withResolvers<void>();
  const { baseUrl, events } = await startFixture(() => {
    invoked.resolve();
    return reply.promise;
  });
  const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await invoked.promise;
  socket.destroy();
  await once(socket, 'close');
  reply.resolve(ok);
  await events.waitFor(isRequest);
  expect((await fetch(baseUrl)).status).toBe(200);
});

test('a port that is taken is refused with EADDRINUSE', async () => {
  const { baseUrl } = await startFixture(async () => ok);
  const port = Number(new URL(baseUrl).port);
  const second = startHttpApi({ routes: [], port, invoke: async () => ok, onEvent: () => {} });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
