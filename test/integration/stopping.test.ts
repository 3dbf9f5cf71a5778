import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createRecorder } from '../local/aws/fixture-functions.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';
import { fetchApi } from './fetch-api.ts';

/** What `npm start` takes to be up on a busy machine, twice. */
const timeout = 120_000;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
});
afterAll(() => rm(directory, { recursive: true }));

interface State {
  base_url: string;
  processes: { main: number; dynamodb: number; functions: Record<string, number[]> };
}

/** `npm start -- --data DIR`, as the README says, with a function at work. */
async function startByNpm() {
  const npm = spawn('npm', ['start', '--', '--data', directory, '--port', '0'], {
    env: toolEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createRecorder<string>();
  createInterface({ input: npm.stdout }).on('line', lines.record);
  await lines.waitFor((line): line is string => line.includes('Ctrl-C stops everything'));
  const first = await readState();
  expect((await fetchApi(`${first.base_url}/v1/health`)).status).toBe(200);
  const state = await readState();
  expect(state.processes.functions.api).toHaveLength(1);
  const { main, dynamodb, functions } = state.processes;
  const pids = [main, dynamodb, ...Object.values(functions).flat()];
  onTestFinished(() => void pids.filter(isAlive).map((pid) => process.kill(pid, 'SIGKILL')));
  return { npm, main, pids, lines };
}

async function readState(): Promise<State> {
  return JSON.parse(await readFile(join(directory, 'state.json'), 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return false;
    }
    throw error;
  }
}

function codeOf(child: ChildProcess) {
  return once(child, 'exit').then(([code]) => code as number | null);
}

test.each([
  ['npm', 'SIGTERM'],
  ['the system', 'SIGHUP'],
] as const)(
  '%s stopped by %s ends with 0, and nothing is left running',
  { timeout },
  async (whom, signal) => {
    const { npm, main, pids, lines } = await startByNpm();
    const code = codeOf(npm);
    process.kill(whom === 'npm' ? (npm.pid ?? 0) : main, signal);
    expect(await code).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await readdir(directory)).not.toContain('state.json');
    expect(lines.recorded.slice(-2)).toEqual(['stopping', 'stopped']);
  },
);

/** What `npm start` runs as esbuild: it says that it runs, and does nothing else. */
const idleBuild = "#!/bin/sh\necho 'the build runs' >&2\nexec sleep 60\n";

test('Ctrl-C while it builds ends with 0', { timeout }, async () => {
  const build = join(directory, 'esbuild');
  await writeFile(build, idleBuild, { mode: 0o700 });
  // A group of its own, which a terminal would send the signal to.
  const npm = spawn('npm', ['start', '--', '--data', directory, '--port', '0'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ESBUILD_BINARY_PATH: build },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const lines = createRecorder<string>();
  createInterface({ input: npm.stdout }).on('line', lines.record);
  createInterface({ input: npm.stderr }).on('line', lines.record);
  const closed = once(npm, 'close');
  await lines.waitFor((line): line is string => line === 'the build runs');
  process.kill(-(npm.pid ?? 0), 'SIGINT');
  expect(await closed).toEqual([0, null]);
  expect(lines.recorded.slice(-2)).toEqual(['stopping', 'stopped']);
});

test('where npm is killed, the system stops by itself, and the folder is free for another', {
  timeout,
}, async () => {
  const { npm, main, pids, lines } = await startByNpm();
  // The last that writes to its output has ended: the system itself, whose new parent may not have noticed yet.
  const closed = once(npm, 'close');
  npm.kill('SIGKILL');
  await closed;
  expect(lines.recorded.slice(-2)).toEqual(['stopping', 'stopped']);
  expect(pids.filter((pid) => pid !== main && isAlive(pid))).toEqual([]);

  const again = await startByNpm();
  const code = codeOf(again.npm);
  again.npm.kill('SIGTERM');
  expect(await code).toBe(0);
});
