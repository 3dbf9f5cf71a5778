import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { hashApiKey, newApiKey } from '../../../functions/core/account/api-key.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { createAccountRecord } from '../../functions/core/records.ts';
import { app, openOperatorSystem } from './operator-system.ts';

let service: Awaited<ReturnType<typeof openOperatorSystem>>;
beforeAll(async () => {
  service = await openOperatorSystem();
});

test('the operator API answers with the operator key, and 401 without one or with an API key', async () => {
  expect(await service.ask('GET', '/operator')).toMatchObject({ status: 200, body: { has_app: false } });
  const others = ['', 'Bearer', `Bearer ${newApiKey(Buffer.alloc(24))}`, `Basic ${service.operatorKey}`];
  for (const authorization of others) {
    const answer = await service.ask('GET', '/operator', { headers: { authorization } });
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
      body: { type: 'urn:invite-spool:operator-problem:operator-key', status: 401 },
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  }
});

test.each([
  ['a foreign Host, as a name that is bound to this machine anew has', { host: 'evil.example' }],
  ['a Host that begins as ours', { host: '127.0.0.1.evil.example:3000' }],
  ['a foreign Origin', { origin: 'https://evil.example' }],
  ['the Origin of another port', { origin: 'http://127.0.0.1:1' }],
  ['an Origin that is not told', { origin: 'null' }],
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of another port', { 'sec-fetch-site': 'same-site' }],
  ['X-Forwarded-For', { 'x-forwarded-for': '203.0.113.1' }],
  ['X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
  ['Forwarded', { forwarded: 'for=203.0.113.1' }],
  ['X-Real-IP', { 'x-real-ip': '203.0.113.1' }],
  ['Via', { via: '1.1 proxy' }],
])('a request with %s is refused, whatever its key', async (_name, headers: Record<string, string>) => {
  expect(await service.ask('GET', '/operator', { headers })).toMatchObject({
    status: 403,
    body: { type: 'urn:invite-spool:operator-problem:not-local' },
  });
});

test('a page of this origin is served, under each name of this machine', async () => {
  for (const host of ['127.0.0.1:3000', 'localhost:8080', 'LOCALHOST', '[::1]:3000']) {
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect((await service.ask('GET', '/operator', { headers })).status, host).toBe(200);
  }
});

test('a proxy that adds no header but speaks HTTP/1.0 is refused', async () => {
  const { port, host } = new URL(service.http.baseUrl);
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(
    `GET /operator HTTP/1.0\r\nHost: ${host}\r\nAuthorization: Bearer ${service.operatorKey}\r\n\r\n`,
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /);
});

test('a preflight of another origin is allowed nothing', async () => {
  const headers = {
    origin: 'http://evil.example',
    'access-control-request-method': 'POST',
    authorization: '',
  };
  const answer = await service.ask('OPTIONS', '/operator/accounts/main/login', { headers });
  expect(answer.status).toBe(403);
  expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('another path or method is told as such, and a path that only looks like one goes to the functions', async () => {
  expect((await service.ask('GET', '/operator/nothing')).status).toBe(404);
  expect(await service.ask('PUT', '/operator/accounts/main')).toMatchObject({
    status: 405,
    headers: { allow: 'PATCH, DELETE' },
  });
  expect((await service.ask('GET', '/operators')).body).toEqual({ message: 'Not Found' });
  expect((await service.ask('GET', '/%6fperator')).body).toEqual({ message: 'Not Found' });
});

test('a body is JSON, small, and has no other fields; nothing of it is repeated', async () => {
  const path = '/operator/accounts/main/login';
  const asText = await service.ask('POST', path, { body: '{}', headers: { 'content-type': 'text/plain' } });
  expect(asText.status).toBe(415);
  expect((await service.ask('POST', path, { body: '{' })).status).toBe(400);
  expect((await service.ask('POST', path, { body: { phone: '1'.repeat(5000) } })).status).toBe(413);
  const wrong = { method: 'phone', phone: 'geheim', api_id: 'geheim', api_hash: 'geheim' };
  const refused = await service.ask('POST', path, { body: wrong });
  expect(refused.body.errors.map(({ field }: { field: string }) => field)).toEqual([
    'phone',
    'api_id',
    'api_hash',
  ]);
  const unknown = await service.ask('POST', path, { body: { ...app, method: 'qr', geheim: 1 } });
  expect(unknown.status).toBe(422);
  expect(JSON.stringify([refused.body, unknown.body, service.said])).not.toContain('geheim');
});

test('a request with an API key is about the accounts of its tenant', async () => {
  const apiKey = newApiKey(Buffer.alloc(24, 1));
  const key = { keyHash: hashApiKey(apiKey), tenantId: 'other', name: 'console', createdAtMs: 0 };
  await service.system.apiKeys.putKey(key);
  for (const tenantId of ['default', 'other']) {
    const name = 'shared';
    await service.accounts.putAccount(
      createAccountRecord({ accountId: accountIdOf(tenantId, name), tenantId, name, status: 'halted' }),
    );
  }
  const path = '/operator/accounts/shared/resume';
  expect(await service.ask('POST', path, { headers: { 'x-api-key': apiKey } })).toMatchObject({
    status: 200,
    body: { status: 'active', released: 0 },
  });
  const statuses = ['default', 'other'].map((tenantId) =>
    service.accounts.getAccount(accountIdOf(tenantId, 'shared')),
  );
  expect((await Promise.all(statuses)).map((account) => account?.status)).toEqual(['halted', 'active']);
  const wrong = { 'x-api-key': newApiKey(Buffer.alloc(24, 2)) };
  expect((await service.ask('POST', path, { headers: wrong })).status).toBe(401);
});

test('a default peer is set and taken away, and a user is no peer', async () => {
  const name = 'peered';
  await service.accounts.putAccount(
    createAccountRecord({ accountId: accountIdOf('default', name), tenantId: 'default', name }),
  );
  const path = `/operator/accounts/${name}`;
  expect((await service.ask('PATCH', path, { body: { default_peer: '@launch' } })).status).toBe(200);
  expect(await service.getAccount(name)).toMatchObject({ defaultPeer: '@launch' });
  expect((await service.ask('PATCH', path, { body: { default_peer: '+49 30 1' } })).status).toBe(422);
  expect((await service.ask('PATCH', path, { body: { default_peer: null } })).status).toBe(200);
  expect((await service.getAccount(name))?.defaultPeer).toBeUndefined();
});

test('a webhook that was disabled is enabled again; one that was never called is not there', async () => {
  const url = 'https://shop.example/hook';
  const { endpoints } = service.system;
  const failed = await endpoints.noteFailed('default', url, '500', 1);
  await endpoints.disableEndpoint(failed, 2);
  expect((await service.ask('POST', '/operator/webhooks/enable', { body: { url } })).status).toBe(200);
  expect((await endpoints.getEndpoint('default', url))?.disabledAtMs).toBeUndefined();
  const other = { url: 'https://shop.example/other' };
  expect((await service.ask('POST', '/operator/webhooks/enable', { body: other })).status).toBe(404);
});

test('an account that is not there, or has no session, is told so', async () => {
  expect((await service.ask('POST', '/operator/accounts/nobody/check')).status).toBe(404);
  const name = 'empty';
  await service.accounts.putAccount(
    createAccountRecord({ accountId: accountIdOf('default', name), tenantId: 'default', name }),
  );
  expect(await service.ask('POST', `/operator/accounts/${name}/check`)).toMatchObject({
    status: 409,
    body: {
      type: 'urn:invite-spool:operator-problem:operation-refused',
      detail: expect.stringContaining('no session'),
    },
  });
});

/* Last: wrong keys are counted for all. */
test('after ten wrong keys in a minute no more are compared, and the right one still works', async () => {
  const wrong = { authorization: `Bearer ${service.operatorKey}x` };
  const statuses: number[] = [];
  for (let count = 0; count < 12; count++) {
    statuses.push((await service.ask('GET', '/operator', { headers: wrong })).status);
  }
  expect(statuses.at(0)).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  expect((await service.ask('GET', '/operator')).status).toBe(200);
});
