import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { callbackShardOf } from '../core/callback/webhook-callback.ts';
import type { Job, JobRef, LinkState } from '../core/job/job.ts';
import { isWritten } from './is-written.ts';
import { keyOf, toJob } from './job-table.ts';

/** The links of invites after they were made: their state, and the order of their operations. Neither changes a job's version. */
export function createJobLinks(client: DynamoDBClient, tableName: string) {
  return { saveLink, saveOperationIds, keepInviteUntil, saveTaken };

  /**
   * Stores what is known of an invite's link.
   * @returns false, and nothing is stored, where a later lease has stored something, or a later write of the same, or the invite is gone.
   */
  async function saveLink(invite: JobRef, link: LinkState): Promise<boolean> {
    const { fence, writeNumber = 0 } = link;
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(keyOf(invite)),
          UpdateExpression: 'SET #link = :link',
          ConditionExpression:
            'attribute_exists(pk) AND (attribute_not_exists(#link) OR #link.fence < :fence OR (#link.fence = :fence' +
            ' AND (attribute_not_exists(#link.writeNumber) OR #link.writeNumber < :writeNumber)))',
          ExpressionAttributeNames: { '#link': 'link' },
          ExpressionAttributeValues: marshall(
            { ':link': link, ':fence': fence, ':writeNumber': writeNumber },
            { removeUndefinedValues: true },
          ),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        // The SDK repeats a write whose answer was lost, and the repeat meets the write's own result.
        const stored = error.Item && toJob(error.Item).link;
        return stored?.fence === fence && stored.writeNumber === writeNumber;
      }
      throw error;
    }
  }

  /**
   * Stores the order of an invite's operations over the one that it was made from.
   * @returns false, and nothing is stored, where it has changed meanwhile, or the invite is gone.
   */
  function saveOperationIds(invite: JobRef, before: string[] | undefined, next: string[]): Promise<boolean> {
    const isSame = before === undefined ? 'attribute_not_exists(operationIds)' : 'operationIds = :before';
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(keyOf(invite)),
          UpdateExpression: 'SET operationIds = :next',
          ConditionExpression: `attribute_exists(pk) AND ${isSame}`,
          ExpressionAttributeValues: marshall(
            { ':next': next, ':before': before },
            { removeUndefinedValues: true },
          ),
        }),
      ),
    );
  }

  /** An invite whose row is gone, or is kept for longer anyway, is left alone. */
  async function keepInviteUntil(invite: JobRef, untilMs: number): Promise<void> {
    await isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(keyOf(invite)),
          UpdateExpression: 'SET expiresAt = :until',
          // One that is not final expires at no time.
          ConditionExpression: 'expiresAt < :until',
          ExpressionAttributeValues: marshall({ ':until': Math.ceil(untilMs / 1000) }),
        }),
      ),
    );
  }

  /**
   * Stores with an invite who has taken its link from a pool, and its request with what they said. Twice at most: when it is taken, and
   * when the link has what was asked for. The callback is due with the last.
   * @returns false, and nothing is stored, where another take is stored, or the end of this one.
   */
  function saveTaken(
    invite: JobRef,
    {
      request,
      taken,
      callback,
      keptUntilMs,
    }: Pick<Job, 'request' | 'taken' | 'callback'> & { keptUntilMs: number },
  ): Promise<boolean> {
    const due = callback && { callbackShard: callbackShardOf(invite.jobId), callbackDueAtMs: taken?.atMs };
    const set =
      due === undefined ? '' : ', callback = :callback, callbackShard = :shard, callbackDueAtMs = :dueAt';
    return isWritten(
      client.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: marshall(keyOf(invite)),
          UpdateExpression: `SET #request = :request, taken = :taken, expiresAt = :expiresAt${set}`,
          ConditionExpression:
            'attribute_exists(pk) AND (attribute_not_exists(taken) OR' +
            ' (taken.takeId = :takeId AND taken.isSettled = :open AND attribute_not_exists(taken.#error)))',
          ExpressionAttributeNames: { '#request': 'request', '#error': 'error' },
          ExpressionAttributeValues: marshall(
            {
              ':request': request,
              ':taken': taken,
              ':expiresAt': Math.ceil(keptUntilMs / 1000),
              ':takeId': taken?.takeId,
              ':open': false,
              ':callback': callback,
              ':shard': due?.callbackShard,
              ':dueAt': due?.callbackDueAtMs,
            },
            { removeUndefinedValues: true },
          ),
        }),
      ),
    );
  }
}
