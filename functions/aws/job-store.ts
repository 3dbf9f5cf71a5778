import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { isOperationId } from '../core/ids.ts';
import { type DueJob, isWatchPlace } from '../core/job/due.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { batchGet } from './batch-get.ts';
import { insertItems } from './insert-items.ts';
import { keyOf, toItem, toJob, toRef } from './job-table.ts';
import { isSameWrite, updateOf } from './job-update.ts';

/** The jobs table: one item a job, under its tenant and id, and the index of unfinished jobs by account and due time. */
export type JobStore = ReturnType<typeof createJobStore>;

export function createJobStore(client: DynamoDBClient, tableName: string) {
  return {
    createJob,
    createJobs,
    getJob,
    loadJobs,
    saveJob,
    listDueJobs,
    listDueRequests,
    countUnfinishedJobs,
  };

  /**
   * Stores a new job, exactly once per id.
   * @returns 'created', or the job already stored under that id.
   */
  async function createJob(job: Job): Promise<'created' | Job> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: toItem(job),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'created';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException && error.Item) {
        return toJob(error.Item);
      }
      throw error;
    }
  }

  /**
   * Stores those of new jobs that are not stored yet, each for itself.
   * @returns how many those were.
   * @throws when DynamoDB did not take some of them: the others are stored.
   */
  function createJobs(jobs: Job[]): Promise<number> {
    return insertItems(client, tableName, jobs.map(toItem));
  }

  /** The job as it stands now, read consistently. */
  async function getJob(ref: JobRef): Promise<Job | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: marshall(keyOf(ref)), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : toJob(Item);
  }

  /** The jobs that exist of those named, read consistently, in no particular order. */
  async function loadJobs(refs: JobRef[]): Promise<Job[]> {
    const keys = [...new Map(refs.map((ref) => [ref.jobId, marshall(keyOf(ref))])).values()];
    return (await batchGet(client, tableName, keys)).map(toJob);
  }

  /**
   * Stores the next version of a job over the one it was made from.
   * @returns false, and nothing is stored, when the job was changed by another meanwhile, or its row is of a newer version.
   */
  async function saveJob(next: Job): Promise<boolean> {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: tableName,
          ...updateOf(next),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        return error.Item !== undefined && isSameWrite(toJob(error.Item), next);
      }
      throw error;
    }
  }

  /**
   * Unfinished jobs of an account with `dueAtMs` from afterMs to untilMs, both included, in that order. The index is eventually
   * consistent: what it names is a hint, and must be loaded before it is acted on.
   */
  async function listDueJobs(
    accountId: string,
    { afterMs = 0, untilMs, limit }: { afterMs?: number; untilMs: number; limit: number },
  ): Promise<DueJob[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'byAccount',
        KeyConditionExpression: 'accountId = :accountId AND dueAtMs BETWEEN :after AND :until',
        ExpressionAttributeValues: marshall({
          ':accountId': accountId,
          ':after': afterMs,
          ':until': untilMs,
        }),
        ProjectionExpression: 'pk, dueAtMs',
        Limit: limit,
      }),
    );
    return Items.map(toDueJob);
  }

  /** An account's unfinished requests, the first `limit` of them. `COUNT` would read as many units. Eventually consistent. */
  function listDueRequests(accountId: string, limit: number): Promise<DueJob[]> {
    return listUnfinished(accountId, limit, ({ jobId }) => !isOperationId(jobId));
  }

  /** How many unfinished jobs an account has, operations included and watches not, counted up to `limit`. Eventually consistent. */
  async function countUnfinishedJobs(accountId: string, limit: number): Promise<number> {
    return (await listUnfinished(accountId, limit, ({ dueAtMs }) => !isWatchPlace(dueAtMs))).length;
  }

  async function listUnfinished(
    accountId: string,
    limit: number,
    isWanted: (job: DueJob) => boolean,
  ): Promise<DueJob[]> {
    const found: DueJob[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: 'byAccount',
          KeyConditionExpression: 'accountId = :accountId',
          ExpressionAttributeValues: marshall({ ':accountId': accountId }),
          ProjectionExpression: 'pk, dueAtMs',
          Limit: limit - found.length,
          ExclusiveStartKey,
        }),
      );
      found.push(...(page.Items ?? []).map(toDueJob).filter(isWanted));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined && found.length < limit);
    return found;
  }
}

function toDueJob({ pk, dueAtMs }: Record<string, AttributeValue>): DueJob {
  return { ...toRef(String(pk?.S)), dueAtMs: Number(dueAtMs?.N) };
}
