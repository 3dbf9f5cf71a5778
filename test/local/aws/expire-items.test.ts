import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createTables, startDynamodb } from '../../../local/aws/dynamodb.ts';
import { expireItems } from '../../../local/aws/expire-items.ts';
import type { TableSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';

const nowSeconds = 1_800_000_000;

function describeTable(TableName: string, timeToLiveAttribute: string | undefined): TableSettings {
  return {
    create: {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    },
    timeToLiveAttribute,
  };
}

test('what is past its time to live is deleted, and nothing else', async () => {
  const server = await startDynamodb();
  onTestFinished(() => server.close());
  const tables = [describeTable('jobs', 'expiresAt'), describeTable('accounts', undefined)];
  await createTables(server.endpoint, tables);
  const client = new DynamoDBClient({ endpoint: server.endpoint, ...localClientSettings });
  onTestFinished(() => client.destroy());
  function put(TableName: string, pk: string, expiresAt?: number) {
    return client.send(
      new PutItemCommand({
        TableName,
        Item: { pk: { S: pk }, ...(expiresAt === undefined ? {} : { expiresAt: { N: String(expiresAt) } }) },
      }),
    );
  }
  await put('jobs', 'over', nowSeconds - 1);
  await put('jobs', 'just now', nowSeconds);
  await put('jobs', 'unfinished');
  await put('accounts', 'of no such table', nowSeconds - 1);

  expect(await expireItems(client, tables, nowSeconds * 1000)).toBe(1);
  async function left(TableName: string) {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    return Items.map(({ pk }) => pk?.S).sort();
  }
  expect(await left('jobs')).toEqual(['just now', 'unfinished']);
  expect(await left('accounts')).toEqual(['of no such table']);
});
