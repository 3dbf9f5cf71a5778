import { randomUUID } from 'node:crypto';
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createTables, findDynoxide, startDynamodb } from '../../../../infra/local/aws/dynamodb.ts';
import { localClientSettings } from '../../../../infra/local/aws/local-client-settings.ts';
import type { TableSettings } from '../../../../infra/local/aws/template.ts';

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

async function startTables() {
  const server = await startDynamodb();
  onTestFinished(() => server.close());
  await createTables(server.endpoint, [table]);
  const client = new DynamoDBClient({ endpoint: server.endpoint, ...localClientSettings });
  onTestFinished(() => client.destroy());
  return { server, client };
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

test('closing leaves no process behind', async () => {
  const server = await startDynamodb();
  const { pid } = server;
  expect(pid).toBeGreaterThan(0);
  await server.close();
  expect(() => process.kill(pid ?? 0, 0)).toThrow('ESRCH');
});

test('an external server is used as it is', async () => {
  expect(await startDynamodb('http://127.0.0.1:8000')).toMatchObject({
    endpoint: 'http://127.0.0.1:8000',
    pid: undefined,
  });
});

test('a platform without an engine is told what to do', () => {
  expect(() => findDynoxide('sunos', 'sparc')).toThrow(
    'There is no DynamoDB engine for this platform (@dynoxide/sunos-sparc is not installed): start any DynamoDB-compatible server and set AWS_ENDPOINT_URL_DYNAMODB to its address.',
  );
});
