import {
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  UpdateTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TableSettings } from './template.ts';

/** A table exists, but not as this version of the service needs it. */
export class TableMismatchError extends Error {
  override name = 'TableMismatchError';
}

/**
 * Adds the indexes that an existing table lacks, and waits until they can be used. The local engine fills a new index
 * before it answers; DynamoDB fills it later.
 *
 * @throws TableMismatchError when the table, or one of its indexes, has other keys.
 */
export async function addMissingIndexes(
  client: DynamoDBClient,
  create: TableSettings['create'],
): Promise<void> {
  const { TableName, AttributeDefinitions, GlobalSecondaryIndexes: wanted = [] } = create;
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  refuseOtherKeys(`Table ${TableName}`, Table?.KeySchema, create.KeySchema);
  const there = new Map(Table?.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index]));
  for (const index of wanted) {
    const found = there.get(index.IndexName);
    if (found !== undefined) {
      refuseOtherKeys(`Index ${index.IndexName} of table ${TableName}`, found.KeySchema, index.KeySchema);
      continue;
    }
    // One at a time: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
    await client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName });
  }
}

function refuseOtherKeys(
  subject: string,
  found: KeySchemaElement[] | undefined,
  wanted: KeySchemaElement[] | undefined,
): void {
  const [is, needed] = [describeKeys(found), describeKeys(wanted)];
  if (is === needed) {
    return;
  }
  throw new TableMismatchError(
    `${subject} has the keys ${is}, but this version of invite-spool needs ${needed}: use the version that made it, or another folder.`,
  );
}

function describeKeys(keys: KeySchemaElement[] = []): string {
  return keys.map(({ AttributeName, KeyType }) => `${AttributeName} (${KeyType})`).join(', ');
}
