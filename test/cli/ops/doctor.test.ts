import { once } from 'node:events';
import { createServer } from 'node:http';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { expectedTables } from '../../../cli/ops/checks/tables.ts';
import { readPackagedTemplate } from '../../../infra/package.ts';
import { readStackSettings } from '../../../local/aws/template.ts';
import { createAccountRecord } from '../../functions/core/records.ts';
import { accountId, openOpsSystem } from './ops-system.ts';

const ops = await openOpsSystem();

const main = createAccountRecord({ accountId, tenantId: 'default', name: 'main', dcId: 2 });
const { findWrong } = ops;
const minuteMs = 60_000;

test('of a healthy service everything is looked at and nothing is wrong', async () => {
  const { code, out, err } = await ops.run('doctor');
  expect(out).not.toMatch(/WRONG|skipped/);
  expect(out.split('\n').map((line) => line.slice(9).split(':')[0])).toEqual([
    'table invite-spool-dev-jobs',
    'table invite-spool-dev-accounts',
    'table invite-spool-dev-keys',
    'table invite-spool-dev-webhooks',
    'table invite-spool-dev-joins',
    'table invite-spool-dev-standing',
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
      detail: expect.stringMatching(/^Clock skew: it is ahead of .* by (5\d|60) s/),
    },
  ]);
  expect(await findWrong({ now: () => Date.now() - minuteMs })).toMatchObject([
    { detail: expect.stringMatching(/^Clock skew: it is behind .* by \d\d s/) },
  ]);
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
      detail: expect.stringContaining('the server there does not answer as Telegram does'),
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
