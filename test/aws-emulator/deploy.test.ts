import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, expect, type TestContext, test, vi } from 'vitest';
import { logInAccount } from '../../operator/login/log-in-account.ts';
import { openLocalNetwork } from '../../operator/system/networks.ts';
import { openSystem } from '../../operator/system/open-system.ts';
import { projectDirectory } from '../../project-directory.ts';
import { type DataCentre, startDataCentre } from '../../telegram-emulator/data-centre.ts';
import { createDemoWorld, DEMO_LOGIN_CODE, DEMO_PHONES } from '../../telegram-emulator/demo-world.ts';
import type { InviteResource } from '../integration/follow-jobs.ts';
import { findMinistack, startMinistack } from './start-ministack.ts';

/** What a deployment needs. A copy, because it packages into the project's folder, where another suite may. */
const copied = [
  'functions',
  'infra',
  'local',
  'telegram-emulator',
  'cli',
  'operator',
  'project-directory.ts',
  'package.json',
  'serverless.yml',
];
const ministack = await findMinistack(process.env);
const timeout = 180_000;

afterEach(() => {
  vi.unstubAllEnvs();
});

test('what npm run deploy puts on an AWS emulator makes a link', { timeout }, async (context) => {
  if (ministack === undefined) {
    return context.skip('There is no ministack on the PATH, and MINISTACK names none: nothing is deployed.');
  }
  const emulator = await startMinistack(ministack);
  context.onTestFinished(() => emulator.close());
  const dataCentre = await startDataCentre({ world: createDemoWorld().world });
  context.onTestFinished(() => dataCentre.close());
  vi.stubEnv('AWS_ENDPOINT_URL', emulator.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_PROFILE', undefined);
  const directory = await copyProject(context);

  const deployed = await run(directory, 'infra/deploy.ts', [
    ...['--stage', 'dev'],
    ...['--param', `telegramDcAddress=${dataCentre.host}:${dataCentre.port}`],
    ...['--param', `telegramDcId=${dataCentre.dcId}`],
  ]);
  const [, apiId] = /The API answers at https:\/\/(\w+)\.execute-api\./.exec(deployed) ?? [];
  await logIn(dataCentre);
  const key = (await run(directory, 'cli/key.ts', ['create', 'test', '--stage', 'dev'])).trim();

  // Where ministack serves an API to clients that cannot resolve its own name.
  const baseUrl = `${emulator.endpoint}/_aws/execute-api/${apiId}/$default`;
  const job = await makeLink(baseUrl, key, { account: 'main', peer: '@launch' });

  expect(job).toMatchObject({ status: 'succeeded', attempts: 1 });
  expect(job.invite?.link).toMatch(/^https:\/\/t\.me\/\+[\w-]{16}$/);
  expect(dataCentre.ledger.callsMade('messages.exportChatInvite')).toBe(1);
});

async function copyProject({ onTestFinished }: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  for (const name of copied) {
    await cp(join(projectDirectory, name), join(directory, name), { recursive: true });
  }
  await symlink(join(projectDirectory, 'node_modules'), join(directory, 'node_modules'));
  await leaveAlarmsOut(join(directory, 'serverless.yml'));
  return directory;
}

/** ministack 1.5.33 refuses a stack that has an alarm on metric math. */
async function leaveAlarmsOut(path: string): Promise<void> {
  const whole = await readFile(path, 'utf8');
  const rest = whole.replace(/^.*infra\/alarms\.yml.*\n/m, '');
  expect(rest).not.toBe(whole);
  await writeFile(path, rest);
}

async function run(directory: string, script: string, words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...words], { cwd: directory });
  return stdout;
}

/** What `npm run account -- login main --stage dev` does, with its questions answered, at the local data centre. */
async function logIn({ dcId, host, port, publicKeyPem }: DataCentre): Promise<void> {
  const system = openSystem({ stage: 'dev' }, {});
  const network = openLocalNetwork({
    servers: [{ dcId, address: host, port }],
    start_dc_id: dcId,
    public_key_pem: publicKeyPem,
  });
  const prompts = {
    phone: async () => DEMO_PHONES.user,
    code: async () => DEMO_LOGIN_CODE,
    password: () => Promise.reject(new Error('the demo account has no two-step password')),
  };
  await logInAccount(
    {
      accounts: system.accounts,
      keys: system.openKeys(),
      commandLine: system.commandLine,
      now: Date.now,
      print: () => {},
      signal: new AbortController().signal,
    },
    {
      tenantId: system.tenantId,
      name: 'main',
      network,
      app: { apiId: 12345, apiHash: '0123456789abcdef0123456789abcdef' },
      how: { by: 'code', prompts },
    },
  );
  system.close();
}

/** Asks for a link, and again after it as often as the answers' Retry-After says. */
async function makeLink(baseUrl: string, key: string, body: object): Promise<InviteResource> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  let response = await fetch(`${baseUrl}/v1/invites`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as InviteResource;
  for (;;) {
    const retryAfterSeconds = response.headers.get('retry-after');
    if (response.status === 200 && retryAfterSeconds === null) {
      return (await response.json()) as InviteResource;
    }
    expect([200, 202]).toContain(response.status);
    await wait(Number(retryAfterSeconds) * 1000);
    response = await fetch(`${baseUrl}/v1/invites/${id}`, { headers });
  }
}
