import { describe, expect, test } from 'vitest';
import { approve, decline } from '../../../cli/caller/commands/decide.ts';
import { requests } from '../../../cli/caller/commands/requests.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const asking = [
  {
    user_id: '502',
    requested_at: '2026-12-01T09:59:00.000Z',
    invite_id: 'inv_1',
    first_name: 'Bob\u001b[31m',
    username: 'bob',
    about: 'a bio',
  },
  { user_id: '501', requested_at: '2026-12-01T09:58:00.000Z' },
];

function operation(id: string, fields: object = {}) {
  return {
    id,
    kind: 'approve',
    status: 'succeeded',
    decided: 'approved',
    account: 'main',
    created_at: '2026-12-01T10:00:00.000Z',
    ...fields,
  };
}

describe('requests', () => {
  test('prints who asks, without what a terminal would obey', async () => {
    const api = await startScriptedApi(() => ({ body: { items: asking } }));
    const { context, said } = createTestContext(api.baseUrl);
    await requests(context, undefined, { account: 'main', peer: '@launch', limit: 50 });
    expect(api.requests.recorded.map(({ path }) => path)).toEqual([
      '/v1/accounts/main/requests?limit=50&peer=%40launch',
    ]);
    expect(said.join('\n').split('\n')).toEqual([
      '502  2026-12-01 09:59:00  inv_1  Bob [31m @bob  a bio',
      '501  2026-12-01 09:58:00',
    ]);
  });

  test('--refresh lets the service look at Telegram first', async () => {
    const api = await startScriptedApi(() => ({ body: { items: asking } }));
    const { context } = createTestContext(api.baseUrl);
    await requests(context, 'inv_1', { refresh: true, limit: 50 });
    expect(api.requests.recorded.map(({ path }) => path)).toEqual([
      '/v1/invites/inv_1/requests?refresh=true&limit=1',
      '/v1/invites/inv_1/requests?limit=50',
    ]);
  });

  test('--refresh follows a look that takes longer', async () => {
    const look = operation('op_1', { kind: 'requests', decided: undefined });
    const api = await startScriptedApi(({ path = '' }) =>
      path.includes('refresh')
        ? { status: 202, headers: { 'retry-after': '1' }, body: { ...look, status: 'queued' } }
        : { body: path.startsWith('/v1/operations') ? look : { items: asking } },
    );
    const { context, said } = createTestContext(api.baseUrl);
    await requests(context, 'inv_1', { refresh: true, limit: 50, json: true });
    expect(JSON.parse(said.join(''))).toEqual(asking);
  });

  test('--refresh that fails says why', async () => {
    const error = { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' };
    const look = operation('op_1', { kind: 'requests', status: 'failed', decided: undefined, error });
    const api = await startScriptedApi(() => ({ status: 202, body: look }));
    const { context } = createTestContext(api.baseUrl);
    const asked = requests(context, 'inv_1', { refresh: true, limit: 50 });
    await expect(asked).rejects.toThrow('Telegram could not be asked: CHAT_ADMIN_REQUIRED: Grant it.');
  });

  test.each([
    [undefined, {}, 'Name an invite, or --account and --peer.'],
    ['inv_1', { account: 'main' }, 'leave out --account and --peer'],
    [undefined, { peer: '@launch' }, 'Name an invite, or --account and --peer.'],
  ])('of %s with %j is wrong usage', async (id, chat, said) => {
    const { context } = createTestContext('http://127.0.0.1:1');
    await expect(requests(context, id, { ...chat, limit: 50 })).rejects.toThrow(said);
  });
});

describe('approve and decline', () => {
  test('decide about one person, and print what came of it', async () => {
    const api = await startScriptedApi(() => ({ status: 202, body: operation('op_1', { user_id: '501' }) }));
    const { context, said, exit } = createTestContext(api.baseUrl);
    await approve(context, ['inv_1', '501'], {});
    expect(api.requests.recorded).toMatchObject([
      { method: 'POST', path: '/v1/invites/inv_1/requests/501/approve', body: {} },
    ]);
    expect(said).toEqual(['501  succeeded  approved']);
    expect(exit.code).toBe(0);
  });

  test('decide in a chat of an account', async () => {
    const body = operation('op_1', { kind: 'decline', decided: 'missing', user_id: '501' });
    const api = await startScriptedApi(() => ({ status: 202, body }));
    const { context, said, exit } = createTestContext(api.baseUrl);
    await decline(context, ['501'], { account: 'main', peer: '@launch' });
    expect(api.requests.recorded).toMatchObject([
      { path: '/v1/accounts/main/requests/501/decline', body: { peer: '@launch' } },
    ]);
    expect(said).toEqual(['501  succeeded  missing: this person does not ask here']);
    expect(exit.code).toBe(0);
  });

  test('decide about many side by side, and end with 1 where one fails', async () => {
    const error = { type: 'USER_CHANNELS_TOO_MUCH', detail: 'Ask the user.' };
    const ends = [
      operation('op_501', { user_id: '501' }),
      operation('op_502', { user_id: '502', status: 'failed', decided: undefined, error }),
    ];
    const api = await startScriptedApi(({ method, path = '' }) =>
      method === 'POST'
        ? { status: 202, body: operation(`op_${path.split('/').at(-2)}`, { status: 'queued' }) }
        : { body: { items: ends } },
    );
    const { context, said, shown, exit } = createTestContext(api.baseUrl);
    await approve(context, ['501', '502', '501'], { account: 'main' });
    expect(api.requests.recorded.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(said.join('\n').split('\n')).toEqual([
      '501  succeeded  approved',
      '502  failed     USER_CHANNELS_TOO_MUCH: Ask the user.',
    ]);
    expect(shown.length).toBeGreaterThan(0);
    expect(exit.code).toBe(1);
  });

  function startAllApi() {
    return startScriptedApi(({ method }) =>
      method === 'POST' ? { status: 202, body: operation('op_1') } : { body: { items: asking } },
    );
  }

  test('--all shows how many ask, and asks first', async () => {
    const api = await startAllApi();
    const { context, said } = createTestContext(api.baseUrl);
    const questions: string[] = [];
    context.confirm = async (question) => questions.push(question) > 0;
    await approve(context, undefined, { account: 'main', peer: '@launch', all: true });
    expect(questions).toEqual(['Let in 2 who ask to join @launch? Nothing undoes it.']);
    expect(api.requests.recorded.at(-1)).toMatchObject({
      method: 'POST',
      path: '/v1/accounts/main/requests/approve',
      body: { peer: '@launch' },
    });
    expect(said).toEqual(['all  succeeded  approved']);
  });

  test('--all decides nothing when the answer is no', async () => {
    const api = await startAllApi();
    const { context } = createTestContext(api.baseUrl);
    context.confirm = async () => false;
    await expect(decline(context, ['inv_1'], { all: true })).rejects.toThrow('Nothing was decided.');
    expect(api.requests.recorded.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('--all where nobody asks decides nothing', async () => {
    const api = await startScriptedApi(() => ({ body: { items: [] } }));
    const { context, said } = createTestContext(api.baseUrl);
    context.confirm = async () => true;
    await approve(context, ['inv_1'], { all: true });
    expect(said).toEqual(['Nobody asks to join.']);
    expect(api.requests.recorded.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('--all --yes asks nobody', async () => {
    const api = await startAllApi();
    const { context } = createTestContext(api.baseUrl);
    await approve(context, ['inv_1'], { all: true, yes: true });
    expect(api.requests.recorded).toMatchObject([
      { method: 'POST', path: '/v1/invites/inv_1/requests/approve' },
    ]);
  });

  test.each([
    [['inv_1'], {}, 'Who? Name user ids'],
    [['inv_1', 'inv_2', '501'], {}, 'One invite at a time.'],
    [['inv_1', '501'], { all: true as const }, 'leave out the user ids'],
    [['inv_1'], { all: true as const }, 'add --yes'],
    [['501'], {}, 'Name an invite, or --account and --peer.'],
  ])('%j with %j is wrong usage', async (ids, options, said) => {
    const { context } = createTestContext('http://127.0.0.1:1');
    await expect(approve(context, ids, options)).rejects.toThrow(said);
  });
});
