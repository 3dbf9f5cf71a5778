import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import type { TableSettings } from './template.ts';

/**
 * Deletes the items whose time to live is over. DynamoDB does so, the local engine does not.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 *
 * @returns how many were deleted.
 */
export async function expireItems(
  client: DynamoDBClient,
  tables: TableSettings[],
  nowMs: number,
): Promise<number> {
  let deleted = 0;
  for (const { create, timeToLiveAttribute } of tables) {
    if (timeToLiveAttribute !== undefined) {
      deleted += await expireItemsOf(client, create, timeToLiveAttribute, nowMs);
    }
  }
  return deleted;
}

async function expireItemsOf(
  client: DynamoDBClient,
  { TableName, KeySchema = [] }: TableSettings['create'],
  timeToLiveAttribute: string,
  nowMs: number,
): Promise<number> {
  const keyNames = KeySchema.map(({ AttributeName = '' }) => AttributeName);
  const isExpired = {
    ExpressionAttributeNames: { '#timeToLive': timeToLiveAttribute },
    ExpressionAttributeValues: { ':now': { N: String(Math.floor(nowMs / 1000)) } },
  };
  const pages = paginateScan({ client }, { TableName, FilterExpression: '#timeToLive < :now', ...isExpired });
  let deleted = 0;
  for await (const { Items = [] } of pages) {
    for (const item of Items) {
      const Key = Object.fromEntries(Object.entries(item).filter(([name]) => keyNames.includes(name)));
      try {
        await client.send(
          new DeleteItemCommand({ TableName, Key, ConditionExpression: '#timeToLive < :now', ...isExpired }),
        );
        deleted += 1;
      } catch (error) {
        // The item was written again since it was read, with another time.
        if (!(error instanceof ConditionalCheckFailedException)) {
          throw error;
        }
      }
    }
  }
  return deleted;
}
