import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteItemCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { expectedTables } from '../../../cli/ops/checks/tables.ts';
import { examine } from '../../../cli/ops/doctor.ts';
import { toTime } from '../../../cli/tool/account-facts.ts';
import type { CommandContext } from '../../../cli/tool/command-context.ts';
import { createFileKeyProvider, createKmsKeyProvider } from '../../../functions/aws/key-provider.ts';
import { sealSession } from '../../../functions/aws/session-seal.ts';
import type { Account } from '../../../functions/core/account/account.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { readPackagedTemplate } from '../../../infra/package.ts';
import { readStackSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import type { System } from '../../../operator/system/open-system.ts';
import { createAccountRecord, createJobRecord } from '../../functions/core/records.ts';
import { accountId, openOpsSystem } from './ops-system.ts';

const ops = await openOpsSystem();

async function findWrong(overrides: { system?: Partial<System>; now?: CommandContext['now'] } = {}) {
  const { system = {}, ...rest } = overrides;
  const context = { ...ops.context, ...rest, system: { ...ops.context.system, ...system } };
  return (await examine(context)).filter(({ state }) => state === 'wrong');
}

const main = createAccountRecord({ accountId, tenantId: 'default', name: 'main', dcId: 2 });
const minuteMs = 60_000;

test('of a healthy service everything is looked at and nothing is wrong', async () => {
  const { code, out, err } = await ops.run('doctor');
  expect(out).not.toMatch(/WRONG|skipped/);
  expect(out.split('\n').map((line) => line.slice(9).split(':')[0])).toEqual([
    'table invite-spool-dev-jobs',
    'table invite-spool-dev-accounts',
    'table invite-spool-dev-keys',
    'table invite-spool-dev-webhooks',
    'queue invite-spool-dev-jobs.fifo',
    'queue invite-spool-dev-jobs-dead.fifo',
    'queue invite-spool-dev-webhooks.fifo',
    'queue invite-spool-dev-webhooks-dead.fifo',
    'session key',
    'clock of this machine',
    'configuration',
    'API keys',
    'sessions',
    'account main',
    'oldest pending job',
    'sweeper',
    'users',
    'pending jobs',
    'Telegram, data centre 2',
  ]);
  expect({ code, err }).toEqual({ code: 0, err: 'All is well.' });
});

test('with --json it is one document of findings', async () => {
  const { code, out } = await ops.run('doctor --json');
  const { well, findings } = JSON.parse(out);
  expect({ code, well }).toEqual({ code: 0, well: true });
  expect(findings[0]).toEqual({
    check: 'table invite-spool-dev-jobs',
    state: 'ok',
    detail: 'there, with its indexes',
  });
});

test('the tables looked for are those of the template, with their indexes and times to live', async () => {
  const { tables } = readStackSettings(await readPackagedTemplate(), 'http://127.0.0.1:1');
  const described = tables.map(({ create, timeToLiveAttribute: timeToLive }) => [
    create.TableName,
    {
      indexes: (create.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName),
      ...(timeToLive ? { timeToLive } : {}),
    },
  ]);
  const expected = Object.entries(expectedTables).map(([name, each]) => [
    ops.tables[name as keyof typeof expectedTables],
    each,
  ]);
  expect(Object.fromEntries(described)).toEqual(Object.fromEntries(expected));
});

test('one cause that every check fails for is told once', async () => {
  function openSqs(): never {
    throw new Error('Region is missing');
  }
  expect(await findWrong({ system: { openSqs } })).toMatchObject([
    { check: 'queues, clock', detail: 'There is no AWS region: set AWS_REGION.' },
  ]);
});

test('a clock that is ahead or behind is named, with how far', async () => {
  expect(await findWrong({ now: () => Date.now() + minuteMs })).toMatchObject([
    {
      check: 'clock of this machine',
      detail: expect.stringMatching(/^Clock skew: it is ahead of .* by (59|60) s/),
    },
  ]);
  expect(await findWrong({ now: () => Date.now() - minuteMs })).toMatchObject([
    { detail: expect.stringMatching(/^Clock skew: it is behind .* by \d\d s/) },
  ]);
});

test('a key file that may not be used is named', async () => {
  await chmod(ops.keyFile, 0o644);
  const { code, out, err } = await ops.run('doctor');
  await chmod(ops.keyFile, 0o600);
  expect({ code, err }).toEqual({ code: 1, err: 'One thing is wrong.' });
  expect(out).toMatch(
    /WRONG {4}session key: Key denied: the key file .* may be read or changed by other users/,
  );
  expect(out).toContain(`to mend it: chmod 600 ${ops.keyFile}`);
});

test('a key file that is missing is to be put back', async () => {
  await rename(ops.keyFile, `${ops.keyFile}.away`);
  const found = await findWrong();
  await rename(`${ops.keyFile}.away`, ops.keyFile);
  expect(found).toMatchObject([
    { check: 'session key', mend: expect.stringMatching(/^put .* back from a copy$/) },
  ]);
});

test('a key file that is another one than the sessions were sealed under is named', async () => {
  const own = await readFile(ops.keyFile);
  const session = { dcId: 2, address: '127.0.0.1', port: 1, authKey: '', apiId: 1, apiHash: '', userId: '1' };
  const keys = createFileKeyProvider(ops.keyFile);
  await ops.accounts.putSession(accountId, await sealSession(keys, accountId, session));
  expect(await findWrong()).toEqual([]);
  await writeFile(ops.keyFile, `${randomBytes(32).toString('hex')}\n`);
  const found = await findWrong();
  await writeFile(ops.keyFile, own);
  expect(found).toMatchObject([
    {
      check: 'session of main',
      detail: expect.stringContaining('does not hold'),
      mend: expect.stringContaining('resume main'),
    },
  ]);
});

/** KMS, as far as it refuses: these operations, with this error. */
async function openRefusingKms(refused: RegExp, type: string) {
  const server = createServer((request, response) => {
    const isRefused = refused.test(String(request.headers['x-amz-target']));
    const body = isRefused
      ? { __type: type, message: 'refused' }
      : { Plaintext: 'AAAA', CiphertextBlob: 'AAAA' };
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new KMSClient({ endpoint: `http://127.0.0.1:${port}`, ...localClientSettings });
  afterAll(() => {
    client.destroy();
    server.close();
  });
  return { openKeys: () => createKmsKeyProvider(client, 'alias/sessions'), stage: 'prod' };
}

test.for([
  ['AccessDeniedException', 'Key denied: KMS does not let this identity use it.'],
  ['DisabledException', 'Key denied: The key is disabled.'],
  ['NotFoundException', 'Key denied: The key is gone.'],
])('a KMS key that answers %s is named', async ([type = '', detail]) => {
  const system = await openRefusingKms(/GenerateDataKey/, type);
  expect(await findWrong({ system })).toMatchObject([
    { check: 'session key', detail, mend: expect.stringContaining('alias/invite-spool-prod-sessions') },
  ]);
});

test('that only the worker may open what is sealed is as it should be', async () => {
  const system = await openRefusingKms(/Decrypt/, 'AccessDeniedException');
  expect(await findWrong({ system })).toEqual([]);
});

test('API keys that are all revoked are no keys', async () => {
  const { apiKeys } = ops.context.system;
  async function listKeys() {
    return (await apiKeys.listKeys()).map((key) => ({ ...key, revokedAtMs: 1 }));
  }
  expect(await findWrong({ system: { apiKeys: { ...apiKeys, listKeys } } })).toMatchObject([
    { check: 'API keys', mend: expect.stringContaining('npm run key -- create NAME') },
  ]);
});

test('an account that does not work is named, with the command for its state', async () => {
  const trouble = { type: 'SESSION_REVOKED', class: 'session_dead' as const, detail: 'Log in.', atMs: 0 };
  await ops.accounts.putAccount({ ...main, status: 'dead', trouble });
  const dead = await findWrong();
  await ops.accounts.putAccount({ ...main, status: 'halted' });
  const halted = await findWrong();
  await ops.accounts.putAccount({ ...main, drainedAtMs: Date.now() });
  const drained = await findWrong();
  await ops.accounts.putAccount(main);
  expect(dead).toMatchObject([
    {
      check: 'account main',
      detail: expect.stringContaining('SESSION_REVOKED'),
      mend: expect.stringContaining('login main'),
    },
  ]);
  expect(halted).toMatchObject([{ mend: expect.stringContaining('account -- resume main') }]);
  expect(drained).toMatchObject([{ mend: expect.stringContaining('ops -- resume') }]);
});

test('a long wait of an account is told, with its method and its end, and then not all is well', async () => {
  const untilMs = Date.now() + 61 * minuteMs;
  const blockedUntilMs = { 'messages.exportChatInvite': untilMs, 'contacts.resolveUsername': 0 };
  await ops.accounts.putAccount({ ...main, blockedUntilMs });
  const { code, out, err } = await ops.run('doctor');
  const { out: json } = await ops.run('doctor --json');
  await ops.accounts.putAccount({
    ...main,
    blockedUntilMs: { 'contacts.resolveUsername': untilMs - 2 * minuteMs },
  });
  const short = await ops.run('doctor');
  await ops.accounts.putAccount(main);
  expect(out).toContain(
    `waiting  account main: active; Telegram wants no messages.exportChatInvite until ${toTime(untilMs)}`,
  );
  expect({ code, err }).toEqual({ code: 0, err: 'Nothing is wrong, but something waits for long.' });
  expect(JSON.parse(json)).toMatchObject({ well: false });
  expect(short.err).toBe('All is well.');
});

test('accounts with the same trouble are one thing that is wrong', async () => {
  const others = Array.from({ length: 6 }, (_, index) => {
    const name = `revoked${index}`;
    const trouble = {
      type: 'SESSION_REVOKED',
      class: 'session_dead' as const,
      detail: 'Ended.',
      atMs: index,
    };
    return createAccountRecord({
      accountId: accountIdOf('default', name),
      tenantId: 'default',
      name,
      dcId: 2,
      status: 'dead',
      trouble,
    });
  });
  for (const account of others) {
    await ops.accounts.putAccount(account);
  }
  const { out, err } = await ops.run('doctor');
  const { out: json } = await ops.run('doctor --json');
  for (const { accountId: id } of others) {
    const Key = marshall({ accountId: id, sk: 'account' });
    await ops.dynamoDb.send(new DeleteItemCommand({ TableName: ops.tables.accounts, Key }));
  }
  expect(err).toBe('One thing is wrong.');
  expect(out).toMatch(
    /WRONG {4}account revoked\d(, account revoked\d){4} and 1 more: It is dead\. SESSION_REVOKED.*\n +to mend it: .*login revoked\d.*\n +then the same for each of the others\n/,
  );
  const wrong = JSON.parse(json).findings.filter(({ state }: { state: string }) => state === 'wrong');
  expect(wrong).toHaveLength(6);
});

test('jobs that wait are told, with what they wait for, and whether that is a worry', async () => {
  const nowMs = Date.now();
  const acceptedMs = nowMs - 61 * minuteMs;
  const waitingJob = { status: 'waiting', wait: { reason: 'FLOOD_WAIT', retryAtMs: nowMs + 1 } } as const;
  function add(number: number, overrides: Partial<Job>) {
    return ops.jobs.createJob(
      createJobRecord(number, {
        tenantId: 'default',
        accountId,
        dueAtMs: nowMs + 60 * minuteMs,
        ...overrides,
      }),
    );
  }
  async function findJobs() {
    return (await examine(ops.context)).filter(({ check }) => check === 'jobs of main');
  }
  const paced = { ...main, pace: { perMinute: 20, burst: 10 } };
  await ops.accounts.putAccount(paced);
  await add(10, { createdAtMs: nowMs - 59 * minuteMs });
  expect(await findJobs()).toEqual([
    {
      check: 'jobs of main',
      state: 'ok',
      detail:
        'Unfinished: 1 (queued: 1). No worry: the account makes 20 links a minute, so they take about 1 min.',
      unfinished: 1,
    },
  ]);
  expect((await ops.run('doctor')).err).toBe(
    'Nothing is wrong. 1 job is unfinished, and none of them is late.',
  );
  await add(11, { createdAtMs: acceptedMs, ...waitingJob });
  await add(12, { createdAtMs: acceptedMs - 1, dueAtMs: nowMs + 61 * minuteMs, ...waitingJob });
  await add(13, { createdAtMs: acceptedMs });
  const { jobId } = createJobRecord(12);
  expect(await findJobs()).toMatchObject([
    {
      state: 'waiting',
      detail: expect.stringMatching(
        new RegExp(
          `^Unfinished: 4 \\(queued: 2, waiting for FLOOD_WAIT: 2\\)\\. Accepted more than an hour ago: 3, the oldest ${toTime(acceptedMs - 1)}: npm run ops -- job show ${jobId} --data \\S+ That is longer than it should be: .* about 1 min\\. Look at the oldest\\.$`,
        ),
      ),
    },
  ]);
  expect((await ops.run('doctor')).err).toBe(
    'Nothing is wrong, but something waits for long. 4 jobs are unfinished.',
  );
  const untilMs = nowMs + 30 * minuteMs;
  await ops.accounts.putAccount({ ...paced, blockedUntilMs: { 'messages.exportChatInvite': untilMs } });
  const [blocked] = await findJobs();
  await ops.accounts.putAccount({ ...main, pace: { perMinute: 0.05, burst: 1 } });
  const [slow] = await findJobs();
  await ops.accounts.putAccount(main);
  expect(blocked?.detail).toContain(
    `No worry: Telegram has the account wait until ${toTime(untilMs)}, and the jobs go on then.`,
  );
  expect(slow).toMatchObject({
    state: 'waiting',
    detail: expect.stringMatching(/No worry: .* about 80 min\.$/),
  });
});

test('a job that nobody has taken up for more than three minutes is laid to the sweeper, unless its account is at work or waits', async () => {
  const nowMs = Date.now();
  const late = createJobRecord(1, { tenantId: 'default', accountId, createdAtMs: nowMs - 4 * minuteMs });
  await ops.jobs.createJob(late);
  expect(await findWrong()).toMatchObject([
    { check: 'sweeper', detail: expect.stringContaining(late.jobId) },
  ]);

  await ops.accounts.putAccount({ ...main, leasedAtMs: nowMs });
  expect(await findWrong()).toEqual([]);
  await ops.accounts.putAccount({
    ...main,
    blockedUntilMs: { 'messages.exportChatInvite': nowMs + minuteMs },
  });
  expect(await findWrong()).toEqual([]);
  await ops.accounts.putAccount(main);
  // A message sent again two minutes ago, and a wait with the account that was over then.
  await ops.jobs.saveJob({ ...late, version: 2, updatedAtMs: nowMs - 2 * minuteMs });
  expect(await findWrong()).toEqual([]);
  const wait = { reason: 'CONNECTION_FAILED', retryAtMs: nowMs - 2 * minuteMs };
  await ops.jobs.saveJob({ ...late, version: 3, status: 'waiting', wait });
  expect(await findWrong()).toEqual([]);
});

test('accounts that are one Telegram user are named, with the commands that remove one', async () => {
  const owner = { userId: '5000000001', firstName: 'Ada', username: 'ada' };
  function record(name: string, overrides: Partial<Account> = {}) {
    return createAccountRecord({
      accountId: accountIdOf('other', name),
      tenantId: 'other',
      name,
      owner,
      ...overrides,
    });
  }

  function remove(name: string) {
    const Key = marshall({ accountId: accountIdOf('other', name), sk: 'account' });
    return ops.dynamoDb.send(new DeleteItemCommand({ TableName: ops.tables.accounts, Key }));
  }
  await ops.accounts.putAccount(record('test', { userFingerprint: 'of a test server' }));
  await ops.accounts.putAccount({ ...main, owner, userFingerprint: 'of the real Telegram' });
  expect(await findWrong()).toEqual([]);
  await remove('test');
  await ops.accounts.putAccount(record('twin', { loggedInAtMs: 1 }));
  await ops.accounts.putAccount(record('stranger', { owner: { ...owner, userId: '5000000002' } }));
  const found = await findWrong();
  await remove('twin');
  await remove('stranger');
  await ops.accounts.putAccount(main);
  expect(found).toMatchObject([
    {
      check: 'user Ada (@ada, id 5000000001)',
      detail: expect.stringContaining('"main", "twin" of tenant "other"'),
      mend: expect.stringMatching(
        /remove main --data \S+, or npm run account -- remove twin --data \S+ --tenant other/,
      ),
    },
  ]);
});

test('a message that was given up is named, with the commands for it', async () => {
  const QueueUrl = ops.queueUrl.replace('-jobs.fifo', '-jobs-dead.fifo');
  await ops.sqs.send(
    new SendMessageCommand({ QueueUrl, MessageBody: '{}', MessageGroupId: 'a', MessageDeduplicationId: 'a' }),
  );
  expect(await findWrong()).toMatchObject([
    { detail: 'Messages given up: 1.', mend: expect.stringMatching(/dlq list.*dlq redrive/) },
  ]);
  await ops.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  expect(await findWrong()).toMatchObject([{ detail: 'The dead-letter queue is gone.' }]);
});

test('Telegram is asked at the address of each session, and nowhere else', async () => {
  const before = await findWrong();
  await ops.accounts.putAccount({ ...main, address: '127.0.0.1', port: 1 });
  const added = (await findWrong()).slice(before.length);
  expect(added).toMatchObject([
    {
      check: 'Telegram, data centre 2',
      detail: 'Telegram is unreachable from this machine at 127.0.0.1:1: ECONNREFUSED.',
    },
  ]);
  await ops.accounts.putAccount(main);
});

test('an unreachable Telegram is named, with the address', async () => {
  const before = await findWrong();
  await ops.telegram.close();
  const added = (await findWrong()).slice(before.length);
  expect(added).toMatchObject([
    {
      check: 'Telegram, data centre 2',
      detail: `Telegram is unreachable from this machine at 127.0.0.1:${ops.telegram.port}: ECONNREFUSED.`,
    },
  ]);
});

test('something else that listens where Telegram should is named', async () => {
  const stranger = createServer();
  stranger.listen(ops.telegram.port, '127.0.0.1');
  await once(stranger, 'listening');
  expect(await findWrong()).toContainEqual(
    expect.objectContaining({
      check: 'Telegram, data centre 2',
      detail: expect.stringContaining('what answers there is no data centre'),
    }),
  );
  stranger.close();
});

test('a queue that is gone is named, and the clock is told all the same', async () => {
  await ops.sqs.send(new DeleteQueueCommand({ QueueUrl: ops.queueUrl }));
  const found = await findWrong();
  expect(found).toContainEqual({
    check: 'queue invite-spool-dev-jobs.fifo',
    state: 'wrong',
    detail: 'The queue is gone.',
    mend: expect.stringContaining('npm start'),
  });
  expect(found.map(({ check }) => check)).not.toContain('clock of this machine');
});

test('a table that is gone is named, and what would be read from it is skipped', async () => {
  await ops.dynamoDb.send(new DeleteTableCommand({ TableName: ops.tables.accounts }));
  const { code, out } = await ops.run('doctor');
  expect(code).toBe(1);
  expect(out).toContain('WRONG    table invite-spool-dev-accounts: The table is gone.');
  expect(out).toContain('skipped  accounts: not looked at, because of table invite-spool-dev-accounts');
});
