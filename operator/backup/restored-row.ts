import { type MarshalledItem, toAccount } from '../../functions/aws/account-table.ts';
import { toJob, toItem as toJobItem } from '../../functions/aws/job-table.ts';
import { toPool, toPoolItem } from '../../functions/aws/pool-row.ts';
import { isEndless } from '../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../functions/core/job/job.ts';
import { cancel } from '../../functions/core/job/transitions.ts';
import type { Pool } from '../../functions/core/pool/pool.ts';
import { isNewer } from '../../functions/core/schema-version.ts';
import { RefusedError } from '../terminal/operator-errors.ts';
import type { TableName } from './backup-file.ts';

/*
 * What a backup holds may have gone on where it was taken: a job that is unfinished in it may have been called for since, and a
 * link that lies ready in a pool may have been given away. So no restored job is called for before its link was searched for, and
 * no pool gives a link that it had.
 */

/** The time from the backup to now, in which the system that was backed up may have gone on. */
export interface Gap {
  takenAtMs: number;
  nowMs: number;
}

/** The id of an unfinished job's account, where a link of the job may be there. */
export function suspectedAccountOf(table: TableName, item: MarshalledItem): [string, string] | undefined {
  const job = table === 'jobs' ? readJob(item) : undefined;
  return job !== undefined && isSuspect(job) ? [job.accountId, job.jobId] : undefined;
}

/** The jobs that a lease was the intent of when the backup was made, and since when. Their rows do not say so. */
export function leaseIntentsIn(table: TableName, item: MarshalledItem): [string, number][] {
  if (table !== 'accounts' || item.sk?.S !== 'account') {
    return [];
  }
  const { leaseIntents = [], leaseIntentsFromMs = 0 } = toAccount(item);
  return leaseIntents.map((jobId) => [jobId, leaseIntentsFromMs]);
}

/** What a backup tells of jobs whose links may be there. */
export interface Suspects {
  /** The ids of an account's jobs that are to be searched for. */
  of(accountId: string): string[];
  /** When the lease was taken that was the intent of the job. */
  leasedAtMs(jobId: string): number | undefined;
}

/** The row as it is restored. */
export function toRestored(
  table: TableName,
  item: MarshalledItem,
  gap: Gap,
  suspects: Suspects,
): MarshalledItem {
  if (table === 'jobs') {
    const job = readJob(item);
    return job === undefined || isFinal(job.status) ? item : restoreJob(item, job, gap, suspects);
  }
  if (table === 'accounts' && item.sk?.S === 'account') {
    return restoreAccount(item, gap, suspects.of(item.accountId?.S ?? ''));
  }
  return table === 'standing' && item.poolId !== undefined && item.ready !== undefined
    ? restorePool(item)
    : item;
}

/** Batches of operations are in the same table, and are no jobs. */
function readJob(item: MarshalledItem): Job | undefined {
  if (item.status === undefined || item.accountId === undefined) {
    return undefined;
  }
  const job = toJob(item);
  if (isNewer(job)) {
    throw new RefusedError('A row was written by a newer version of this service: use that version.');
  }
  return job;
}

/** Of operations the outcome does not matter: what they do once or twice is the same. */
function isSuspect(job: Job): boolean {
  return !isFinal(job.status) && !isEndless(job) && job.operation === undefined && job.pool === undefined;
}

function restoreJob(item: MarshalledItem, job: Job, gap: Gap, suspects: Suspects): MarshalledItem {
  if (isSuspect(job)) {
    const leasedAtMs = job.intentAtMs === undefined ? suspects.leasedAtMs(job.jobId) : undefined;
    return toJobItem(suspectJob(job, { ...gap, takenAtMs: leasedAtMs ?? gap.takenAtMs }));
  }
  // A link for a pool may be there, and given away.
  return job.pool !== undefined && job.operation === undefined ? toJobItem(cancel(job, gap.nowMs)) : item;
}

/** As after a crash amid its call. */
export function suspectJob(job: Job, { takenAtMs, nowMs }: Gap): Job {
  const { unseenAtMs: _unseenAtMs, ...kept } = job;
  return {
    ...kept,
    status: job.status === 'queued' ? 'running' : job.status,
    version: job.version + 1,
    intentAtMs: job.intentAtMs ?? takenAtMs,
    calledAtMs: job.calledAtMs ?? takenAtMs,
    calledUntilMs: nowMs,
  };
}

/** Drained, so that it does nothing before its operator says that the other system has ended. */
function restoreAccount(item: MarshalledItem, { nowMs }: Gap, suspected: string[]): MarshalledItem {
  const { unsettled = [] } = toAccount(item);
  const ids = [...new Set([...unsettled, ...suspected])];
  // Each job that the lease was the intent of has one of its own now.
  const { leaseIntentsFromMs: _leaseIntentsFromMs, ...kept } = item;
  return {
    ...kept,
    drainedAtMs: item.drainedAtMs ?? { N: String(nowMs) },
    unsettled: { L: ids.map((id) => ({ S: id })) },
  };
}

function restorePool(item: MarshalledItem): MarshalledItem {
  return toPoolItem(emptyPool(toPool(item)));
}

/** The links stay valid: they may have been given to somebody. */
export function emptyPool(pool: Pool): Pool {
  const dropped = pool.ready.map(({ id }) => [id, false] as const);
  return {
    ...pool,
    ready: [],
    making: {},
    dropping: { ...pool.dropping, ...Object.fromEntries(dropped) },
  };
}
