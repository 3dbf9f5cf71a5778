import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createFileKeyProvider } from '../../functions/aws/key-provider.ts';
import { createWebhookSecrets } from '../../functions/aws/webhook-secrets.ts';
import { editMethod } from '../../functions/core/rpc/methods.ts';
import { projectDirectory } from '../../project-directory.ts';
import { createRecorder } from '../local/aws/fixture-functions.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';
import { accept } from './follow-jobs.ts';
import { type LocalService, startLocalService } from './local-service.ts';
import { seedAccount } from './seed-account.ts';
import { tellFailure } from './tell-failure.ts';

const run = promisify(execFile);
const hasPython = spawnSync('python3', ['--version']).status === 0;

let service: LocalService;
/** The examples as somebody has them who has installed the packed client. */
let directory: string;
let secret: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'invite-spool-examples-'));
  [service] = await Promise.all([
    startLocalService({ [editMethod]: { capacity: 1000, refillPerMinute: 1000, penaltySeconds: 5 } }),
    installExamples(),
  ]);
  const { WEBHOOKS_TABLE = '' } = service.system.stack.environmentOf('webhook');
  const secrets = createWebhookSecrets(service.dynamoDb, WEBHOOKS_TABLE, () =>
    createFileKeyProvider(service.keyFile),
  );
  secret = (await secrets.getSecrets(service.system.demo.tenantId, Date.now())).secret;
});
afterAll(async () => {
  await service.close();
  await rm(directory, { recursive: true });
});
tellFailure(() => service);

async function installExamples(): Promise<void> {
  const modules = join(directory, 'node_modules');
  const client = join(modules, '@invite-spool', 'client');
  await mkdir(client, { recursive: true });
  const ours = join(projectDirectory, 'node_modules');
  await Promise.all([
    cp(join(projectDirectory, 'examples'), directory, { recursive: true }),
    cp(join(projectDirectory, 'client', 'package.json'), join(client, 'package.json')),
    run(process.execPath, [
      join(projectDirectory, 'client', 'node_modules', 'typescript', 'lib', 'tsc.js'),
      ...['-p', join(projectDirectory, 'client', 'tsconfig.json'), '--outDir', join(client, 'dist')],
    ]),
    ...['csv-parse', 'csv-stringify', 'uqr'].map((name) =>
      symlink(join(ours, name), join(modules, name), 'junction'),
    ),
    writeFile(join(directory, 'package.json'), '{"type":"module"}'),
  ]);
}

function environment(settings: Record<string, string>): Record<string, string> {
  return toolEnvironment({
    INVITE_SPOOL_URL: service.system.baseUrl,
    INVITE_SPOOL_KEY: service.system.demo.apiKey,
    WEBHOOK_SECRET: secret,
    PORT: '0',
    ...settings,
  });
}

/** Starts an example that serves, and waits for the address that it prints. It is killed when the test is over. */
async function serve(command: string, path: string, settings: Record<string, string>) {
  const child = spawn(command, [join(directory, path)], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createRecorder<string>();
  createInterface({ input: child.stdout }).on('line', lines.record);
  function printed(pattern: RegExp): Promise<string> {
    return lines.waitFor((line): line is string => pattern.test(line));
  }
  const [, url = ''] = / is at (\S+)/.exec(await printed(/ is at /)) ?? [];
  return { url, printed };
}

async function post(url: string, body?: string) {
  const response = await fetch(url, { method: 'POST', ...(body === undefined ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}

test.for([
  ['TypeScript', process.execPath, 'shop/typescript/shop.ts', '4711'],
  ['Python', 'python3', 'shop/python/shop.py', '4712'],
] as const)(
  'the shop in %s gives a paid order one link, is told of it, and takes it back',
  async ([language, command, path, order], { skip }) => {
    skip(language === 'Python' && !hasPython, 'there is no python3');
    const { account, peer } = await seedAccount(service, language.toLowerCase());
    const shop = await serve(command, path, { ACCOUNT: account, PEER: peer, POOL: account });
    await post(`${shop.url}/orders/${order}/paid`);
    const [link = ''] = /https:\S+/.exec(await shop.printed(new RegExp(`^order ${order}: https:`))) ?? [];
    expect(JSON.parse((await post(`${shop.url}/orders/${order}/paid`)).text)).toEqual({ order, link });
    expect((await post(`${shop.url}/webhooks`, '{"type":"invite.succeeded"}')).status).toBe(400);

    expect((await post(`${shop.url}/orders/${order}/cancelled`)).text).toContain('true');
    await service.events.waitFor(
      (event): event is typeof event => event.type === 'call' && service.telegram.ledger.isRevoked(link),
    );
    expect((await post(`${shop.url}/orders/1/cancelled`)).text).toContain('There is no such order.');
  },
);

test('the campaign makes a link for each member of a file, and the same ones when it runs again', async () => {
  const { account, peer } = await seedAccount(service, 'campaign');
  async function runCampaign() {
    const { stdout } = await run(process.execPath, ['campaign.ts'], {
      cwd: join(directory, 'campaign'),
      env: environment({ ACCOUNT: account, PEER: peer }),
    });
    return { stdout, links: await readFile(join(directory, 'campaign', 'links.csv'), 'utf8') };
  }
  const first = await runCampaign();
  expect(first.stdout).toBe('3 of 3\n3 links in links.csv\n');
  expect(first.links).toMatch(/^email,link,error\nada@example\.com,https:\S+,\nbob@example\.com,https:/);
  expect(await runCampaign()).toEqual(first);
});

test('the poster has a code whose address leads to the link of the day', async () => {
  const { account, peer } = await seedAccount(service, 'poster');
  const { stdout } = await run(process.execPath, ['poster.ts'], {
    cwd: join(directory, 'poster'),
    env: environment({ ACCOUNT: account, PEER: peer }),
  });
  const [, address = '', link] = /leads to (\S+), which leads to (\S+)/.exec(stdout) ?? [];
  expect(address).toBe(`${service.system.baseUrl}/j/autumn-k7m2`);
  const response = await fetch(address, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, link]);
  expect(await readFile(join(directory, 'poster', 'poster.svg'), 'utf8')).toMatch(/^<svg.*<\/svg>$/s);
});

test('the receiver forwards what is genuine, once and flat, and refuses the rest', async () => {
  const forwarded = createRecorder<Record<string, unknown>>();
  const hook = createServer(async (request, response) => {
    forwarded.record(JSON.parse(await text(request)));
    response.end();
  });
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
  onTestFinished(() => {
    hook.closeAllConnections();
    hook.close();
  });
  const { account, peer } = await seedAccount(service, 'receiver');
  const receiver = await serve(process.execPath, 'webhook-receiver/receiver.ts', {
    FORWARD_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`,
  });
  expect((await post(receiver.url, '{"type":"invite.succeeded"}')).status).toBe(400);
  const metadata = { order: '4711', type: 'of the caller' };
  await accept(service, { account, peer, callback_url: receiver.url, metadata });
  await receiver.printed(/^invite\.succeeded forwarded$/);
  expect(forwarded.recorded).toMatchObject([
    { type: 'invite.succeeded', order: '4711', account, link: expect.stringMatching(/^https:/) },
  ]);
});
