import { expect, test } from 'vitest';
import { sync } from '../../../cli/caller/commands/sync.ts';
import { startScriptedApi } from './scripted-api.ts';
import { createTestContext } from './test-context.ts';

const operation = {
  id: 'op_1',
  kind: 'sync',
  status: 'queued',
  account: 'main',
  peer: '@launch',
  progress: { links: 0, adopted: 0, updated: 0, left: 0 },
  created_at: '2026-12-01T10:00:00.000Z',
};

/** An API whose sync has read some, and then all. */
function startSyncApi(end: object) {
  const answers = [
    { ...operation, progress: { links: 1_100, adopted: 12, updated: 1_088, left: 0 } },
    { ...operation, ...end },
  ];
  return startScriptedApi(({ method }) =>
    method === 'POST'
      ? { status: 202, headers: { 'retry-after': '1' }, body: operation }
      : { headers: { 'retry-after': '1' }, body: answers.shift() ?? {} },
  );
}

test('a sync is followed page by page, and what it has found is told', async () => {
  const progress = { links: 1_234, adopted: 12, updated: 1_220, left: 2 };
  const api = await startSyncApi({ status: 'succeeded', progress });
  const { context, said, noted, exit } = createTestContext(api.baseUrl);
  await sync(context, { account: 'main', peer: '@launch', revoked: true, allAdmins: true });
  const [asked] = api.requests.recorded;
  expect([asked?.method, asked?.path]).toEqual(['POST', '/v1/accounts/main/links/sync']);
  expect(asked?.body).toEqual({ peer: '@launch', revoked: true, admins: 'all' });
  expect(noted).toEqual([
    expect.stringMatching(/queued {2}0 links, 0 adopted$/),
    expect.stringMatching(/queued {2}1,100 links, 12 adopted$/),
    expect.stringMatching(/succeeded$/),
  ]);
  expect(said.join('\n').split('\n')).toEqual([
    'links    1,234',
    'adopted  12',
    'updated  1,220',
    'left     2 (a request that is not settled may have made them)',
  ]);
  expect(exit.code).toBe(0);
});

test('a sync that Telegram refuses ends with 1, and tells why', async () => {
  const error = { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' };
  const api = await startSyncApi({ status: 'failed', error });
  const { context, noted, exit } = createTestContext(api.baseUrl);
  await sync(context, { account: 'main' });
  expect(api.requests.recorded[0]?.body).toEqual({});
  expect(noted.at(-1)).toMatch(/failed {2}CHAT_ADMIN_REQUIRED: Grant it\./);
  expect(exit.code).toBe(1);
});
