import { expect, test } from 'vitest';
import {
  createRotation,
  deleteRotation,
  listRotations,
  rotate,
  showRotation,
} from '../../../cli/caller/commands/rotation.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const rotation = {
  name: 'poster',
  status: 'failing',
  current: { link: 'https://t.me/+b' },
  next_change_at: '2026-12-02T10:00:00.000Z',
  path: '/j/launch',
  error: { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' },
  ending: [{ link: 'https://t.me/+a', revoke_at: '2026-12-01T11:00:00.000Z' }],
  history: [{ link: 'https://t.me/+0', revoked_at: '2026-11-30T11:00:00.000Z' }],
};

async function start(body: unknown = rotation) {
  const api = await startScriptedApi(() => ({ body }));
  return { api, ...createTestContext(api.baseUrl) };
}

test('create sends what was said, and nothing else', async () => {
  const { api, context } = await start();
  await createRotation(context, 'poster', { account: 'main', every: 'P1D', timeZone: 'UTC' }, { title: 'x' });
  expect(api.requests.recorded).toMatchObject([{ method: 'POST', path: '/v1/rotations' }]);
  expect(api.requests.recorded[0]?.body).toEqual({
    name: 'poster',
    account: 'main',
    every: 'P1D',
    time_zone: 'UTC',
    template: { title: 'x' },
  });
});

test('show prints the link, its address, the next change, what is wrong, and the links before', async () => {
  const { context, said } = await start();
  await showRotation(context, 'poster', {});
  expect(said.join('\n').split('\n')).toEqual([
    'poster  failing',
    'link         https://t.me/+b',
    'address      /j/launch',
    'next change  2026-12-02 10:00:00',
    'error        CHAT_ADMIN_REQUIRED: Grant it.',
    'ends         https://t.me/+a  2026-12-01 11:00:00',
    'ended        https://t.me/+0  2026-11-30 11:00:00',
  ]);
});

test('list follows its pages', async () => {
  const api = await startScriptedApi((_request, index) => ({
    body: { rotations: [rotation], ...(index === 0 ? { next_cursor: 'poster' } : {}) },
  }));
  const { context, said } = createTestContext(api.baseUrl);
  await listRotations(context, { limit: 50 });
  expect(said.join('\n').split('\n')).toHaveLength(2);
  expect(api.requests.recorded.map(({ path }) => path)).toEqual([
    '/v1/rotations?limit=50',
    '/v1/rotations?limit=49&cursor=poster',
  ]);
});

test('rotate is one request, however often it is sent', async () => {
  const { api, context } = await start();
  await rotate(context, 'poster', { overlap: 'PT0S' });
  expect(api.requests.recorded).toMatchObject([
    { path: '/v1/rotations/poster/rotate', body: { overlap: 'PT0S' } },
  ]);
  expect(api.requests.recorded[0]?.headers['idempotency-key']).toMatch(/^[\w-]{36}$/);
});

test('delete keeps the current link unless it is to be revoked', async () => {
  const { api, context, said } = await start();
  await deleteRotation(context, 'poster', {});
  await deleteRotation(context, 'poster', { revoke: true });
  expect(said[0]).toBe('It makes no more links. Kept: https://t.me/+b');
  expect(api.requests.recorded.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'DELETE /v1/rotations/poster',
    'DELETE /v1/rotations/poster?link=revoke',
  ]);
});
