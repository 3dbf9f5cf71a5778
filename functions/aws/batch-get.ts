import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** DynamoDB's limit for one BatchGetItem. */
const batchGetLimit = 100;

/**
 * The items that exist of those named, read consistently unless told otherwise, in no particular order. What DynamoDB leaves out of an answer
 * is asked for again; when it answers nothing at all this throws, for the SDK has waited and repeated by then.
 * @param keys no two alike.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export async function batchGet(
  client: DynamoDBClient,
  tableName: string,
  keys: Record<string, AttributeValue>[],
  { ConsistentRead = true } = {},
): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let pending = keys;
  while (pending.length > 0) {
    const Keys = pending.slice(0, batchGetLimit);
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys, ConsistentRead } } }),
    );
    items.push(...(Responses?.[tableName] ?? []));
    const unprocessed = UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (unprocessed.length === Keys.length) {
      throw new Error('DynamoDB processed none of the keys of a batch: throttled');
    }
    pending = [...unprocessed, ...pending.slice(batchGetLimit)];
  }
  return items;
}
