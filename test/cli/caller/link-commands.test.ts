import { describe, expect, test } from 'vitest';
import { deleteLink } from '../../../cli/caller/commands/delete.ts';
import { get } from '../../../cli/caller/commands/get.ts';
import { list } from '../../../cli/caller/commands/list.ts';
import { operations } from '../../../cli/caller/commands/operations.ts';
import { refresh } from '../../../cli/caller/commands/refresh.ts';
import { revoke } from '../../../cli/caller/commands/revoke.ts';
import { watch } from '../../../cli/caller/commands/watch.ts';
import { readEditOptions } from '../../../cli/caller/edit-options.ts';
import { InterruptedError } from '../../../operator/terminal/operator-errors.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const created_at = '2026-12-01T10:00:00.000Z';

const operation = {
  id: 'op_1',
  kind: 'revoke',
  status: 'succeeded',
  invite_id: 'inv_1',
  account: 'main',
  key: 'shop',
  created_at,
};

const wait = { reason: 'FLOOD_WAIT', retry_at: '2026-12-01T10:01:00.000Z' };

const invite = {
  id: 'inv_1',
  status: 'succeeded',
  account: 'main',
  peer: '@launch',
  title: 'spring',
  created_at,
  invite: { link: 'https://t.me/+abc', title: 'autumn', usage_limit: 5 },
  link_status: 'revoked',
  usage: 2,
  requested: 0,
  as_of: '2026-11-15T10:00:00.000Z',
  replaced_by: { link: 'https://t.me/+new' },
};

/** An API where an operation waits for a minute, then is done. */
function startLinkApi(end: object = operation) {
  return startScriptedApi(({ path, method }) => {
    if (method === 'GET' && path.startsWith('/v1/invites/')) {
      return { body: invite };
    }
    return method === 'GET'
      ? { body: end }
      : { status: 202, headers: { 'retry-after': '60' }, body: { ...operation, status: 'waiting', wait } };
  });
}

describe('an operation on a link', () => {
  test('is followed to its end, with what it waits for, and the link is shown as it is then', async () => {
    const api = await startLinkApi();
    const { context, said, noted, sleptMs, exit } = createTestContext(api.baseUrl);
    await revoke(context, 'inv_1', {});
    expect(api.requests.recorded.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/invites/inv_1/revoke',
      'GET /v1/operations/op_1',
      'GET /v1/invites/inv_1',
    ]);
    expect(api.requests.recorded[0]?.headers).toMatchObject({
      'idempotency-key': expect.stringMatching(/./),
      prefer: 'wait=10',
    });
    expect(sleptMs).toEqual([60_000]);
    expect(noted).toEqual([
      expect.stringMatching(/waiting {2}FLOOD_WAIT until/),
      expect.stringMatching(/succeeded$/),
    ]);
    expect(said.join('\n')).toMatch(
      /title +autumn\n[\s\S]*link_status +revoked\nusage_limit +5\nusage +2\nrequested +0\nas_of +2026-11-\d\d /,
    );
    expect(exit.code).toBe(0);
  });

  test('that fails ends with 1, and tells why', async () => {
    const error = { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' };
    const api = await startLinkApi({ ...operation, status: 'failed', error });
    const { context, said, noted, exit } = createTestContext(api.baseUrl);
    await refresh(context, 'inv_1', {});
    expect(noted.at(-1)).toMatch(/failed {2}CHAT_ADMIN_REQUIRED: Grant it\./);
    expect([said, exit.code]).toEqual([[], 1]);
  });

  test('whose answer was lost is asked for again with the same key', async () => {
    const api = await startScriptedApi(({ method }, index) => {
      if (index === 1) {
        return 'cut';
      }
      return method === 'DELETE' ? { status: 202, body: operation } : { body: invite };
    });
    const { context } = createTestContext(api.baseUrl);
    await context.client({ method: 'GET', path: '/v1/invites/inv_1' });
    await deleteLink(context, 'inv_1', { revoke: true });
    const asked = api.requests.recorded.filter(({ method }) => method === 'DELETE');
    expect(asked.map(({ path }) => path)).toEqual(Array(2).fill('/v1/invites/inv_1?revoke=true'));
    expect(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });

  test('that is not followed to its end is told with the command that goes on', async () => {
    const api = await startLinkApi();
    const { context, noted } = createTestContext(api.baseUrl);
    await expect(
      revoke({ ...context, sleep: () => Promise.reject(new InterruptedError()) }, 'inv_1', {}),
    ).rejects.toBeInstanceOf(InterruptedError);
    expect(noted.at(-1)).toMatch(/invite-spool watch op_1$/);
  });

  test('that is stopped before the service has answered may be done: where to look is told', async () => {
    const { context, noted, interrupted } = createTestContext('http://127.0.0.1:1');
    interrupted.abort(new InterruptedError());
    await expect(revoke(context, 'inv_1', {})).rejects.toBeInstanceOf(InterruptedError);
    expect(noted).toEqual([
      expect.stringMatching(/may do what you asked all the same.*invite-spool operations$/),
    ]);
  });

  test('is printed alone, as the API tells it, with --json', async () => {
    const api = await startLinkApi();
    const { context, said } = createTestContext(api.baseUrl);
    await revoke(context, 'inv_1', { json: true });
    expect(JSON.parse(said.join('\n'))).toEqual(operation);
  });

  test('is watched by its id', async () => {
    const api = await startLinkApi({
      ...operation,
      kind: 'edit',
      changes: { title: 'a, b', usage_limit: null, request_needed: true },
    });
    const { context, said, exit } = createTestContext(api.baseUrl);
    await watch(context, 'op_1', {});
    expect(said.join('\n')).toMatch(
      /kind +edit\n[\s\S]*key +shop\n[\s\S]*detail +title: "a, b", usage_limit: removed, request_needed: true/,
    );
    expect(exit.code).toBe(0);
  });
});

test.each([
  [{ title: 'new' }, { title: 'new' }],
  [{ title: false }, { title: null }],
  [{ expireIn: '3600' }, { expire_in: 3600 }],
  [{ expireDate: '1800000000' }, { expire_date: 1_800_000_000 }],
  [{ expire: false }, { expire_date: null }],
  [
    { usageLimit: false, requestNeeded: true },
    { usage_limit: null, request_needed: true },
  ],
  [
    { usageLimit: '3', requestNeeded: false },
    { usage_limit: 3, request_needed: false },
  ],
])('the options of edit %j are the body %j', (options, body) => {
  expect(readEditOptions(options)).toEqual(body);
});

test('operations are listed with who asked for them, and with what filters', async () => {
  const api = await startScriptedApi(() => ({ body: { items: [operation] } }));
  const { context, said } = createTestContext(api.baseUrl);
  await operations(context, { invite: 'inv_1', kind: 'revoke', key: 'shop', limit: 10 });
  expect(said).toEqual([
    expect.stringMatching(/^op_1 {2}2026-12-01 10:00:00 {2}revoke {2}succeeded {2}inv_1 {2}shop/),
  ]);
  expect(api.requests.recorded[0]?.path).toBe('/v1/operations?limit=10&invite=inv_1&kind=revoke&key=shop');
});

test('get and list show how a link is', async () => {
  const api = await startScriptedApi(({ path }) => ({
    body: path.includes('?') ? { items: [invite] } : invite,
  }));
  const { context, said } = createTestContext(api.baseUrl);
  await get(context, 'inv_1', {});
  await list(context, { limit: 1, linkStatus: 'revoked', titlePrefix: 'a', metadata: ['m=1'] });
  expect(api.requests.recorded[1]?.path).toBe('/v1/invites?limit=1&link_status=revoked&title=a&metadata.m=1');
  expect(said[0]).toMatch(/link_status +revoked[\s\S]*replaced_by +https:\/\/t\.me\/\+new/);
  expect(said[1]).toMatch(/autumn {2}revoked {2}2 of 5 {2}https:\/\/t\.me\/\+abc/);
});

const command = /invite-spool delete inv_1 --revoke$/;

test.each([
  ['is not revoked names the command that does both', { ...invite, link_status: 'active' }, command],
  ['is not made yet names it too', { ...invite, status: 'queued', link_status: undefined }, command],
  ['was never made says why', { ...invite, status: 'failed', link_status: undefined }, /^It has no link\.$/],
])('a refused deletion of a link that %s', async (_, body, said) => {
  const problem = { title: 'The link does not allow this', detail: 'It has no link.' };
  const api = await startScriptedApi(({ method }) =>
    method === 'GET' ? { body } : { status: 409, body: problem },
  );
  const { context } = createTestContext(api.baseUrl);
  await expect(deleteLink(context, 'inv_1', {})).rejects.toThrow(said);
});

test('a batch of operations is shown and watched as one of invites is', async () => {
  const operations = [
    { ...operation, id: 'op_1' },
    {
      ...operation,
      id: 'op_2',
      status: 'failed',
      error: { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' },
    },
  ];
  const counts = { succeeded: 1, failed: 1 };
  const api = await startScriptedApi(() => ({
    body: { id: 'bat_1', size: 2, status: 'done', counts, items: [], operations },
  }));
  for (const command of [get, watch]) {
    const { context, said, exit } = createTestContext(api.baseUrl);
    await command(context, 'bat_1', {});
    expect(said.join('\n').split('\n')).toEqual([
      'bat_1  done: 1 succeeded, 1 failed',
      expect.stringMatching(/^op_1 +succeeded +revoke +inv_1/),
      expect.stringMatching(/^op_2 +failed +revoke +inv_1 +CHAT_ADMIN_REQUIRED: Grant it\./),
    ]);
    expect(exit.code).toBe(command === watch ? 1 : undefined);
  }
});
