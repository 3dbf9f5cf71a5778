import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { projectDirectory } from '../../../project-directory.ts';
import { writeFiles } from '../../local/aws/fixture-functions.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';
import { createBatchScript, startScriptedApi } from './scripted-api.ts';

const launcher = join(projectDirectory, 'cli', 'invite-spool.mjs');

interface Options {
  baseUrl?: string;
  cwd?: string;
  /** Of Node.js itself. */
  flags?: string[];
}

/** Runs the tool as `npx` does. It is killed when the test is over. */
function run(argv: string[], { baseUrl = 'http://127.0.0.1:1', cwd, flags = [] }: Options = {}) {
  const child = spawn(process.execPath, [...flags, launcher, ...argv], {
    cwd: cwd ?? projectDirectory,
    env: toolEnvironment({ INVITE_SPOOL_URL: baseUrl, INVITE_SPOOL_KEY: 'isk_test' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, stdout, stderr }));
  return { child, ended };
}

const invite = {
  id: 'inv_1',
  status: 'succeeded',
  account: 'main',
  peer: '@launch',
  created_at: '2026-12-01T10:00:00.000Z',
  invite: { link: 'https://t.me/+abc' },
};

test('create sends the options as fields, and tells how to come by the link', async () => {
  const api = await startScriptedApi(() => ({ status: 202, body: { ...invite, status: 'queued' } }));
  const argv = 'create --account main --peer @launch --usage-limit 1 --request-needed --metadata order=47=11';
  const { exitCode, stdout, stderr } = await run(argv.split(' '), api).ended;
  expect(api.requests.recorded).toMatchObject([
    {
      method: 'POST',
      path: '/v1/invites',
      headers: { 'idempotency-key': expect.stringMatching(/./) },
      body: {
        account: 'main',
        peer: '@launch',
        usage_limit: 1,
        request_needed: true,
        metadata: { order: '47=11' },
      },
    },
  ]);
  expect(stdout).toMatch(/inv_1 {2}queued\n.*watch inv_1/);
  expect(stderr).toContain(`Asking ${api.baseUrl}, by INVITE_SPOOL_URL and INVITE_SPOOL_KEY`);
  expect(exitCode).toBe(0);
});

test('edit sends what its options name, with null for what they remove', async () => {
  const api = await startScriptedApi(({ method }) => ({
    body: method === 'PATCH' ? { id: 'op_1', kind: 'edit', status: 'succeeded', invite_id: 'inv_1' } : invite,
  }));
  const argv = 'edit inv_1 --no-title --usage-limit 3 --no-expire --no-request-needed';
  const { exitCode, stdout } = await run(argv.split(' '), api).ended;
  expect(api.requests.recorded[0]).toMatchObject({ method: 'PATCH', path: '/v1/invites/inv_1' });
  expect(api.requests.recorded[0]?.body).toEqual({
    title: null,
    usage_limit: 3,
    expire_date: null,
    request_needed: false,
  });
  expect(stdout).toContain('https://t.me/+abc');
  expect(exitCode).toBe(0);
});

test.each([
  ['--track-joins', { track_joins: true }],
  ['--track-joins names --single-use', { track_joins: 'names', single_use: true }],
])('create %s asks for who joins', async (options, fields) => {
  const api = await startScriptedApi(() => ({ status: 202, body: { ...invite, status: 'queued' } }));
  const { exitCode } = await run(`create --account main ${options}`.split(' '), api).ended;
  expect(api.requests.recorded[0]?.body).toEqual({ account: 'main', ...fields });
  expect(exitCode).toBe(0);
});

test.each([
  ['--track-joins', true],
  ['--track-joins=names', 'names'],
  ['--no-track-joins', false],
])('edit %s changes what is told of those who join', async (option, track) => {
  const api = await startScriptedApi(({ method }) => ({
    body: method === 'PATCH' ? { id: 'op_1', kind: 'edit', status: 'succeeded', invite_id: 'inv_1' } : invite,
  }));
  await run(['edit', 'inv_1', option], api).ended;
  expect(api.requests.recorded[0]?.body).toEqual({ track_joins: track });
});

test('joins erase --json prints what the API answers', async () => {
  const api = await startScriptedApi(() => ({ body: { user_id: '101', erased: 2 } }));
  const { exitCode, stdout } = await run(['joins', 'erase', '101', '--json'], api).ended;
  expect(api.requests.recorded).toMatchObject([{ method: 'DELETE', path: '/v1/joins?user_id=101' }]);
  expect(JSON.parse(stdout)).toEqual({ user_id: '101', erased: 2 });
  expect(exitCode).toBe(0);
});

test('watch tells each change beside the result, and prints the link alone', async () => {
  const api = await startScriptedApi((_, index) =>
    index === 0
      ? { headers: { 'retry-after': '1' }, body: { ...invite, status: 'running' } }
      : { body: invite },
  );
  const { exitCode, stdout, stderr } = await run(['watch', 'inv_1'], api).ended;
  expect(stdout).toBe('https://t.me/+abc\n');
  expect(stderr).toMatch(/running[\s\S]*succeeded/);
  expect(exitCode).toBe(0);
});

test('watching an invite that fails ends with 1, and tells why', async () => {
  const error = { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' };
  const api = await startScriptedApi(() => ({ body: { ...invite, status: 'failed', invite: null, error } }));
  const { exitCode, stdout, stderr } = await run(['watch', 'inv_1'], api).ended;
  expect(stderr).toContain('failed  CHAT_ADMIN_REQUIRED: Grant it.');
  expect([exitCode, stdout]).toEqual([1, '']);
});

test('list follows the pages, short ones too, as far as it is asked', async () => {
  const pages = [[invite], [], [invite, invite, invite]];
  const api = await startScriptedApi((_, index) => ({
    body: { items: pages[index], next_cursor: `c${index + 1}` },
  }));
  const argv = ['list', '--json', '--limit', '3', '--created-after', '2026-12-01T00:00:00Z'];
  const { exitCode, stdout } = await run(argv, api).ended;
  expect(JSON.parse(stdout)).toHaveLength(3);
  expect(api.requests.recorded.map(({ path }) => path)).toEqual([
    '/v1/invites?limit=3&created_after=2026-12-01T00%3A00%3A00Z',
    '/v1/invites?limit=3&created_after=2026-12-01T00%3A00%3A00Z&cursor=c1',
    '/v1/invites?limit=3&created_after=2026-12-01T00%3A00%3A00Z&cursor=c2',
  ]);
  expect(exitCode).toBe(0);
});

test.each(['get', 'cancel'])('%s --json prints what the API answers', async (command) => {
  const api = await startScriptedApi(() => ({ body: invite }));
  const { exitCode, stdout } = await run([command, 'inv_1', '--json'], api).ended;
  expect(JSON.parse(stdout)).toEqual(invite);
  expect(exitCode).toBe(0);
});

test('a refusal is told with every field at fault, and ends with 1', async () => {
  const errors = [{ field: 'usage_limit', detail: 'takes a whole number\u001b[31m from 1.' }];
  const api = await startScriptedApi(() => ({
    status: 422,
    body: { title: 'The request is invalid', detail: 'x', errors },
  }));
  const { exitCode, stderr } = await run(['create', '--usage-limit', '0'], api).ended;
  expect(stderr).toMatch(
    /The request is invalid \(422\)\n {2}usage_limit: takes a whole number \[31m from 1\./,
  );
  expect(exitCode).toBe(1);
});

const wrong: [behaviour: string, argv: string[], said: RegExp][] = [
  ['an unknown command', ['crate'], /Unknown command 'crate' \(did you mean create\?\)/],
  ['an unknown option', ['create', '--tilte', 'x'], /Unknown option '--tilte' .did you mean --title/],
  ['an id that is none', ['get', '4711'], /Ids begin with inv_, bat_ or op_/],
  ['a number that is none', ['create', '--usage-limit', 'ten'], /--usage-limit takes a whole number/],
  ['a batch where an invite belongs', ['revoke', 'bat_1'], /For a batch: --batch ID/],
  ['a revocation of nothing', ['revoke'], /Which links\? Name an invite, or --batch/],
  ['a revocation of many that nobody confirms', ['revoke', '--all'], /add --yes.*--dry-run/],
  ['a revocation of a batch that is cancelled', ['cancel', 'bat_1', '--revoke'], /revoke --batch bat_1/],
  ['filters beside an invite', ['revoke', 'inv_1', '--peer', '@a'], /leave out the filters/],
  ['an edit of nothing', ['edit', 'inv_1'], /What is to be changed\?/],
  ['an end beside none', ['edit', 'inv_1', '--no-expire', '--expire-in', '60'], /leave out --expire-in/],
  ['metadata without a name', ['create', '--metadata', '=x'], /--metadata takes name=value/],
  ['a file that is not there', ['batch', 'nowhere.csv'], /nowhere\.csv is not there/],
  ['a config file that is not there', ['--config', 'nowhere.json', 'list'], /--config names is not there/],
];

test.each(wrong)('%s ends with 2 and what to write instead', async (_, argv, said) => {
  const { exitCode, stderr } = await run(argv).ended;
  expect(stderr).toMatch(said);
  expect(exitCode).toBe(2);
});

const launches: [node: string, flags: string[]][] = [
  ['a Node.js that runs TypeScript', []],
  ['an older Node.js, which hands over to the pinned one', ['--no-experimental-strip-types']],
];

test.each(launches)(
  'on %s, Ctrl-C writes what is known, ends with 130, and the same command goes on',
  async (_, flags) => {
    const cwd = await writeFiles({ 'orders.csv': 'account,title\nmain,a\nmain,b\n' });
    const { script, batches } = createBatchScript({ perLook: 0 });
    const api = await startScriptedApi(script);
    const { child, ended } = run(['batch', 'orders.csv'], { baseUrl: api.baseUrl, cwd, flags });
    await api.requests.waitFor((request): request is typeof request => request.method === 'GET');
    child.kill('SIGINT');
    child.kill('SIGINT');
    const { exitCode, stderr } = await ended;
    expect(stderr).toMatch(/Run the same command to go on[\s\S]*Stopped\./);
    expect(exitCode).toBe(130);
    expect(await readFile(join(cwd, 'orders.links.csv'), 'utf8')).toMatch(/^main,a,inv_00,queued,,,,,,$/m);

    for (const batch of batches.values()) {
      batch.done = 2;
    }
    const again = await run(['batch', 'orders.csv'], { baseUrl: api.baseUrl, cwd, flags }).ended;
    expect(again.exitCode).toBe(0);
    expect(await readFile(join(cwd, 'orders.links.csv'), 'utf8')).toMatch(/^main,a,inv_00,succeeded,https/m);
    expect(batches.size).toBe(1);
  },
);
