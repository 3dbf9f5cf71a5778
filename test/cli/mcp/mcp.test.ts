import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { projectDirectory } from '../../../project-directory.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';
import { type ScriptedAnswer, type SeenRequest, startScriptedApi } from '../caller/scripted-api.ts';

const apiKey = 'isk_4QSCCH72HHN2VWKDF7C6ZCHKVAAAA';

/** A session of the tool with the client of the protocol's own SDK, as a host has it. */
async function startSession(script: (request: SeenRequest, index: number) => ScriptedAnswer | 'cut') {
  const api = await startScriptedApi(script);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(projectDirectory, 'cli', 'invite-spool.mjs'), 'mcp'],
    env: toolEnvironment({ INVITE_SPOOL_URL: api.baseUrl, INVITE_SPOOL_KEY: apiKey }) as Record<
      string,
      string
    >,
    stderr: 'pipe',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const seen = api.requests.recorded;

  async function call(name: string, input: Record<string, unknown> = {}) {
    const result = await client.callTool({ name, arguments: input });
    const [content] = result.content as { text: string }[];
    return { text: content?.text ?? '', data: result.structuredContent, isError: result.isError };
  }
  return { client, call, seen };
}

const made = {
  id: 'inv_1',
  status: 'succeeded',
  account: 'main',
  peer: '@launch',
  attempts: 1,
  created_at: '2026-11-30T10:00:00Z',
  invite: { link: 'https://t.me/+abc', title: 'order 4711' },
  link_status: 'active',
};

test('a host sees which tools read, which change and which destroy', async () => {
  const { client } = await startSession(() => ({}));
  const { tools } = await client.listTools();
  const effects = Object.fromEntries(
    tools.map(({ name, annotations: { readOnlyHint, destructiveHint } = {} }) => [
      name,
      readOnlyHint ? 'reads' : destructiveHint ? 'destroys' : 'changes',
    ]),
  );
  expect(effects).toEqual({
    list_accounts: 'reads',
    list_chats: 'reads',
    create_invite: 'changes',
    create_invites: 'changes',
    get_invite: 'reads',
    get_batch: 'reads',
    list_invites: 'reads',
    cancel_invite: 'changes',
    edit_invite: 'changes',
    revoke_invite: 'destroys',
    revoke_invites: 'destroys',
    list_joins: 'reads',
    list_join_requests: 'reads',
    decide_join_request: 'destroys',
    list_pools: 'reads',
    take_link: 'changes',
    list_rotations: 'reads',
    rotate_link: 'destroys',
  });
  expect(tools.every(({ description, inputSchema }) => description && inputSchema.type === 'object')).toBe(
    true,
  );
});

test('a link is made under the key that the model gave, waited for, and told', async () => {
  const { call, seen } = await startSession((_, index) =>
    index === 0 ? { status: 202, body: { ...made, status: 'queued', invite: undefined } } : { body: made },
  );
  const { text, data } = await call('create_invite', {
    account: 'main',
    peer: '@launch',
    title: 'order 4711',
    request_key: 'order-4711',
  });
  expect(text).toContain('The link of inv_1: https://t.me/+abc');
  expect(data).toMatchObject({ id: 'inv_1', link: 'https://t.me/+abc', title: 'order 4711' });
  expect(seen[0]).toMatchObject({
    path: '/v1/invites',
    headers: { 'idempotency-key': 'order-4711' },
    body: { account: 'main', peer: '@launch', title: 'order 4711' },
  });
});

test('a job that waits for Telegram is told with its end, and not waited for without end', async () => {
  const wait = { reason: 'FLOOD_WAIT', retry_at: '2026-11-30T14:00:00Z' };
  const { call } = await startSession(() => ({
    status: 202,
    headers: { 'retry-after': '3600' },
    body: { ...made, status: 'waiting', invite: undefined, wait },
  }));
  const { text, isError } = await call('create_invite', { account: 'main', wait_seconds: 0 });
  expect(text).toContain('waits until 2026-11-30T14:00:00Z (FLOOD_WAIT)');
  expect(isError).toBeFalsy();
});

test('many links are revoked only after their number was told and said back', async () => {
  let links = 412;
  const { call, seen } = await startSession(({ body }) => ({
    body: {
      dry_run: body.dry_run === true,
      matched: links,
      unfinished: 0,
      accepted: 0,
      more: false,
      operations: [],
      batch: 'bat_1',
    },
  }));
  const filter = { metadata: { campaign: 'spring' } };
  expect((await call('revoke_invites', filter)).text).toContain('412 links match. Nothing was revoked.');
  links = 413;
  expect((await call('revoke_invites', { ...filter, expected_count: 412 })).text).toContain('it has changed');
  expect(seen.map(({ body }) => body.dry_run)).toEqual([true, true]);
  const { data } = await call('revoke_invites', { ...filter, expected_count: 413 });
  expect(data).toEqual({ matched: 413, batches: ['bat_1'], revoked: true });
  expect(seen.at(-1)?.body).toEqual(filter);
});

test('pages are asked for with the cursor of the page before', async () => {
  const { call, seen } = await startSession(() => ({ body: { items: [made], next_cursor: 'c2' } }));
  const { data, text } = await call('list_invites', { link_status: 'active', limit: 1 });
  expect(data).toMatchObject({ next_cursor: 'c2', items: [{ id: 'inv_1' }] });
  expect(text).toContain('There are more');
  await call('list_invites', { link_status: 'active', limit: 1, cursor: 'c2' });
  expect(seen[1]?.path).toBe('/v1/invites?link_status=active&limit=1&cursor=c2');
});

test('a refusal is told to the model with its fields, and no answer holds the API key', async () => {
  const { call } = await startSession(({ headers }, index) =>
    index === 0
      ? {
          status: 422,
          body: {
            type: 'urn:invite-spool:problem:invalid-request',
            title: 'The request is invalid',
            detail: 'One field is wrong.',
            errors: [{ field: 'peer', detail: 'the chat is not known' }],
          },
        }
      : { status: 401, body: { title: 'The API key is not valid', detail: `Not ${headers['x-none']}` } },
  );
  const refused = await call('create_invite', { account: 'main', peer: '@nobody' });
  expect(refused).toMatchObject({ isError: true });
  expect(refused.text).toContain('peer: the chat is not known');
  const unknown = await call('list_accounts');
  expect(unknown).toMatchObject({ isError: true });
  expect(refused.text + unknown.text).not.toContain(apiKey);
});

test('room that comes later than a host waits is told at once', async () => {
  const { call, seen } = await startSession(() => ({
    status: 429,
    headers: { 'retry-after': '3600' },
    body: { type: 'urn:invite-spool:problem:too-many-pending', title: 'Too many', detail: 'No room.' },
  }));
  const refused = await call('create_invite', { account: 'main', peer: '@launch' });
  expect(refused).toMatchObject({ isError: true });
  expect(refused.text).toContain('there is room in 60 minutes');
  expect(seen).toHaveLength(1);
});
