import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createAccountStore } from '../../../functions/aws/account-store.ts';
import type { DueAccount } from '../../../functions/core/sweep/sweep-deps.ts';
import { buildService } from '../../../infra/package.ts';
import { createTables } from '../../../local/aws/dynamodb.ts';
import { readStackSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { createAccountRecord, startMs } from '../../functions/core/records.ts';
import { startDynamodbWith } from './import-rows.ts';

test('rows that the engine took in at its start are in their table and its indexes', async () => {
  const { template } = await buildService();
  const { tables } = readStackSettings(template, 'http://127.0.0.1:1');
  const tableName =
    tables.find(({ create }) => create.TableName.endsWith('-accounts'))?.create.TableName ?? '';
  const account = createAccountRecord({ dueShard: '0', dueAtMs: startMs });
  const item = { ...account, sk: 'account' };
  const engine = await startDynamodbWith(tables, [{ tableName, items: [marshall(item)] }]);
  onTestFinished(() => engine.close());
  await createTables(engine.endpoint, tables);
  const client = new DynamoDBClient({ endpoint: engine.endpoint, ...localClientSettings });
  onTestFinished(() => client.destroy());
  const Key = marshall({ accountId: account.accountId, sk: 'account' });
  const { Item = {} } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
  expect(unmarshall(Item)).toEqual(item);
  const store = createAccountStore(client, tableName);
  const pages: DueAccount[][] = [];
  for await (const page of store.listDueAccounts('0', startMs)) {
    pages.push(page);
  }
  expect(pages).toEqual([[expect.objectContaining({ accountId: account.accountId, dueAtMs: startMs })]]);
});
