import { type DynamoDBClient, paginateQuery, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { jobIdInCreatedKey, toCreatedTime } from '../core/ids.ts';
import type { JobRef } from '../core/job/job.ts';
import { keyOf, operationsOf, toRef } from './job-table.ts';

/** A job in a tenant's list, and its place there. */
export interface ListedJob extends JobRef {
  /** See `createdKeyOf`. */
  createdKey: string;
}

/** Accepted in [fromMs, beforeMs), after the one with that `createdKey`. */
export interface ListRange {
  fromMs: number;
  beforeMs: number;
  after?: string | undefined;
  limit: number;
}

export interface ListPage {
  jobs: ListedJob[];
  hasMore: boolean;
}

/** Many jobs at once: those of a tenant, and those of a quota. */
export function createJobLists(client: DynamoDBClient, tableName: string) {
  return { listJobsOf, listOperationsOf, countQuota };

  /**
   * A tenant's jobs, newest first, from those after `after` on (or from the newest), accepted in [fromMs, beforeMs).
   * Eventually consistent: a job may be missing for a moment after it was stored, and be named for a moment after it was
   * deleted.
   * @param range.after the `createdKey` of the job before.
   */
  function listJobsOf(tenantId: string, range: ListRange): Promise<ListPage> {
    return listPartition(tenantId, tenantId, range);
  }

  /** The same of a tenant's operations. */
  function listOperationsOf(tenantId: string, range: ListRange): Promise<ListPage> {
    return listPartition(operationsOf(tenantId), tenantId, range);
  }

  async function listPartition(partition: string, tenantId: string, range: ListRange): Promise<ListPage> {
    const { fromMs, beforeMs, after, limit } = range;
    const from = toCreatedTime(fromMs);
    const before = toCreatedTime(beforeMs);
    // Where a page goes on must lie within its range: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
    if (from >= before || (after !== undefined && after <= from)) {
      return { jobs: [], hasMore: false };
    }
    const start = after !== undefined && after < before ? after : undefined;
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: 'byTenant',
        KeyConditionExpression: 'tenantId = :tenantId AND createdKey BETWEEN :from AND :before',
        ExpressionAttributeValues: marshall({ ':tenantId': partition, ':from': from, ':before': before }),
        ScanIndexForward: false,
        Limit: limit,
        ...(start === undefined ? {} : { ExclusiveStartKey: marshall(startKey(partition, tenantId, start)) }),
      }),
    );
    const jobs = Items.map((item) => {
      const { pk, createdKey } = unmarshall(item);
      return { ...toRef(String(pk)), createdKey: String(createdKey) };
    });
    return { jobs, hasMore: LastEvaluatedKey !== undefined };
  }

  /** How many unfinished jobs count towards a quota, counted up to `limit`. Eventually consistent. */
  async function countQuota(quota: string, limit: number): Promise<number> {
    let count = 0;
    const pages = paginateQuery(
      { client, pageSize: limit },
      {
        TableName: tableName,
        IndexName: 'byQuota',
        KeyConditionExpression: '#quota = :quota',
        ExpressionAttributeNames: { '#quota': 'quota' },
        ExpressionAttributeValues: marshall({ ':quota': quota }),
        Select: 'COUNT',
      },
    );
    for await (const { Count = 0 } of pages) {
      count += Count;
      if (count >= limit) {
        break;
      }
    }
    return Math.min(count, limit);
  }
}

function startKey(partition: string, tenantId: string, createdKey: string): Record<string, string> {
  const jobId = jobIdInCreatedKey(createdKey) ?? '';
  return { ...keyOf({ tenantId, jobId }), tenantId: partition, createdKey };
}
