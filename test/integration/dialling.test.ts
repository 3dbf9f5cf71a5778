import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStateFile } from '../../local/state-file.ts';
import { projectDirectory } from '../../project-directory.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';
import { make } from './follow-jobs.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { isLoopback, readDials, recordDials } from './record-dials.ts';
import { accountStoreOf } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

/** Several processes are started, on a machine that others use too. */
const timeout = 120_000;

let directory: string;
let file: string;
let service: LocalService;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  file = join(directory, 'dials.jsonl');
  // Before anything starts: the whole system runs in this process and in those started from it.
  recordDials(file);
  service = await startLocalService();
  createStateFile(directory, service.system).write();
}, timeout);
afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true });
});
tellFailure(() => service);

/** What this machine has not answered itself. */
function abroad() {
  return readDials(file).filter(({ kind, target }) => kind !== 'watched' && !isLoopback(target));
}

/** Who dialled the data centre, by the folder of its bundle or the file of its program. */
function dialledTelegram(): Set<string | undefined> {
  const { host, port } = service.telegram;
  const dials = readDials(file).filter(({ target }) => target === `${host}:${port}`);
  return new Set(
    dials.map(({ program }) => /(\w+)\/index\.mjs|cli\/(\w+)\.ts/.exec(program)?.slice(1).join('')),
  );
}

async function findMain() {
  const [main] = await accountStoreOf(service).listAccounts();
  if (main === undefined) {
    throw new Error('there is no account');
  }
  return main;
}

async function runTool(tool: 'account' | 'ops', ...words: string[]): Promise<void> {
  const script = join(projectDirectory, 'cli', `${tool}.ts`);
  const tenant = service.system.demo.tenantId;
  await promisify(execFile)(process.execPath, [script, ...words, '--data', directory, '--tenant', tenant], {
    env: toolEnvironment(),
  });
}

test('where the address of the session is known, the whole system dials it and nothing beyond this machine', {
  timeout,
}, async () => {
  const { host, port } = service.telegram;
  expect(await findMain()).toMatchObject({ dcId: service.telegram.dcId, address: host, port });
  await make(service, { account: 'main', peer: '@launch' });
  await service.system.stack.runSchedules();
  const watched = readDials(file).map(({ program }) => /(\w+)\/index\.mjs/.exec(program)?.[1]);
  expect(watched).toEqual(expect.arrayContaining(['api', 'worker', 'sweeper']));
  expect(dialledTelegram()).toContain('worker');
  expect(abroad()).toEqual([]);
});

test('where an account’s address is not known, nothing beyond this machine is dialled for its jobs', {
  timeout,
}, async () => {
  const { address: _address, port: _port, ...before } = await findMain();
  await accountStoreOf(service).putAccount(before);
  await make(service, { account: 'main', peer: '@launch_chat' });
  expect(abroad()).toEqual([]);
});

test('the operator’s tool dials the session’s own data centre only', { timeout }, async () => {
  await runTool('account', 'check', 'main');
  await runTool('account', 'chats', 'main', '--refresh');
  await runTool('ops', 'doctor').catch((error: { code?: number }) => expect(error.code).toBe(1));
  expect([...dialledTelegram()]).toEqual(expect.arrayContaining(['account', 'ops']));
  expect(abroad()).toEqual([]);
});
