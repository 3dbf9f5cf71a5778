import { expect, test } from 'vitest';
import { cancel } from '../../../cli/caller/commands/cancel.ts';
import { InterruptedError } from '../../../operator/terminal/operator-errors.ts';
import { type ScriptedAnswer, startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const invite = {
  id: 'inv_1',
  status: 'succeeded',
  account: 'main',
  peer: '@launch',
  created_at: '2026-12-01T10:00:00.000Z',
  invite: { link: 'https://t.me/+abc' },
  link_status: 'active',
};
const revokedInvite = { ...invite, link_status: 'revoked' };
const unmade = { ...invite, invite: undefined, link_status: undefined, status: 'cancelled' };
const operation = { id: 'op_1', kind: 'revoke', status: 'succeeded', invite_id: 'inv_1', account: 'main' };
const error = { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' };

/** An API that accepts a cancellation as told, and shows the operation and the invite as they are at the end. */
function startCancelApi(accepted: ScriptedAnswer, endOfOperation: object, endOfInvite: object) {
  return startScriptedApi(({ method, path }) => {
    if (method === 'POST') {
      return accepted;
    }
    return { body: path.startsWith('/v1/operations/') ? endOfOperation : endOfInvite };
  });
}

const withOperation = { status: 202, headers: { location: '/v1/operations/op_1' }, body: invite };

test.each([
  [
    'is made',
    invite,
    /Too late to cancel: its link is made\. To revoke it: invite-spool cancel inv_1 --revoke$/,
  ],
  [
    'may be made by the call under way',
    { ...unmade, status: 'running' },
    /may make its link\. To revoke that too: invite-spool cancel inv_1 --revoke$/,
  ],
])('cancelling an invite whose link %s offers to revoke it', async (_, body, note) => {
  const api = await startScriptedApi(() => ({ body }));
  const { context, noted, exit } = createTestContext(api.baseUrl);
  await cancel(context, 'inv_1', {});
  expect(noted).toEqual([expect.stringMatching(note)]);
  expect(exit.code).toBe(1);
  expect(api.requests.recorded.map(({ path }) => path)).toEqual(['/v1/invites/inv_1/cancel']);
});

test.each([
  ['that has no link', unmade],
  ['whose link is revoked', revokedInvite],
])('cancelling an invite %s offers nothing', async (_, body) => {
  const api = await startScriptedApi(() => ({ body }));
  const { context, noted, exit } = createTestContext(api.baseUrl);
  await cancel(context, 'inv_1', {});
  expect(noted).toEqual([]);
  expect(exit.code).toBe(0);
});

test('cancelling a batch tells how many links are made, and how to revoke them', async () => {
  const items = [invite, revokedInvite, unmade, invite];
  const body = { id: 'bat_1', size: 4, status: 'done', counts: { succeeded: 3, cancelled: 1 }, items };
  const api = await startScriptedApi(() => ({ body }));
  const { context, noted, exit } = createTestContext(api.baseUrl);
  await cancel(context, 'bat_1', {});
  expect(exit.code).toBe(1);
  expect(noted).toEqual([
    'Too late to cancel all: links that are made: 2. To revoke them: invite-spool revoke --batch bat_1',
  ]);
});

test('with --revoke the revocation is followed to its end, and the invite is shown as it is then', async () => {
  const api = await startCancelApi(withOperation, operation, revokedInvite);
  const { context, said, exit } = createTestContext(api.baseUrl);
  await cancel(context, 'inv_1', { revoke: true });
  expect(api.requests.recorded.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/invites/inv_1/cancel?revoke=true',
    'GET /v1/operations/op_1',
    'GET /v1/invites/inv_1',
  ]);
  expect(api.requests.recorded[0]?.headers['idempotency-key']).toMatch(/./);
  expect(said.join('\n')).toMatch(/link_status +revoked/);
  expect(exit.code).toBe(0);
});

test('with --revoke an invite without a link is cancelled, and there is nothing to follow', async () => {
  const api = await startCancelApi({ body: unmade }, {}, {});
  const { context, said, exit } = createTestContext(api.baseUrl);
  await cancel(context, 'inv_1', { revoke: true, json: true });
  expect(JSON.parse(said.join('\n'))).toMatchObject({ id: 'inv_1', status: 'cancelled' });
  expect(api.requests.recorded).toHaveLength(1);
  expect(exit.code).toBe(0);
});

test.each([
  ['the link stays', 1, invite],
  ['the call under way made no link', 0, unmade],
])('a revocation that fails where %s ends with %i', async (_, code, end) => {
  const api = await startCancelApi(withOperation, { ...operation, status: 'failed', error }, end);
  const { context, exit } = createTestContext(api.baseUrl);
  await cancel(context, 'inv_1', { revoke: true });
  expect(exit.code).toBe(code);
});

test('with --revoke, stopped before its end, it tells the command that goes on', async () => {
  const api = await startCancelApi(withOperation, { ...operation, status: 'queued' }, {});
  const { context, noted } = createTestContext(api.baseUrl);
  const interrupted = { ...context, sleep: () => Promise.reject(new InterruptedError()) };
  await expect(cancel(interrupted, 'inv_1', { revoke: true })).rejects.toBeInstanceOf(InterruptedError);
  expect(noted.at(-1)).toMatch(/invite-spool watch op_1$/);
});
