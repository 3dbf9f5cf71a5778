import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import {
  createTables,
  type DynamodbOptions,
  findDynoxide,
  startDynamodb,
} from '../../../local/aws/dynamodb.ts';
import type { TableSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';

const table: TableSettings = {
  create: {
    TableName: 'jobs',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'accountId', AttributeType: 'S' },
      { AttributeName: 'dueAtMs', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byAccount',
        KeySchema: [
          { AttributeName: 'accountId', KeyType: 'HASH' },
          { AttributeName: 'dueAtMs', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
  timeToLiveAttribute: 'expiresAt',
};

async function startTables(options: DynamodbOptions = {}) {
  const server = await startDynamodb(options);
  onTestFinished(() => server.close());
  await createTables(server.endpoint, [table]);
  const client = new DynamoDBClient({ endpoint: server.endpoint, ...localClientSettings });
  onTestFinished(() => client.destroy());
  return { server, client };
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('the tables of the settings can be written and queried by their index', async () => {
  const { client } = await startTables();
  const pk = randomUUID();
  await client.send(
    new PutItemCommand({
      TableName: 'jobs',
      Item: { pk: { S: pk }, accountId: { S: 'a' }, dueAtMs: { N: '5' } },
    }),
  );
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'jobs',
      IndexName: 'byAccount',
      KeyConditionExpression: 'accountId = :a AND dueAtMs < :now',
      ExpressionAttributeValues: { ':a': { S: 'a' }, ':now': { N: '6' } },
    }),
  );
  expect(Items).toEqual([{ pk: { S: pk }, accountId: { S: 'a' }, dueAtMs: { N: '5' } }]);
});

test('creating tables that exist changes nothing', async () => {
  const { server, client } = await startTables();
  await createTables(server.endpoint, [table]);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'jobs' }));
  expect(Table?.TableStatus).toBe('ACTIVE');
});

const item = { pk: { S: 'a' }, accountId: { S: 'b' }, dueAtMs: { N: '5' } };

test('what was answered is in the file after the engine was killed, and nobody else may read it', async () => {
  const databaseFile = join(await makeFolder(), 'dynamodb.sqlite');
  const { server, client } = await startTables({ databaseFile });
  await client.send(new PutItemCommand({ TableName: 'jobs', Item: item }));
  process.kill(server.pid ?? 0, 'SIGKILL');
  await server.close();
  const again = await startTables({ databaseFile });
  const { Item } = await again.client.send(new GetItemCommand({ TableName: 'jobs', Key: { pk: item.pk } }));
  expect(Item).toEqual(item);
  for (const name of await readdir(dirname(databaseFile))) {
    expect((await stat(join(dirname(databaseFile), name))).mode & 0o077).toBe(0);
  }
});

test('a table made before an index was in the template gets it, with what the table holds', async () => {
  const server = await startDynamodb();
  onTestFinished(() => server.close());
  const { GlobalSecondaryIndexes: _later, ...earlier } = table.create;
  const attributes = [{ AttributeName: 'pk', AttributeType: 'S' as const }];
  await createTables(server.endpoint, [
    { ...table, create: { ...earlier, AttributeDefinitions: attributes } },
  ]);
  const client = new DynamoDBClient({ endpoint: server.endpoint, ...localClientSettings });
  onTestFinished(() => client.destroy());
  await client.send(new PutItemCommand({ TableName: 'jobs', Item: item }));
  await createTables(server.endpoint, [table]);
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'jobs',
      IndexName: 'byAccount',
      KeyConditionExpression: 'accountId = :a',
      ExpressionAttributeValues: { ':a': item.accountId },
    }),
  );
  expect(Items).toEqual([item]);
});

test('a table that is there with other keys is refused by name', async () => {
  const { server } = await startTables();
  const create = {
    ...table.create,
    AttributeDefinitions: table.create.AttributeDefinitions?.slice(1),
    KeySchema: [{ AttributeName: 'accountId', KeyType: 'HASH' as const }],
  };
  await expect(createTables(server.endpoint, [{ ...table, create }])).rejects.toThrow(
    'Table jobs has the keys pk (HASH), but this version of invite-spool needs accountId (HASH): use the version that made it, or another folder.',
  );
});

test('closing leaves no process behind', async () => {
  const server = await startDynamodb();
  const { pid } = server;
  expect(pid).toBeGreaterThan(0);
  await server.close();
  expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'the engine ends with the process that watches over it, when %s ends that',
  async (signal) => {
    const server = await startDynamodb();
    onTestFinished(() => server.close());
    const socket = connect(Number(new URL(server.endpoint).port), '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    const closed = new Promise((resolve) => socket.resume().once('close', resolve));
    const tether = execFileSync('ps', ['-o', 'ppid=', '-p', String(server.pid)], { encoding: 'utf8' });
    process.kill(Number(tether), signal);
    await server.exited;
    await closed;
  },
);

test('an external server is used as it is', async () => {
  expect(await startDynamodb({ externalEndpoint: 'http://127.0.0.1:8000' })).toMatchObject({
    endpoint: 'http://127.0.0.1:8000',
    pid: undefined,
  });
});

test('a platform without an engine is told what to do', () => {
  expect(() => findDynoxide('sunos', 'sparc')).toThrow(
    'There is no DynamoDB engine for this platform (@dynoxide/sunos-sparc is not installed): start any DynamoDB-compatible server and set AWS_ENDPOINT_URL_DYNAMODB to its address.',
  );
});
