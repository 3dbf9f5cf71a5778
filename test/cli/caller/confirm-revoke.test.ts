import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory } from '../../../project-directory.ts';
import { ctrlC, ctrlD, runInTerminal } from '../pseudo-terminal.ts';
import { startScriptedApi } from './scripted-api.ts';

const operations = ['op_1', 'op_2'].map((id) => ({
  id,
  kind: 'revoke',
  status: 'succeeded',
  invite_id: `inv_${id.slice(3)}`,
  account: 'main',
  created_at: '2026-12-01T10:00:00.000Z',
}));

/** `revoke --all` in a terminal, as far as the question. */
async function askToRevokeAll() {
  const api = await startScriptedApi(({ method, body }) =>
    method === 'GET'
      ? { body: { items: operations } }
      : {
          status: body.dry_run ? 200 : 202,
          body: { matched: 2, unfinished: 0, operations: body.dry_run ? [] : ['op_1', 'op_2'] },
        },
  );
  const terminal = runInTerminal(
    ['revoke', '--all'],
    { INVITE_SPOOL_URL: api.baseUrl, INVITE_SPOOL_KEY: 'isk_test' },
    join(projectDirectory, 'cli', 'invite-spool.mjs'),
  );
  await terminal.waitFor(/Revoke 2 links\? Nothing undoes it\./);
  return {
    terminal,
    /** The requests that revoke, and do not only count. */
    revocations: () => api.requests.recorded.filter(({ body }) => body?.dry_run === undefined),
  };
}

test('yes revokes the links, and tells their end', async () => {
  const { terminal, revocations } = await askToRevokeAll();
  expect(revocations()).toEqual([]);
  terminal.type('y');
  await terminal.waitFor(/2 revoked, after/);
  expect(await terminal.ended).toBe(0);
  expect(revocations()[0]).toMatchObject({ method: 'POST', body: { all: true } });
});

test.each([
  ['no', 'n'],
  ['Enter alone', ''],
])('%s revokes nothing, and ends with 1', async (_, line) => {
  const { terminal, revocations } = await askToRevokeAll();
  terminal.type(line);
  await terminal.waitFor(/Nothing was revoked\./);
  expect(await terminal.ended).toBe(1);
  expect(revocations()).toEqual([]);
});

test.each([
  ['Ctrl-D, the end of the input,', ctrlD],
  ['Ctrl-C', ctrlC],
])('%s revokes nothing, and ends with 130', async (_, keys) => {
  const { terminal, revocations } = await askToRevokeAll();
  terminal.press(keys);
  await terminal.waitFor(/Stopped\./);
  expect(await terminal.ended).toBe(130);
  expect(revocations()).toEqual([]);
});
