import { execFile, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { projectDirectory } from '../../project-directory.ts';
import { startScriptedApi } from '../cli/caller/scripted-api.ts';
import { toolEnvironment } from '../setup/tool-environment.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const job = { id: 'inv_1', status: 'queued' };
const made = { ...job, status: 'succeeded', invite: { link: 'https://t.me/+abc' } };

beforeEach(({ skip }) => skip(!hasPython, 'there is no python3'));

/** What a program prints that has the module beside it. */
async function runPython(program: string, baseUrl = 'http://127.0.0.1:1'): Promise<string> {
  const lines = [
    'from invite_spool import *',
    `spool = InviteSpool("${baseUrl}", "isk_test", pauses=(0.01, 0.01))`,
    program,
  ];
  const { stdout } = await promisify(execFile)('python3', ['-c', lines.join('\n')], {
    env: toolEnvironment({
      PYTHONPATH: join(projectDirectory, 'examples', 'shop', 'python'),
      PYTHONDONTWRITEBYTECODE: '1',
    }),
  });
  return stdout.trim();
}

test('a request whose answers are lost or fail is repeated under its key, and its link is waited for', async () => {
  const api = await startScriptedApi(({ method }, index) => {
    if (index === 0) {
      return 'cut';
    }
    if (index === 1) {
      return { status: 503, body: {} };
    }
    const headers = { 'retry-after': '0', 'preference-applied': 'wait=10' };
    return method === 'POST' || index === 3 ? { status: 202, headers, body: job } : { body: made };
  });
  const program = `print(spool.wait(spool.create(account="main", idempotency_key="order-1"))["invite"]["link"])`;
  expect(await runPython(program, api.baseUrl)).toBe('https://t.me/+abc');
  const [first, second, third, ...looks] = api.requests.recorded;
  for (const each of [first, second, third]) {
    expect(each).toMatchObject({
      path: '/v1/invites',
      headers: { authorization: 'Bearer isk_test', 'idempotency-key': 'order-1' },
      body: { account: 'main' },
    });
  }
  expect(looks.map(({ path, headers }) => [path, headers.prefer])).toEqual([
    ['/v1/invites/inv_1', 'wait=10'],
    ['/v1/invites/inv_1', 'wait=10'],
  ]);
});

test('an answer that is cut off, is no HTTP or asks for a date is repeated', async () => {
  const answers = [
    'HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\n{"id"',
    'nonsense\r\n\r\n',
    'HTTP/1.1 503 Busy\r\nretry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\ncontent-length: 0\r\n\r\n',
    'HTTP/1.1 202 Accepted\r\ncontent-length: 14\r\n\r\n{"id":"inv_1"}',
  ];
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(answers.shift() ?? ''));
    socket.on('error', () => {});
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const program = `
spool = InviteSpool("http://127.0.0.1:${port}", "isk_test", pauses=(0.01, 0.01, 0.01))
print(spool.create(account="main")["id"])`;
  expect(await runPython(program)).toBe('inv_1');
});

test('a refusal and a failed job are errors with the types of the API, and no redirect is followed', async () => {
  const answers = [
    { status: 422, body: { type: 'urn:invite-spool:problem:invalid-request', title: 'Invalid' } },
    { body: { ...job, status: 'failed', error: { type: 'CHAT_ADMIN_REQUIRED', detail: 'Grant it.' } } },
    { status: 307, headers: { location: '/elsewhere' }, body: {} },
  ];
  const api = await startScriptedApi((_, index) => answers[index] ?? {});
  const program = `
for act in (lambda: spool.revoke("inv_1"), lambda: spool.wait({"id": "op_1", "status": "queued"}), lambda: spool.call("GET", "/v1/pools")):
    try:
        act()
    except (ApiError, JobError) as error:
        print(error.type or error.status)`;
  expect(await runPython(program, api.baseUrl)).toBe('invalid-request\nCHAT_ADMIN_REQUIRED\n307');
  expect(api.requests.recorded.map(({ path }) => path)).toEqual([
    '/v1/invites/inv_1/revoke',
    '/v1/operations/op_1',
    '/v1/pools',
  ]);
});

const body = '{"type":"invite.succeeded"}';
const secret = Buffer.alloc(24, 7);
const nowSeconds = Math.floor(Date.now() / 1000);

function sign(id: string, seconds: number): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')}`;
}

test('an event is believed when a signature fits its id, its time and its body, and it is not old', async () => {
  const genuine = sign('evt_1', nowSeconds);
  const given: [id: string, seconds: number, signatures: string][] = [
    ['evt_1', nowSeconds, genuine],
    ['evt_1', nowSeconds, `v1,x ${genuine}`],
    ['evt_2', nowSeconds, genuine],
    ['evt_1', nowSeconds - 400, sign('evt_1', nowSeconds - 400)],
    ['evt_1', nowSeconds, ''],
  ];
  const headers = given.map(([id, seconds, signatures]) => ({
    'Webhook-Id': id,
    'Webhook-Timestamp': String(seconds),
    'webhook-signature': signatures,
  }));
  const program = `
for headers in ${JSON.stringify(headers)}:
    try:
        id, event = verify_webhook(b'${body}', headers, "whsec_${secret.toString('base64')}")
        print(id, event["type"])
    except WebhookError as error:
        print(error)`;
  expect((await runPython(program)).split('\n')).toEqual([
    'evt_1 invite.succeeded',
    'evt_1 invite.succeeded',
    'No signature fits the event and the secret.',
    'The time of the event is missing, or too far from now.',
    'No signature fits the event and the secret.',
  ]);
});
