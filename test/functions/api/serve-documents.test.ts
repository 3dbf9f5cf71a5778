import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createApiWorld } from './api-world.ts';
import { httpEvent, lambdaContext } from './http-event.ts';

const world = createApiWorld();

test('GET /v1/openapi.json needs no key and is the document', async () => {
  const { statusCode, body } = await world.send({ path: '/v1/openapi.json' });
  expect(statusCode).toBe(200);
  expect(body).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), info: { title: 'invite-spool' } });
});

test('GET /docs is a page under a policy that names its scripts and its style by what is in them', async () => {
  const { statusCode, headers, body } = await world.send({ path: '/docs' });
  expect(statusCode).toBe(200);
  const policy = String(headers['content-security-policy']).split('; ');
  const inlined = [...body.matchAll(/<(script|style)>(.*?)<\/\1>/gs)];
  expect(inlined.map(([, kind]) => kind)).toEqual(['style', 'script', 'script']);
  for (const [, kind, text = ''] of inlined) {
    const hash = createHash('sha256').update(text).digest('base64');
    const source = policy.find((directive) => directive.startsWith(`${kind}-src `));
    expect(source).toContain(`'sha256-${hash}'`);
  }
  expect(headers['content-security-policy']).not.toContain('unsafe-inline');
});

test.each([
  ['/docs/', '/docs'],
  ['/problems/', '/problems'],
  ['/j/poster/', '/j/poster'],
  ['/j/POSTER/', '/j/POSTER'],
])('GET %s leads to %s', async (path, location) => {
  expect(await world.send({ path })).toMatchObject({ statusCode: 308, headers: { location } });
});

test.each(['/j//', '//docs/', '/docs//', '/j/a b/', '/j/a%0d%0ab/', '/v1/invites/'])(
  'GET %s leads nowhere',
  async (path) => {
    const { statusCode, headers } = await world.send({ path });
    expect([401, 404]).toContain(statusCode);
    expect(headers).not.toHaveProperty('location');
  },
);

test.each([
  [true, '/console'],
  [false, '/docs'],
])('GET / with the console on (%s) leads to %s', async (isConsoleOn, location) => {
  const answer = await createApiWorld({ isConsoleOn }).send({ path: '/' });
  expect(answer).toMatchObject({ statusCode: 302, headers: { location } });
});

describe('a document is compressed', () => {
  async function read(accepted: string | undefined) {
    const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-encoding': accepted };
    return world.handler(httpEvent({ path: '/v1/openapi.json', headers }), lambdaContext);
  }

  test.each(['gzip', 'br, gzip, deflate', 'GZIP;q=0.5', 'deflate , gzip ; q=1'])(
    'for %o',
    async (accepted) => {
      const { headers, body, isBase64Encoded } = await read(accepted);
      expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
      expect(isBase64Encoded).toBe(true);
      const plain = await read(undefined);
      expect(gunzipSync(Buffer.from(body ?? '', 'base64')).toString()).toBe(plain.body);
    },
  );

  test.each([undefined, 'identity', 'br', 'gzip;q=0', 'gzip;q=0.0, br', 'x-gzip-like'])(
    'not for %o',
    async (accepted) => {
      const { headers, isBase64Encoded } = await read(accepted);
      expect(headers).not.toHaveProperty('content-encoding');
      expect(isBase64Encoded).toBeUndefined();
    },
  );
});
