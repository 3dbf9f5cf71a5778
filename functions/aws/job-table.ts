import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createdKeyOf } from '../core/ids.ts';
import { isEndless } from '../core/job/due.ts';
import { isFinal, type Job, type JobRef, resultKeptMs } from '../core/job/job.ts';
import { isOlder, markNewer, schemaVersion } from '../core/schema-version.ts';

/*
 * How a job is kept: under its tenant and id, with what the table's indexes and its time to live need beside it.
 */

/** The primary key of a job, before it is marshalled. */
export function keyOf({ tenantId, jobId }: JobRef): { pk: string } {
  return { pk: `${tenantId}#${jobId}` };
}

/** The partition of the index `byTenant` that lists a tenant's operations; its invites are in one of the tenant's own name. */
export function operationsOf(tenantId: string): string {
  return `${tenantId}#operations`;
}

/** The one of its endless jobs: the watches of chats, and the tendings of standing work. */
export function watchesOf(tenantId: string): string {
  return `${tenantId}#watches`;
}

function listOf({ tenantId, operation }: Job): string {
  if (operation === undefined) {
    return tenantId;
  }
  return isEndless({ operation }) ? watchesOf(tenantId) : operationsOf(tenantId);
}

export function toItem(job: Job): Record<string, AttributeValue> {
  const { jobId: _jobId, hasOlderSchema: _hasOlderSchema, ...attributes } = job;
  return marshall(
    {
      ...keyOf(job),
      ...attributes,
      tenantId: listOf(job),
      v: schemaVersion,
      createdKey: createdKeyOf(job),
      ...expiry(job),
    },
    { removeUndefinedValues: true },
  );
}

export function toJob(item: Record<string, AttributeValue>): Job {
  const {
    pk,
    v,
    createdKey: _createdKey,
    expiresAt: _expiresAt,
    callbackShard: _callbackShard,
    callbackDueAtMs: _callbackDueAtMs,
    ...attributes
  } = unmarshall(item);
  return {
    ...attributes,
    ...toRef(String(pk)),
    ...markNewer(v),
    ...(isOlder(v) ? { hasOlderSchema: true } : {}),
  } as Job;
}

export function toRef(pk: string): JobRef {
  const [tenantId = '', jobId = ''] = pk.split('#');
  return { tenantId, jobId };
}

/** Only finished jobs expire. Seconds, as DynamoDB's TTL wants them. */
export function expiry(job: Job): { expiresAt?: number } {
  if (!isFinal(job.status) || job.finishedAtMs === undefined) {
    return {};
  }
  return { expiresAt: Math.ceil((job.finishedAtMs + resultKeptMs) / 1000) };
}
