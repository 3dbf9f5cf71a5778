import { expect, test } from 'vitest';
import { type ApiKey, hashApiKey, usualRatePerMinute } from '../../functions/core/account/api-key.ts';
import { createBodyLimit } from '../../local/limit-body.ts';

const text = 'isk_0123456789abcdef';
const key: ApiKey = {
  keyHash: hashApiKey(text),
  tenantId: 'default',
  name: 'shop',
  scopes: [],
  ratePerMinute: usualRatePerMinute,
  createdAtMs: 0,
};
const limit = createBodyLimit({
  findKey: async (keyHash) => (keyHash === key.keyHash ? key : undefined),
  now: () => 1,
});

test.each([
  ['POST /v1/invites', 32 * 1024],
  ['POST /v1/invites/batch', 1024 * 1024],
  ['POST /v1/invites/revoke', 32 * 1024],
  ['POST /v1/batches/{id}/revoke', 32 * 1024],
  ['POST /v1/invites/{id}/revoke', 32 * 1024],
  ['POST /v1/invites/{id}/refresh', 32 * 1024],
  ['PATCH /v1/invites/{id}', 32 * 1024],
  ['POST /v1/invites/{id}/cancel', 0],
  ['GET /v1/invites', 0],
  ['$default', 0],
])('with a key that works, %s may bring %i bytes', async (routeKey, bytes) => {
  expect(await limit(routeKey, `Bearer ${text}`)).toBe(bytes);
});

test.each([undefined, '', 'Bearer', `Basic ${text}`, 'Bearer isk_fedcba9876543210', text])(
  'a route that takes a body refuses a request with %s',
  async (authorization) => {
    await expect(limit('POST /v1/invites', authorization)).rejects.toMatchObject({
      problem: { slug: 'unauthorized' },
    });
  },
);

test('a key that was revoked is none', async () => {
  const revoked = createBodyLimit({ findKey: async () => ({ ...key, revokedAtMs: 1 }), now: () => 1 });
  await expect(revoked('POST /v1/invites', `Bearer ${text}`)).rejects.toMatchObject({
    problem: { slug: 'unauthorized' },
  });
});

test('what becomes of a request on a route that takes no body is for the function to say', async () => {
  expect(await limit('GET /v1/invites', undefined)).toBe(0);
});

test('where keys cannot be read, the body is read for the function to answer', async () => {
  const broken = createBodyLimit({ findKey: () => Promise.reject(new Error('no table')), now: () => 1 });
  expect(await broken('POST /v1/invites', `Bearer ${text}`)).toBe(32 * 1024);
});
