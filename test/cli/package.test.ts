import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import manifest from '../../cli/package.json' with { type: 'json' };
import clientManifest from '../../client/package.json' with { type: 'json' };
import rootManifest from '../../package.json' with { type: 'json' };
import { projectDirectory } from '../../project-directory.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';
import { createBatchScript, startScriptedApi } from './caller/scripted-api.ts';

const run = promisify(execFile);

/** The Node.js of this machine, as a user of the package has it; the pinned one where there is none. CI has one of version 20. */
const plainNode =
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((path) => existsSync(path)) ?? process.execPath;

/** An empty project into which the packed tool is installed. */
let directory: string;
let packed: { filename: string; files: { path: string }[]; size: number; unpackedSize: number };
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-tool-'));
  // The clone runs no scripts of packages, nor this one's own unless it is told.
  const argv = ['pack', '--ignore-scripts=false', '--json', '--pack-destination', directory];
  const { stdout } = await npm(join(projectDirectory, 'cli'), ...argv);
  [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [typeof packed];
  await writeFile(join(directory, 'package.json'), '{}');
  await npm(directory, 'install', '--offline', '--no-audit', '--no-fund', join(directory, packed.filename));
});
afterAll(() => rm(directory, { recursive: true }));

function npm(cwd: string, ...argv: string[]) {
  return run('npm', argv, { cwd });
}

function toolPath() {
  return join(directory, 'node_modules', 'invite-spool', 'dist', 'invite-spool.mjs');
}

/** Nothing is at home, so that no settings of the person who runs this are found. */
function environment(baseUrl?: string) {
  const api = baseUrl === undefined ? {} : { INVITE_SPOOL_URL: baseUrl, INVITE_SPOOL_KEY: 'isk_test' };
  return toolEnvironment({ HOME: directory, ...(api as Record<string, string>) });
}

async function runTool(argv: string[], baseUrl?: string) {
  const ended = await run(plainNode, [toolPath(), ...argv], {
    cwd: directory,
    env: environment(baseUrl),
  }).catch((error: { code: number; stdout: string; stderr: string }) => error);
  return { exitCode: 'code' in ended ? ended.code : 0, stdout: ended.stdout, stderr: ended.stderr };
}

test('the package is the tool in one file, with its licences, changes and a page, and nothing else', () => {
  expect(packed.files.map(({ path }) => path).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/invite-spool.mjs',
    'dist/licenses.txt',
    'package.json',
  ]);
  expect(packed.unpackedSize).toBeLessThan(850_000);
  expect(packed.size).toBeLessThan(260_000);
});

test('nothing in it names a path of the machine that built it, or a source map', async () => {
  const dist = join(directory, 'node_modules', 'invite-spool', 'dist');
  for (const name of await readdir(dist)) {
    const text = await readFile(join(dist, name), 'utf8');
    expect(text).not.toContain(projectDirectory);
    expect(text).not.toMatch(/sourceMappingURL|node_modules\/|file:\/\/\/[a-z]/);
  }
});

test('the licences name every package that is built in', async () => {
  const text = await readFile(
    join(directory, 'node_modules', 'invite-spool', 'dist', 'licenses.txt'),
    'utf8',
  );
  for (const name of ['commander', 'zod', 'csv-parse', '@modelcontextprotocol/server', '@inquirer/confirm']) {
    expect(text).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
  }
  expect(text).not.toMatch(/^esbuild |^telegram /m);
});

test('it installs alone, and npx finds it', async () => {
  expect(await readdir(join(directory, 'node_modules'))).toEqual(
    expect.arrayContaining(['.bin', '.package-lock.json', 'invite-spool']),
  );
  expect((await readdir(join(directory, 'node_modules'))).length).toBe(3);
  const { stdout } = await run('npx', ['--offline', '--no-install', 'invite-spool', '--version'], {
    cwd: directory,
    env: environment(),
  });
  expect(stdout).toBe(`${manifest.version}\n`);
});

test('both packages and the clone have one version', () => {
  expect([manifest.version, clientManifest.version]).toEqual([rootManifest.version, rootManifest.version]);
});

test('--help names the commands, and says nothing of a clone', async () => {
  const { exitCode, stdout } = await runTool(['--help']);
  expect(stdout).toMatch(/^ {2}batch /m);
  expect(stdout).not.toContain('npm start');
  expect(exitCode).toBe(0);
});

test('without an address it says where to write it', async () => {
  const { exitCode, stderr } = await runTool(['list']);
  expect(stderr).toMatch(
    /^Which API\? Set INVITE_SPOOL_URL and INVITE_SPOOL_KEY, or write .*config\.json\.$/m,
  );
  expect(exitCode).toBe(2);
});

test('a file of members becomes a file of links', async () => {
  const api = await startScriptedApi(createBatchScript().script);
  await writeFile(join(directory, 'members.csv'), 'account,title\nmain,order 4711\n');
  const { exitCode, stderr } = await runTool(['batch', 'members.csv'], api.baseUrl);
  expect([stderr, exitCode]).toEqual([expect.stringContaining('members.csv: 1 row'), 0]);
  expect(await readFile(join(directory, 'members.links.csv'), 'utf8')).toMatch(
    /^main,order 4711,inv_\w+,succeeded,https:/m,
  );
});

test('faults of a file are told by their kinds', async () => {
  await writeFile(join(directory, 'faulty.csv'), 'account,usage_limit\nmain,ten\nmain,eleven\n');
  const { exitCode, stderr } = await runTool(['batch', 'faulty.csv'], 'http://127.0.0.1:1');
  expect(stderr).toMatch(/lines? 2(, | and )/);
  expect(exitCode).toBe(2);
});

test('it serves its tools to an assistant', async () => {
  const transport = new StdioClientTransport({
    command: plainNode,
    args: [toolPath(), 'mcp'],
    env: environment('http://127.0.0.1:1'),
    stderr: 'pipe',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  expect(names).toContain('create_invite');
  // The page for users has a row for each of them.
  const page = await readFile(join(projectDirectory, 'docs', 'mcp.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (`\w+`.*?) \|/gm)].flatMap(([, cell = '']) => cell.match(/\w+/g) ?? []);
  expect(names.filter((name) => !rows.includes(name))).toEqual([]);
  expect(client.getServerVersion()).toMatchObject({ name: 'invite-spool', version: manifest.version });
});
