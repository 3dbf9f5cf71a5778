import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { batch } from '../../../cli/caller/commands/batch.ts';
import { eraseJoins } from '../../../cli/caller/commands/erase-joins.ts';
import { joins } from '../../../cli/caller/commands/joins.ts';
import { watch } from '../../../cli/caller/commands/watch.ts';
import { watchJoins } from '../../../cli/caller/commands/watch-joins.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';
import { createBatchScript, startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const ada = {
  id: 'evt_1',
  joined_at: '2026-12-01T09:59:00.000Z',
  invite_id: 'inv_1',
  account: 'main',
  chat_id: '-1001',
  user_id: '101',
  first_name: 'Ada\u001b[2J',
  username: 'ada',
  via: 'link',
  number: 1,
};
const bob = { id: 'evt_2', joined_at: '2026-12-01T09:59:30.000Z', chat_id: '-1001', user_id: '102' };

describe('joins', () => {
  test('is a table of who came in, and of the chats', async () => {
    const api = await startScriptedApi(() => ({ body: { items: [bob, ada] } }));
    const { context, said } = createTestContext(api.baseUrl);
    await joins(context, undefined, { account: 'main', peer: '@launch', since: 'x', limit: 50 });
    expect(api.requests.recorded.map(({ path }) => path)).toEqual([
      '/v1/joins?limit=50&account=main&peer=%40launch&since=x',
    ]);
    const [first, second] = said.join('\n').split('\n');
    expect(first).toMatch(/^2026-12-01 09:59:30 +102 +-1001 +\(no link told\) *$/);
    expect(second).toMatch(/^2026-12-01 09:59:00 +101 +Ada.* @ada +-1001 +inv_1 +link$/);
    expect(said.join('')).not.toContain('\u001b');
  });

  test('of a link says how well they are known', async () => {
    const facts = { track_joins: true, joins: 4, missing: 1, as_of: '2026-12-01T09:59:00.000Z' };
    const trouble = { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' };
    const api = await startScriptedApi(() => ({ body: { ...facts, trouble, items: [ada] } }));
    const { context, said, noted } = createTestContext(api.baseUrl);
    await joins(context, 'inv_1', { limit: 50 });
    expect(api.requests.recorded[0]?.path).toBe('/v1/invites/inv_1/joins?limit=50');
    expect(noted.join('\n')).toMatch(/Joins: 4, and 1 whom Telegram does not name\. As of: .*:59:00\./);
    expect(noted.join('\n')).toContain('CHAT_ADMIN_REQUIRED: Grant it.');
    expect(said).toHaveLength(1);
    await joins(context, 'inv_1', { limit: 50, json: true });
    expect(JSON.parse(said[1] ?? '')).toEqual({ ...facts, trouble, items: [ada] });
  });

  test('of a link that is not tracked says how to track it', async () => {
    const api = await startScriptedApi(() => ({ body: { track_joins: false, joins: 0, items: [] } }));
    const { context, noted } = createTestContext(api.baseUrl);
    await joins(context, 'inv_1', { limit: 50 });
    expect(noted[0]).toContain('invite-spool edit inv_1 --track-joins');
  });

  test('as a file is all pages in one', async () => {
    const files = ['\ufeffid,user_id\r\n1,101\r\n', '\ufeffid,user_id\r\n2,102\r\n'];
    const api = await startScriptedApi((_, index) => ({
      text: files[index] ?? '',
      ...(index === 0 ? { headers: { link: '</v1/joins.csv?since=x&cursor=c>; rel="next"' } } : {}),
    }));
    const { context, said } = createTestContext(api.baseUrl);
    await joins(context, undefined, { csv: true, since: 'x', limit: 50 });
    expect(api.requests.recorded.map(({ path }) => path)).toEqual([
      '/v1/joins.csv?since=x',
      '/v1/joins.csv?since=x&cursor=c',
    ]);
    expect(said).toEqual(['\ufeffid,user_id\r\n1,101', '2,102']);
  });

  test.each([
    ['inv_1', { peer: '@launch', limit: 1 }],
    ['inv_1', { account: 'main', limit: 1 }],
    [undefined, { csv: true, json: true, limit: 1 }],
  ] as const)('refuses what is at odds: %s %j', async (id, options) => {
    const { context } = createTestContext('http://127.0.0.1:1');
    await expect(joins(context, id, options)).rejects.toThrow(/leave out|Choose one/);
  });
});

test.each([
  [3, 'User 101 is forgotten: 3 rows.'],
  [1, 'User 101 is forgotten: 1 row.'],
  [0, 'Nothing is stored of user 101.'],
])('joins erase that finds %i says so', async (erased, said) => {
  const api = await startScriptedApi(() => ({ body: { user_id: '101', erased } }));
  const world = createTestContext(api.baseUrl);
  await eraseJoins(world.context, '101', {});
  expect(api.requests.recorded).toMatchObject([{ method: 'DELETE', path: '/v1/joins?user_id=101' }]);
  expect(world.said).toEqual([said]);
});

describe('watch --joins', () => {
  test('prints each join once, and none that was there before', async () => {
    const old = { ...ada, id: 'evt_0' };
    const pages = [[old], [old], [ada, old], [bob, ada, old]];
    const api = await startScriptedApi((_, index) => ({ body: { items: pages[index] ?? [] } }));
    const { context, said, interrupted, sleptMs } = createTestContext(api.baseUrl);
    const { sleep } = context;
    context.sleep = async (ms) => {
      if (sleptMs.length === pages.length - 1) {
        interrupted.abort(new Error('stopped'));
      }
      await sleep(ms);
    };
    await expect(watchJoins(context, undefined, { json: true })).rejects.toThrow('stopped');
    expect(said.map((line) => JSON.parse(line).id)).toEqual(['evt_1', 'evt_2']);
    expect(api.requests.recorded[0]?.path).toBe('/v1/joins?since=2026-12-01T09%3A00%3A00.000Z&limit=100');
  });

  test('of one invite asks for its joins, and reads further pages as long as they are new', async () => {
    const answers = [
      { items: [] },
      { items: [bob], next_cursor: 'c' },
      { items: [ada], next_cursor: 'd' },
      { items: [] },
    ];
    const api = await startScriptedApi((_, index) => ({ body: answers[index] ?? { items: [] } }));
    const { context, said, interrupted, sleptMs } = createTestContext(api.baseUrl);
    const { sleep } = context;
    context.sleep = async (ms) => {
      if (sleptMs.length === 1) {
        interrupted.abort(new Error('stopped'));
      }
      await sleep(ms);
    };
    await expect(watchJoins(context, 'inv_1', {})).rejects.toThrow('stopped');
    expect(said).toEqual([
      expect.stringMatching(/^2026-12-01 09:59:00 {2}101 {2}Ada/),
      '2026-12-01 09:59:30  102  -1001  (no link told)',
    ]);
    expect(api.requests.recorded.map(({ path }) => path.split('?')[0])).toEqual(
      Array(4).fill('/v1/invites/inv_1/joins'),
    );
  });

  test('of an invite whose joins are not tracked ends, and says how to track them', async () => {
    const api = await startScriptedApi(() => ({ body: { track_joins: false, joins: 0, items: [] } }));
    const { context } = createTestContext(api.baseUrl);
    await expect(watchJoins(context, 'inv_1', {})).rejects.toThrow(
      'To track it: invite-spool edit inv_1 --track-joins',
    );
  });

  test('refuses a batch, and watch without it refuses to watch nothing', async () => {
    const { context } = createTestContext('http://127.0.0.1:1');
    await expect(watchJoins(context, 'bat_1', {})).rejects.toThrow('begins with inv_');
    await expect(watch(context, undefined, {})).rejects.toThrow('Name what to watch');
  });
});

test('an option of batch holds for each row that does not say it', async () => {
  const contents = 'account,title,track_joins,single_use\nmain,a,,\nmain,b,names,FALSE\n';
  const path = join(await writeFiles({ 'orders.csv': contents }), 'orders.csv');
  const api = await startScriptedApi(createBatchScript().script);
  const { context } = createTestContext(api.baseUrl);
  await batch(context, path, {}, { track_joins: true, single_use: true });
  expect(api.requests.recorded[0]?.body.items).toEqual([
    { account: 'main', title: 'a', track_joins: true, single_use: true },
    { account: 'main', title: 'b', track_joins: 'names', single_use: false },
  ]);
});
