import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, type TestContext } from 'vitest';
import { logInDemo } from '../../local/log-in-demo.ts';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import type { LocalTelegram, Tables } from '../../operator/system/local-state.ts';
import { type DataCentre, startDataCentre } from '../../telegram-emulator/data-centre.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import { createDemoWorld, DEMO_LOGIN_CODE, DEMO_PHONES } from '../../telegram-emulator/demo-world.ts';
import { createRecorder } from '../local/aws/fixture-functions.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';
import { fetchApi } from './fetch-api.ts';
import { apiHash } from './local-service.ts';

export interface KeptState {
  base_url: string;
  operator_key: string;
  api_key?: string;
  key_file?: string;
  tables: Tables;
  endpoints: { dynamodb: string };
  telegram: LocalTelegram;
  processes: { main: number; dynamodb: number; functions: Record<string, number[]> };
}

export type KeptService = ReturnType<typeof openKeptService>;

/** A folder for data, and a Telegram for what runs on it: `npm start -- --data` in processes of their own. */
export function openKeptService(now: () => number = Date.now) {
  const events = createRecorder<DataCentreEvent>();
  let telegram: DataCentre;
  let directory: string;
  beforeAll(async () => {
    telegram = await startDataCentre({ world: createDemoWorld().world, now, onEvent: events.record });
    directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
    await writeFile(join(directory, 'telegram.pem'), telegram.publicKeyPem);
  });
  afterAll(async () => {
    await telegram.close();
    await rm(directory, { recursive: true });
  });

  /** The path of a folder or file of this bench. */
  function pathOf(name = 'data') {
    return join(directory, name);
  }

  function run(context: TestContext, words: string[], env: Record<string, string>) {
    const child = spawn(process.execPath, words, {
      env: toolEnvironment({
        TELEGRAM_DC_ADDRESS: `${telegram.host}:${telegram.port}`,
        TELEGRAM_DC_ID: String(telegram.dcId),
        TELEGRAM_PUBLIC_KEY_FILE: pathOf('telegram.pem'),
        ...env,
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    context.onTestFinished(() => void child.kill('SIGKILL'));
    const out = createRecorder<string>();
    const err = createRecorder<string>();
    createInterface({ input: child.stdout }).on('line', out.record);
    createInterface({ input: child.stderr }).on('line', err.record);
    const exited = once(child, 'close').then(([code]) => code as number | null);
    return { child, out, err, exited };
  }

  /** Starts the service on a folder. */
  function start(context: TestContext, data = pathOf(), env: Record<string, string> = {}) {
    const started = run(context, ['local/start.ts', '--data', data, '--port', '0'], env);
    return { ...started, started: started.out.waitFor(isLineWith(/Ctrl-C stops everything/)) };
  }

  /** Runs an operator's tool to its end. @returns all that it printed. */
  async function runTool(context: TestContext, words: string[], env: Record<string, string> = {}) {
    const { exited, out, err } = run(context, words, env);
    const code = await exited;
    return { code, text: [...out.recorded, ...err.recorded].join('\n') };
  }

  return { events, telegram: () => telegram, pathOf, start, runTool };
}

export function isLineWith(pattern: RegExp) {
  return (line: string): line is string => pattern.test(line);
}

export function findApiKey(lines: string[]): string | undefined {
  return /isk_[\w-]+/.exec(lines.join('\n'))?.[0];
}

export async function readState(data: string): Promise<KeptState> {
  return JSON.parse(await readFile(join(data, 'state.json'), 'utf8'));
}

/** @param keyText the keys of a system whose keys are in no file. */
export async function logIn(
  { endpoints, tables, key_file: keyFile, telegram: server }: KeptState,
  keyText?: string,
): Promise<void> {
  const dynamoDb = new DynamoDBClient({ endpoint: endpoints.dynamodb, ...localClientSettings });
  const login = {
    tenantId: 'default',
    name: 'main',
    phone: DEMO_PHONES.user,
    code: DEMO_LOGIN_CODE,
    app: { apiId: 12345, apiHash },
    makesChat: false,
  };
  const sealingKeys = { ...(keyFile ? { keyFile } : {}), ...(keyText ? { keyText } : {}) };
  try {
    await logInDemo({ dynamoDb, tables, sealingKeys }, server, login, () => {});
  } finally {
    dynamoDb.destroy();
  }
}

export async function ask({ base_url }: KeptState, apiKey: string, title: string): Promise<string> {
  const response = await fetchApi(`${base_url}/v1/invites`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'main', peer: '@launch', title }),
  });
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
}

/** The links of jobs that have ended. */
export function fetchLinks(
  { base_url }: KeptState,
  apiKey: string,
  ids: string[],
): Promise<(string | undefined)[]> {
  return Promise.all(
    ids.map(async (id) => {
      const headers = { authorization: `Bearer ${apiKey}` };
      const response = await fetchApi(`${base_url}/v1/invites/${id}`, { headers });
      return ((await response.json()) as { invite?: { link: string } }).invite?.link;
    }),
  );
}

/** As a machine that loses its power: nothing is told, nothing is closed. */
export function killAll({ processes: { main, dynamodb, functions } }: KeptState): void {
  for (const pid of [main, dynamodb, ...Object.values(functions).flat()]) {
    process.kill(pid, 'SIGKILL');
  }
}

/** A call that Telegram has executed, and does not answer. */
export function isStuck(event: DataCentreEvent): event is Extract<DataCentreEvent, { type: 'call' }> {
  return event.type === 'call' && event.fault === 'silence';
}
