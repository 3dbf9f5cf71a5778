import { expect, test } from 'vitest';
import { createPool, deletePool, listPools, showPool, takeLink } from '../../../cli/caller/commands/pool.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const pool = {
  name: 'shop',
  status: 'active',
  account: 'main',
  peer: '@launch',
  size: 50,
  ready: 48,
  making: 2,
  taken: 7,
};

async function startPoolApi(body: object, status = 200) {
  const api = await startScriptedApi(() => ({ status, body }));
  return { api, ...createTestContext(api.baseUrl) };
}

test('a pool is created with its template', async () => {
  const { api, context, said } = await startPoolApi(pool, 201);
  const request = { account: 'main', peer: '@launch', usage_limit: 1 };
  await createPool(context, 'shop', request, { size: 50, maxAge: 3_600 });
  expect(api.requests.recorded).toMatchObject([
    {
      method: 'POST',
      path: '/v1/pools',
      body: {
        name: 'shop',
        account: 'main',
        peer: '@launch',
        size: 50,
        max_age: 3_600,
        template: { usage_limit: 1 },
      },
    },
  ]);
  expect(said.join('\n').split('\n')).toEqual([
    'name     shop',
    'status   active',
    'account  main',
    'peer     @launch',
    'ready    48 of 50',
    'making   2',
    'taken    7',
  ]);
});

test('a taken link is all that is printed', async () => {
  const taken = { id: 'inv_1', status: 'succeeded', invite: { link: 'https://t.me/+abc' } };
  const { api, context, said } = await startPoolApi(taken);
  await takeLink(context, 'shop', { title: 'order 7' }, { failIfEmpty: true, idempotencyKey: 'order-7' });
  expect(api.requests.recorded).toMatchObject([
    {
      method: 'POST',
      path: '/v1/pools/shop/take',
      headers: { 'idempotency-key': 'order-7' },
      body: { title: 'order 7', if_empty: 'fail' },
    },
  ]);
  expect(said).toEqual(['https://t.me/+abc']);
});

test('a link that is still to be made says how to come by it', async () => {
  const { context, said, noted } = await startPoolApi({ id: 'inv_1', status: 'queued' }, 202);
  await takeLink(context, 'shop', {}, {});
  expect(said).toEqual(['inv_1  queued', 'Its link: invite-spool watch inv_1']);
  expect(noted).toEqual(['The pool is empty: the link is being made.']);
});

test('pools are listed and shown, with what is wrong', async () => {
  const error = { type: 'CHAT_ADMIN_REQUIRED', detail: 'No right.' };
  const listed = await startPoolApi({ pools: [{ ...pool, error }] });
  await listPools(listed.context, {});
  expect(listed.said).toEqual(['shop  active  main  @launch  48 of 50 ready  7 taken  CHAT_ADMIN_REQUIRED']);
  const shown = await startPoolApi({ ...pool, error });
  await showPool(shown.context, 'shop', {});
  expect(shown.said.join('\n')).toContain('error    CHAT_ADMIN_REQUIRED: No right.');
});

test('a pool is deleted, and its links are kept on request', async () => {
  const { api, context } = await startPoolApi({ ...pool, status: 'deleting' }, 202);
  await deletePool(context, 'shop', {});
  await deletePool(context, 'shop', { keepLinks: true });
  expect(api.requests.recorded.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'DELETE /v1/pools/shop',
    'DELETE /v1/pools/shop?links=keep',
  ]);
});
