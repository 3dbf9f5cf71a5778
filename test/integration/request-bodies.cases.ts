import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { fetchApi } from './fetch-api.ts';
import type { LocalService } from './local-service.ts';
import { test } from './shared-service.ts';
import { tellFailure } from './tell-failure.ts';

let service: LocalService;
test.beforeAll(({ service: shared }) => {
  service = shared;
});
tellFailure(() => service);

const megabyte = 1_000_000;

/** Announces a body of 9 MB, sends `bytes` of it, and gives what is answered meanwhile. */
async function sendUnfinished(path: string, apiKey: string | undefined, bytes: number): Promise<string> {
  const socket = connect(Number(new URL(service.system.baseUrl).port), '127.0.0.1').on('error', () => {});
  const answer = readAnswer(socket);
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${9 * megabyte}\r\n${apiKey === undefined ? '' : `Authorization: Bearer ${apiKey}\r\n`}\r\n`,
  );
  socket.write(Buffer.alloc(bytes, 'x'));
  return answer;
}

async function readAnswer(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    if (text.endsWith('}')) {
      break;
    }
  }
  return text;
}

test('100 unfinished bodies of 5 MB without a key that works are refused without waiting for them', {
  timeout: 120_000,
}, async () => {
  const keys = [undefined, 'isk_0123456789abcdef'];
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => sendUnfinished('/v1/invites', keys[index % 2], 5 * megabyte)),
  );
  for (const answer of answers) {
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain('urn:invite-spool:problem:unauthorized');
  }
});

test.each([
  ['none', undefined],
  ['one that does not work', 'Bearer isk_0123456789abcdef'],
])(
  'a key that is %s is refused without the function, in the words of the function',
  async (_, authorization) => {
    const { baseUrl, stack } = service.system;
    const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) };
    function isInvoked(event: { type: string; name?: string }) {
      return event.type === 'invocation-started' && event.name === 'api';
    }
    const before = service.events.recorded.filter(isInvoked).length;
    const answer = await fetchApi(`${baseUrl}/v1/invites`, { method: 'POST', headers, body: '{}' });
    expect(service.events.recorded.filter(isInvoked)).toHaveLength(before);

    const http = { method: 'POST', path: '/v1/invites' };
    const requestId = '00000000-0000-4000-8000-000000000000';
    const requestContext = { requestId, http };
    const event = { rawPath: http.path, rawQueryString: '', headers, requestContext, body: '{}' };
    const expected = (await stack.invoke('api', event)) as {
      statusCode: number;
      headers: object;
      body: string;
    };
    const { date: _date, connection: _c, 'keep-alive': _k, ...answered } = Object.fromEntries(answer.headers);
    const text = await answer.text();
    expect(answer.status).toBe(expected.statusCode);
    expect(answered).toEqual({ ...expected.headers, 'content-length': String(Buffer.byteLength(text)) });
    expect(text.replace(/request:[-0-9a-f]{36}/, `request:${requestId}`)).toBe(expected.body);
  },
);

test.each([
  ['/v1/invites', 33 * 1024],
  ['/v1/invites/batch', 1025 * 1024],
])('a body that is larger than %s takes is refused before it has come', async (path, bytes) => {
  const answer = await sendUnfinished(path, service.system.demo.apiKey, bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('urn:invite-spool:problem:content-too-large');
});

test('a body on a route that takes none does no harm', async () => {
  const { baseUrl, demo } = service.system;
  const answer = await fetchApi(`${baseUrl}/v1/invites/inv_0123456789ABCDEFGHJKMNPQRS/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(404);
});
