import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';
import { afterAll, expect, test } from 'vitest';
import { createEndpointStore } from '../../../functions/aws/endpoint-store.ts';
import { writeLocalState } from '../../../operator/system/local-state.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { startTables } from '../../functions/aws/local-stores.ts';
import { createRecorder } from '../../local/aws/fixture-functions.ts';
import { toolPath } from '../../setup/build-tools.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';

const { client, endpoint, accountsTable, jobsTable, keysTable, webhooksTable, joinsTable, standingTable } =
  await startTables();
const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
afterAll(() => rm(directory, { recursive: true }));
const keyFile = join(directory, 'session.key');
await writeFile(keyFile, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
writeLocalState(directory, {
  tables: {
    accounts: accountsTable,
    jobs: jobsTable,
    keys: keysTable,
    webhooks: webhooksTable,
    joins: joinsTable,
    standing: standingTable,
  },
  endpoints: { dynamodb: endpoint, sqs: 'http://127.0.0.1:9' },
  key_file: keyFile,
  processes: { main: process.pid },
});
const endpoints = createEndpointStore(client, webhooksTable);

/** Starts the tool of webhooks on the pinned Node, without a terminal. */
function start(...words: string[]): { child: ChildProcess; out: string[]; err: string[]; lines: Lines } {
  const node = join(projectDirectory, 'node_modules', '.bin', 'node');
  const child = spawn(node, [toolPath('webhook'), ...words, '--data', directory], {
    env: toolEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = createRecorder<string>();
  function read(stream: NodeJS.ReadableStream, kept: string[]) {
    return createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      lines.record(line);
    });
  }
  const [out, err]: [string[], string[]] = [[], []];
  read(child.stdout, out);
  read(child.stderr, err);
  return { child, out, err, lines };
}

type Lines = ReturnType<typeof createRecorder<string>>;

async function run(...words: string[]) {
  const { child, out, err } = start(...words);
  const [code] = await once(child, 'close');
  return { code, out, err: err.join('\n') };
}

test('secret prints the secret and nothing else on the output, and the same again', async () => {
  const first = await run('secret');
  expect(first).toMatchObject({ code: 0, out: [expect.stringMatching(/^whsec_/)], err: '' });
  expect((await run('secret')).out).toEqual(first.out);
  expect((await run('secret', '--tenant', 'other')).out).not.toEqual(first.out);
});

test('secret --rotate makes another, and says how long the old one signs beside it', async () => {
  const before = await run('secret', '--tenant', 'rotating');
  const after = await run('secret', '--rotate', '--tenant', 'rotating');
  expect(after.code).toBe(0);
  expect(after.out).not.toEqual(before.out);
  expect(after.err).toMatch(/signs beside it until \d{4}-/);
});

test('list shows what fails and what is disabled, and enable has it called again', async () => {
  expect((await run('list', '--tenant', 'shop')).out.join()).toContain('Nothing was called yet');
  const failing = await endpoints.noteFailed('shop', 'https://a.example/', 'It answered 500.', 1_000);
  await endpoints.disableEndpoint(failing, 2_000);
  await endpoints.noteDelivered('shop', 'https://b.example/', 1_000);
  const listed = await run('list', '--tenant', 'shop');
  expect(listed.out.map((line) => line.split(/ {2,}/))).toEqual([
    ['STATE', 'FAILURES', 'SINCE', 'URL', 'LAST ERROR'],
    ['disabled', '1', '1970-01-01T00:00:02.000Z', 'https://a.example/', 'It answered 500.'],
    ['works', '0', '-', 'https://b.example/', '-'],
  ]);
  expect(listed.err).toContain('npm run webhook -- enable https://a.example/');
  expect(await run('enable', 'https://a.example/', '--tenant', 'shop')).toMatchObject({ code: 0 });
  const [first] = JSON.parse((await run('list', '--json', '--tenant', 'shop')).out.join('\n'));
  expect(first).toEqual({ url: 'https://a.example/', state: 'works', failures: 0 });
});

test('enable refuses a URL that was never called', async () => {
  const { code, err } = await run('enable', 'https://nowhere.example/');
  expect(code).toBe(1);
  expect(err).toContain('never called');
});

test('listen prints genuine events, refuses others, and ends with Ctrl-C', async () => {
  const [secret = ''] = (await run('secret', '--tenant', 'ears')).out;
  const { child, out, lines } = start('listen', '--port', '0', '--tenant', 'ears');
  const ready = await lines.waitFor((line): line is string => line.startsWith('Ready'));
  const url = /http:\/\/[\d.:]+\//.exec(ready)?.[0] ?? '';
  function send(
    signedWith: string,
    type = 'invite.succeeded',
    data: object = { id: 'inv_1', title: 'a\u009bb' },
  ) {
    const body = JSON.stringify({ type, timestamp: '2026-12-01T00:00:00.000Z', data });
    const now = new Date();
    const signature = new Webhook(signedWith).sign('evt_1', now, body);
    return fetch(url, {
      method: 'POST',
      body,
      headers: {
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': signature,
      },
    });
  }
  expect((await send(secret)).status).toBe(204);
  expect((await send(secret, 'invite.joined', { invite_id: 'inv_1', number: 2 })).status).toBe(204);
  expect((await send(`whsec_${Buffer.alloc(32).toString('base64')}`)).status).toBe(401);
  await lines.waitFor((line): line is string => line.startsWith('A request was refused'));
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(out).toEqual([
    '2026-12-01T00:00:00.000Z  invite.succeeded  inv_1',
    '  {',
    '    "id": "inv_1",',
    '    "title": "a b"',
    '  }',
    '2026-12-01T00:00:00.000Z  invite.joined  inv_1 #2',
    '  {',
    '    "invite_id": "inv_1",',
    '    "number": 2',
    '  }',
    'A request was refused: No matching signature found.',
  ]);
});

test('a port that is taken is told with the way out', async () => {
  const first = start('listen', '--port', '0');
  const ready = await first.lines.waitFor((line): line is string => line.startsWith('Ready'));
  const port = /:(\d+)\//.exec(ready)?.[1] ?? '';
  const { code, err } = await run('listen', '--port', port);
  expect([code, err]).toEqual([1, `Port ${port} is taken: choose another with --port.`]);
  first.child.kill('SIGINT');
  await once(first.child, 'close');
});

test('a port that is none is a matter of the command line', async () => {
  expect((await run('listen', '--port', 'many')).code).toBe(2);
});
