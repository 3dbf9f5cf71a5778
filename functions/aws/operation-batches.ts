import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expiryOf, type OperationBatch } from '../core/job/operation-batch.ts';
import { keyOf } from './job-table.ts';

/** The batches of operations, in the table of the jobs. They are in none of its indexes. */
export function createOperationBatches(client: DynamoDBClient, tableName: string) {
  return { createOperationBatch, getOperationBatch };

  /** @returns 'created', or the batch already stored under that id. */
  async function createOperationBatch(batch: OperationBatch): Promise<'created' | OperationBatch> {
    const { tenantId, batchId, ...attributes } = batch;
    const item = { ...keyOf({ tenantId, jobId: batchId }), ...attributes, expiresAt: expiryOf(batch) };
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: marshall(item, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'created';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && error.Item) {
        return toBatch(tenantId, batchId, error.Item);
      }
      throw error;
    }
  }

  /** The batch, read consistently. */
  async function getOperationBatch(tenantId: string, batchId: string): Promise<OperationBatch | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: marshall(keyOf({ tenantId, jobId: batchId })),
        ConsistentRead: true,
      }),
    );
    return Item === undefined ? undefined : toBatch(tenantId, batchId, Item);
  }
}

function toBatch(tenantId: string, batchId: string, item: Record<string, AttributeValue>): OperationBatch {
  const { pk: _pk, expiresAt: _expiresAt, ...attributes } = unmarshall(item);
  return { ...attributes, tenantId, batchId } as OperationBatch;
}
