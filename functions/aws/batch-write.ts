import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';

/** DynamoDB's limit for one BatchWriteItem. */
const batchWriteLimit = 25;

/**
 * Puts and deletes, in no particular order and each for itself: what was done when this throws stays done. What DynamoDB
 * leaves undone is sent again; when it does nothing at all this throws, for the SDK has waited and repeated by then.
 * @param requests no two for one key.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function batchWrite(
  client: DynamoDBClient,
  tableName: string,
  requests: WriteRequest[],
): Promise<void> {
  let pending = requests;
  while (pending.length > 0) {
    const batch = pending.slice(0, batchWriteLimit);
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: batch } }),
    );
    const unprocessed = UnprocessedItems?.[tableName] ?? [];
    if (unprocessed.length === batch.length) {
      throw new Error('DynamoDB processed none of the writes of a batch: throttled');
    }
    pending = [...unprocessed, ...pending.slice(batchWriteLimit)];
  }
}
