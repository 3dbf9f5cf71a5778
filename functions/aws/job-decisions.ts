import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { JobRef } from '../core/job/job.ts';
import { erasedUserId } from '../core/job/operation.ts';
import { isWritten } from './is-written.ts';
import { keyOf } from './job-table.ts';

/** Decisions about people who ask to join, among the jobs. */
export function createJobDecisions(client: DynamoDBClient, tableName: string) {
  return { eraseDecision };

  /**
   * The decision names the person no more. It is not one about nobody, which would be about all who ask: one that is not made yet finds
   * no such person.
   */
  async function eraseDecision(operation: JobRef, userId: string): Promise<void> {
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(keyOf(operation)),
          UpdateExpression: 'SET #operation.userId = :erased',
          ConditionExpression: '#operation.userId = :person',
          ExpressionAttributeNames: { '#operation': 'operation' },
          ExpressionAttributeValues: marshall({ ':erased': erasedUserId, ':person': userId }),
        }),
      ),
    );
  }
}
