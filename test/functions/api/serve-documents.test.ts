import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createApiWorld } from './api-world.ts';

const world = createApiWorld();

test('GET /v1/openapi.json needs no key and is the document', async () => {
  const { statusCode, body } = await world.send({ path: '/v1/openapi.json' });
  expect(statusCode).toBe(200);
  expect(body).toMatchObject({ openapi: expect.stringMatching(/^3\.1/), info: { title: 'invite-spool' } });
});

test('GET /docs is a page under a policy that names its scripts by what is in them', async () => {
  const { statusCode, headers, body } = await world.send({ path: '/docs' });
  expect(statusCode).toBe(200);
  const scripts = [...body.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script]) => script);
  expect(scripts).toHaveLength(2);
  for (const script of scripts) {
    const hash = createHash('sha256').update(script).digest('base64');
    expect(headers['content-security-policy']).toContain(`'sha256-${hash}'`);
  }
});
