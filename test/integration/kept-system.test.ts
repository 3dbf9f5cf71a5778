import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { logInDemo } from '../../local/log-in-demo.ts';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import type { LocalTelegram, Tables } from '../../operator/system/local-state.ts';
import { type DataCentre, startDataCentre } from '../../telegram-emulator/data-centre.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import {
  createDemoWorld,
  DEMO_LOGIN_CODE,
  DEMO_PHONES,
  type DemoWorld,
} from '../../telegram-emulator/demo-world.ts';
import { createRecorder } from '../local/aws/fixture-functions.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';
import { fetchApi } from './fetch-api.ts';
import { apiHash } from './local-service.ts';

/** A worker's lease outlives its invocation, so a job that was in hand waits for half a minute. */
const timeout = 120_000;

const events = createRecorder<DataCentreEvent>();
let demo: DemoWorld;
let telegram: DataCentre;
let directory: string;
beforeAll(async () => {
  demo = createDemoWorld();
  telegram = await startDataCentre({ world: demo.world, onEvent: events.record });
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  await writeFile(join(directory, 'telegram.pem'), telegram.publicKeyPem);
});
afterAll(async () => {
  await telegram.close();
  await rm(directory, { recursive: true });
});

interface State {
  base_url: string;
  operator_key: string;
  api_key?: string;
  key_file: string;
  tables: Tables;
  endpoints: { dynamodb: string };
  telegram: LocalTelegram;
  processes: { main: number; dynamodb: number; functions: Record<string, number[]> };
}

function dataOf() {
  return join(directory, 'data');
}

/** Starts the service on the folder of this file, in a process of its own. */
function start({ onTestFinished }: TestContext) {
  const child = spawn(process.execPath, ['local/start.ts', '--data', dataOf(), '--port', '0'], {
    env: toolEnvironment({
      TELEGRAM_DC_ADDRESS: `${telegram.host}:${telegram.port}`,
      TELEGRAM_DC_ID: String(telegram.dcId),
      TELEGRAM_PUBLIC_KEY_FILE: join(directory, 'telegram.pem'),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const out = createRecorder<string>();
  const err = createRecorder<string>();
  createInterface({ input: child.stdout }).on('line', out.record);
  createInterface({ input: child.stderr }).on('line', err.record);
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const started = out.waitFor(isLineWith(/Ctrl-C stops everything/));
  return { child, out, err, exited, started };
}

function isLineWith(pattern: RegExp) {
  return (line: string): line is string => pattern.test(line);
}

function findApiKey(lines: string[]) {
  return /isk_[\w-]+/.exec(lines.join('\n'))?.[0];
}

async function readState(): Promise<State> {
  return JSON.parse(await readFile(join(dataOf(), 'state.json'), 'utf8'));
}

async function logIn({ endpoints, tables, key_file: keyFile, telegram: server }: State): Promise<void> {
  const dynamoDb = new DynamoDBClient({ endpoint: endpoints.dynamodb, ...localClientSettings });
  const login = {
    tenantId: 'default',
    name: 'main',
    phone: DEMO_PHONES.user,
    code: DEMO_LOGIN_CODE,
    app: { apiId: 12345, apiHash },
    makesChat: false,
  };
  try {
    await logInDemo({ dynamoDb, tables, sealingKeys: { keyFile } }, server, login, () => {});
  } finally {
    dynamoDb.destroy();
  }
}

async function askOperator({ base_url, operator_key }: State): Promise<unknown> {
  const headers = { authorization: `Bearer ${operator_key}` };
  return (await fetch(`${base_url}/operator`, { headers })).json();
}

async function ask({ base_url }: State, apiKey: string, title: string): Promise<string> {
  const response = await fetchApi(`${base_url}/v1/invites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'main', peer: '@launch', title }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
}

/** As a machine that loses its power: nothing is told, nothing is closed. */
async function killAll({ processes: { main, dynamodb, functions } }: State): Promise<void> {
  for (const pid of [main, dynamodb, ...Object.values(functions).flat()]) {
    process.kill(pid, 'SIGKILL');
  }
}

function isStuck(event: DataCentreEvent): event is Extract<DataCentreEvent, { type: 'call' }> {
  return event.type === 'call' && event.fault === 'silence';
}

test('killed amid a call and started again: accounts, keys and jobs are there, and each job ends with its one link', {
  timeout,
}, async (context) => {
  const first = start(context);
  await first.started;
  const apiKey = findApiKey(first.out.recorded) ?? '';
  const before = await readState();
  expect(before.api_key).toBeUndefined();
  expect(await askOperator(before)).toMatchObject({ has_app: false });
  await logIn(before);
  telegram.faults.inject({ method: exportMethod, times: 1, action: { type: 'silence', isExecuted: true } });
  const ids = [await ask(before, apiKey, 'called')];
  await events.waitFor(isStuck);
  ids.push(await ask(before, apiKey, 'not yet called'));
  await killAll(await readState());
  await first.exited;

  const again = start(context);
  await again.started;
  expect(again.out.recorded.join('\n')).toMatch(/jobs +2 unfinished go on/);
  expect(findApiKey(again.out.recorded)).toBeUndefined();
  const after = await readState();
  // The key is told to a terminal only: this output may be a log.
  expect(again.out.recorded.join('\n')).not.toContain(after.operator_key);
  expect(await askOperator({ ...after, operator_key: before.operator_key })).toMatchObject({ status: 401 });
  for (const id of ids) {
    await again.out.waitFor(isLineWith(new RegExp(`job +${id} succeeded`)));
  }
  const links = await Promise.all(
    ids.map(async (id) => {
      const url = `${after.base_url}/v1/invites/${id}`;
      const response = await fetchApi(url, { headers: { authorization: `Bearer ${apiKey}` } });
      return ((await response.json()) as { invite?: { link: string } }).invite?.link;
    }),
  );
  expect(telegram.ledger.links.map(({ link }) => link).sort()).toEqual(links.sort());

  const rival = start(context);
  expect(await rival.exited).toBe(1);
  expect(rival.err.recorded).toEqual([
    `invite-spool: another "npm start" runs on ${dataOf()}: stop it first, or give this one a folder of its own with --data`,
  ]);

  for (const name of await readdir(dataOf())) {
    expect((await stat(join(dataOf(), name))).mode & 0o077, name).toBe(0);
  }
  again.child.kill('SIGINT');
  expect(await again.exited).toBe(0);
  expect(await readdir(dataOf())).not.toContain('state.json');
});
