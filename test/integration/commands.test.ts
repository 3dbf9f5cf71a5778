import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { projectDirectory } from '../../project-directory.ts';
import { createRecorder } from '../local/aws/fixture-functions.ts';
import { fetchApi } from './fetch-api.ts';

/** What the commands need. A copy, because `npm start` writes into the project's folder, where another may be running. */
const copied = [
  'functions',
  'infra',
  'local',
  'telegram-emulator',
  'cli',
  'console',
  'docs',
  'operator',
  'project-directory.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'serverless.yml',
  '.npmrc',
  '.build',
];

/** The same in each run: what the commands load is kept compiled by its path. In no folder that is copied. */
const directory = join(projectDirectory, '.local', 'commands');
beforeAll(async () => {
  await rm(directory, { recursive: true, force: true });
  for (const name of copied) {
    await cp(join(projectDirectory, name), join(directory, name), {
      recursive: true,
      // Other suites write into it meanwhile.
      filter: (path) => basename(path) !== 'compile-cache',
    });
  }
  await symlink(join(projectDirectory, 'node_modules'), join(directory, 'node_modules'));
});
afterAll(() => rm(directory, { recursive: true }));

interface ProcessRow {
  pid: number;
  ppid: number;
  command: string;
}

/** The processes that run now. One that has ended and that nobody has asked after yet is still listed, as a zombie. */
async function listProcesses(): Promise<ProcessRow[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => !state?.startsWith('Z'))
    .map(([pid, ppid, , command = '']) => ({ pid: Number(pid), ppid: Number(ppid), command }));
}

/** The processes that a process has started, and those that they have. */
function findDescendants(rows: ProcessRow[], pid: number): ProcessRow[] {
  return rows.filter(({ ppid }) => ppid === pid).flatMap((row) => [row, ...findDescendants(rows, row.pid)]);
}

/** Each command builds and starts a whole system, and they do so side by side. */
const timeout = 60_000;

/** Runs an npm script in a process group of its own, as a terminal does. */
function run(
  { onTestFinished }: TestContext,
  script: string,
  env: Record<string, string>,
  args: string[] = [],
) {
  const child = spawn('npm', ['run', script, '--', ...args], {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const out = createRecorder<string>();
  const err = createRecorder<string>();
  createInterface({ input: child.stdout }).on('line', out.record);
  createInterface({ input: child.stderr }).on('line', err.record);
  onTestFinished(() => signalGroup(child, 'SIGKILL'));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, out, err, exited };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(pid ?? 0), signal);
  } catch (error) {
    // It has ended by itself.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
      throw error;
    }
  }
}

function isLineWith(pattern: RegExp) {
  return (line: string): line is string => pattern.test(line);
}

interface State {
  base_url: string;
  api_key: string;
  account: string;
  peers: string[];
  endpoints: Record<'dynamodb' | 'sqs' | 'telegram', string>;
  processes: { main: number; dynamodb: number };
}

async function readState(): Promise<State> {
  return JSON.parse(await readFile(join(directory, '.local', 'state.json'), 'utf8'));
}

test.concurrent('npm run demo tells the story of a job across a wait, shows a refusal, sums up and exits 0', {
  timeout,
}, async (context) => {
  const { out, exited } = run(context, 'demo', {});
  expect(await exited).toBe(0);
  const story = out.recorded.join('\n');
  const steps = [
    /Telegram +127\.0\.0\.1:\d+/,
    /DynamoDB +http:\/\/127\.0\.0\.1:\d+/,
    /SQS +http:\/\/127\.0\.0\.1:\d+/,
    /HTTP API +http:\/\/127\.0\.0\.1:\d+/,
    /npm run account -- login main/,
    /api_hash: \*+\n/,
    /Login code: \*+\n/,
    /main is logged in: Ada \(@ada_demo, id \d+\)/,
    /@launch +channel +creator +Launch\n/,
    /POST \/v1\/invites/,
    /202 Accepted/,
    /location: \/v1\/invites\/inv_/,
    /retry-after: 1/,
    /"status": "queued"/,
    /inv_\w+ waiting \(FLOOD_WAIT, until \d\d:\d\d:\d\d\)/,
    /inv_\w+ running/,
    /inv_\w+ succeeded/,
    /The link: https:\/\/t\.me\/\+[\w-]+/,
    /422 Unprocessable Entity/,
    /application\/problem\+json/,
    /links made at Telegram: 1, calls made: 2, calls inside a wait: 0/,
  ];
  let position = 0;
  for (const step of steps) {
    const found = story.slice(position).search(step);
    expect(found, `${step} after:\n${story.slice(0, position)}`).not.toBe(-1);
    position += found + 1;
  }
});

test.concurrent('npm start writes state.json, works until Ctrl-C, and leaves no process and no open port', {
  timeout,
}, async (context) => {
  const { child, out, exited } = run(context, 'start', { PORT: '0' });
  await out.waitFor(isLineWith(/Ctrl-C stops everything/));
  const state = await readState();
  expect(state).toMatchObject({
    base_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    api_key: expect.stringMatching(/^isk_/),
    account: 'main',
    peers: expect.arrayContaining(['@launch']),
  });
  const response = await fetchApi(`${state.base_url}/v1/invites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${state.api_key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account: state.account, peer: state.peers[0] }),
  });
  expect(response.status).toBe(202);
  await out.waitFor(isLineWith(/job +inv_\w+ succeeded/));
  const account = run(context, 'account', {}, ['show', 'main', '--json']);
  expect(await account.exited).toBe(0);
  const shown = account.out.recorded.slice(account.out.recorded.indexOf('{')).join('\n');
  expect(JSON.parse(shown)).toMatchObject({ name: 'main', status: 'active', can_export: true, pending: 0 });

  const { main, dynamodb } = state.processes;
  // esbuild ends by itself when the process that asked it to build is gone.
  const descendants = findDescendants(await listProcesses(), main).filter(
    ({ command }) => command !== 'esbuild',
  );
  const pids = [main, ...descendants.map(({ pid }) => pid)];
  // Beside it the DynamoDB engine, what holds it, and a process of each function that was called.
  expect(pids).toContain(dynamodb);
  expect(pids.length).toBeGreaterThanOrEqual(5);
  signalGroup(child, 'SIGINT');
  await exited;
  expect(out.recorded.at(-1)).toBe('stopped');
  await expect(stat(join(directory, '.local', 'state.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect((await listProcesses()).filter(({ pid }) => pids.includes(pid))).toEqual([]);
  const { telegram, ...http } = state.endpoints;
  for (const url of [state.base_url, `http://${telegram}`, ...Object.values(http)]) {
    const { hostname, port } = new URL(url);
    await expect(once(connect(Number(port), hostname), 'connect')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  }
});

test.concurrent('npm start on a taken port says so in one sentence before it builds anything, and exits non-zero', {
  timeout,
}, async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { out, err, exited } = run(context, 'start', { PORT: String(port) });
  expect(await exited).not.toBe(0);
  // The first part of a start is told while the functions are built.
  expect(out.recorded.filter((line) => line !== '').at(-1)).toMatch(/^invite-spool: starting/);
  expect(err.recorded.filter((line) => line !== '')).toEqual([
    `invite-spool: port ${port} is taken: stop what listens there, or choose another with --port`,
  ]);
});
