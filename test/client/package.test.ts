import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectDirectory } from '../../project-directory.ts';
import { startScriptedApi } from '../cli/caller/scripted-api.ts';

const run = promisify(execFile);

const clientDirectory = join(projectDirectory, 'client');

/** An empty project into which the packed client is installed. */
let directory: string;
let packed: { filename: string; files: { path: string }[]; unpackedSize: number };
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-client-'));
  // The clone runs no scripts of packages, nor this one's own unless it is told.
  const argv = ['pack', '--ignore-scripts=false', '--json', '--pack-destination', directory];
  const { stdout } = await npm(clientDirectory, ...argv);
  [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [typeof packed];
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  await npm(directory, 'install', '--offline', '--no-audit', '--no-fund', join(directory, packed.filename));
});
afterAll(() => rm(directory, { recursive: true }));

function npm(cwd: string, ...argv: string[]) {
  return run('npm', argv, { cwd });
}

test('the package holds built JavaScript, its types, the licence and a page, and nothing else', () => {
  const paths = packed.files.map(({ path }) => path).sort();
  expect(paths.filter((path) => !/^dist\/[\w-]+\.(js|d\.ts)$/.test(path))).toEqual([
    'LICENSE',
    'README.md',
    'package.json',
  ]);
  expect(paths).toContain('dist/index.js');
  expect(packed.unpackedSize).toBeLessThan(400_000);
});

test('a program that has nothing but the installed package makes a link', async () => {
  const made = { id: 'inv_1', status: 'succeeded', account: 'main', invite: { link: 'https://t.me/+abc' } };
  const api = await startScriptedApi(() => ({ status: 202, body: made }));
  await writeFile(
    join(directory, 'program.js'),
    `import { createClient } from '@invite-spool/client';
const client = createClient({ baseUrl: '${api.baseUrl}/', apiKey: 'isk_test' });
const invite = await (await client.invites.create({ account: 'main', peer: '@launch' })).wait();
console.log(invite.invite.link);`,
  );
  const { stdout } = await run(process.execPath, ['program.js'], { cwd: directory });
  expect(stdout).toBe('https://t.me/+abc\n');
});

test('TypeScript knows what a request takes and what it answers, without the types of Node.js', async () => {
  await writeFile(
    join(directory, 'program.ts'),
    `import { ApiError, createClient, JobError, verifyWebhook } from '@invite-spool/client';
const client = createClient({ baseUrl: 'x', apiKey: 'y' });
const job = await client.invites.create({ account: 'main', usage_limit: 1 });
const link: string | undefined = (await job.wait()).invite?.link;
for await (const invite of client.invites.list({ link_status: 'active' })) {
  const id: string = invite.id;
}
// @ts-expect-error
await client.invites.create({ acount: 'main' });
// @ts-expect-error
await client.invites.create({ account: 'main', usage_limit: '1' });
const error: unknown = undefined;
if (error instanceof JobError) {
  error.type === 'CHAT_ADMIN_REQUIRED';
}
if (error instanceof ApiError) {
  // @ts-expect-error
  error.type === 'invalid-requests';
}
const { event } = await verifyWebhook({ body: '', headers: {}, secret: '' });
if (event.type === 'invite.joined') {
  const userId: string | undefined = event.data.user_id;
}
`,
  );
  const tsc = join(projectDirectory, 'node_modules', 'typescript', 'lib', 'tsc.js');
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
  ];
  const checked = await run(process.execPath, [tsc, ...options, '--types', '', 'program.ts'], {
    cwd: directory,
  }).catch((error: { stdout: string }) => error);
  expect(checked.stdout).toBe('');
});
