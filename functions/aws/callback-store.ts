import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { JobCallback, JobRef } from '../core/job/job.ts';
import { schemaVersion } from '../core/schema-version.ts';
import type { DueCallback } from '../core/sweep/webhook-sweep.ts';
import { keyOf, toRef } from './job-table.ts';

/** The callbacks in the rows of finished jobs, and the index of those that are due. */
export function createCallbackStore(client: DynamoDBClient, tableName: string) {
  return { saveCallback, listDueCallbacks, listWaitingCallbacks };

  /**
   * Stores how far a pending callback has come, whose attempts were `attempts` till now. Without `dueAtMs` nobody has to
   * look at it any more. The job's version stays: nothing of the job itself is changed.
   * @returns false, and nothing is stored, when it has changed meanwhile, or the row is of a newer version. Also when the SDK repeated a write whose answer
   * was lost: an attempt is then counted and not made, and the sweeper finds the callback when it is due.
   */
  async function saveCallback(
    ref: JobRef,
    attempts: number,
    next: JobCallback,
    dueAtMs?: number,
  ): Promise<boolean> {
    const due =
      dueAtMs === undefined ? 'REMOVE callbackShard, callbackDueAtMs' : ', callbackDueAtMs = :dueAtMs';
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(keyOf(ref)),
          UpdateExpression: `SET #callback = :next ${due}`,
          ConditionExpression:
            '#callback.#status = :pending AND #callback.attempts = :attempts AND (attribute_not_exists(v) OR v <= :v)',
          ExpressionAttributeNames: { '#callback': 'callback', '#status': 'status' },
          ExpressionAttributeValues: marshall(
            {
              ':next': next,
              ':pending': 'pending' satisfies JobCallback['status'],
              ':attempts': attempts,
              ':v': schemaVersion,
              ':dueAtMs': dueAtMs,
            },
            { removeUndefinedValues: true },
          ),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return false;
      }
      throw error;
    }
  }

  /** Callbacks of one shard that are not delivered yet, the longest due first. Eventually consistent. */
  async function listWaitingCallbacks(shard: string, limit: number): Promise<JobRef[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'byCallback',
        KeyConditionExpression: 'callbackShard = :shard',
        ExpressionAttributeValues: marshall({ ':shard': shard }),
        Limit: limit,
      }),
    );
    return Items.map((item) => toRef(String(unmarshall(item).pk)));
  }

  /** Callbacks of one shard that were due by then, the longest due first. A hint: the index is eventually consistent. */
  async function listDueCallbacks(shard: string, untilMs: number, limit: number): Promise<DueCallback[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'byCallback',
        KeyConditionExpression: 'callbackShard = :shard AND callbackDueAtMs <= :until',
        ExpressionAttributeValues: marshall({ ':shard': shard, ':until': untilMs }),
        Limit: limit,
      }),
    );
    return Items.map((item) => {
      const { pk, callbackDueAtMs } = unmarshall(item);
      return { ...toRef(String(pk)), callbackDueAtMs: Number(callbackDueAtMs) };
    });
  }
}
