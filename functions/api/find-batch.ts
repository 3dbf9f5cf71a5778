import { mayUseAccount } from '../core/account/api-key.ts';
import { isBatchId, jobIdInBatch, operationIdInBatch } from '../core/ids.ts';
import { isFinal, type Job, type JobRef, resultKeptMs } from '../core/job/job.ts';
import type { OperationBatch } from '../core/job/operation-batch.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { HeldReads } from './prefer-wait.ts';
import { ProblemError } from './problem-error.ts';

export interface FindBatchDeps {
  /** The jobs that exist of those named, in no particular order. */
  loadJobs(refs: JobRef[]): Promise<Job[]>;
}

export interface FindAnyBatchDeps extends FindBatchDeps {
  getOperationBatch(tenantId: string, batchId: string): Promise<OperationBatch | undefined>;
  now(): number;
}

/**
 * The jobs of a batch, in their order; none when there is no such batch. The first one tells how many there are.
 * It is deleted 30 days after its end, and by then every other one is final: none has a later deadline than 30 days after it was accepted (`missingJobs`).
 */
export async function loadBatch(
  { loadJobs }: FindBatchDeps,
  tenantId: string,
  batchId: string,
): Promise<Job[]> {
  function refAt(index: number) {
    return { tenantId, jobId: jobIdInBatch(tenantId, batchId, index) };
  }
  const [first] = await loadJobs([refAt(0)]);
  const size = first?.batch?.size ?? 0;
  const others = Array.from({ length: Math.max(size - 1, 0) }, (_, index) => refAt(index + 1));
  const rest = others.length === 0 ? [] : await loadJobs(others);
  return (first === undefined ? [] : [first, ...rest]).sort((a, b) => placeOf(a) - placeOf(b));
}

export function isBatchFinal(jobs: Job[]): boolean {
  return jobs.every(({ status }) => isFinal(status));
}

/**
 * How an answer about a batch waits for its end. The last job that is not final is read each time, and the others when that
 * one is: an account works its jobs off in their order.
 */
export function readBatch({ loadJobs }: FindBatchDeps): HeldReads<Job[]> {
  return {
    isFinal: isBatchFinal,
    async poll(known) {
      const last = known.findLast(({ status }) => !isFinal(status));
      const [now] = last === undefined ? [] : await loadJobs([last]);
      return now === undefined || !isFinal(now.status) ? known : reload(known);
    },
    reload,
  };

  /** The same jobs as they stand now; those that are final stay as they are. */
  async function reload(jobs: Job[]): Promise<Job[]> {
    const unfinished = jobs.filter(({ status }) => !isFinal(status));
    const stored = new Map((await loadJobs(unfinished)).map((job) => [job.jobId, job]));
    return jobs.map((job) => stored.get(job.jobId) ?? job);
  }
}

/**
 * The jobs of the batch that the path names, but for those of accounts that the key may not use. Another tenant's batch
 * is not there.
 * @throws ProblemError 404
 */
export async function findBatch(deps: FindBatchDeps, event: KeyedEvent): Promise<Job[]> {
  return onlyAllowed(event, await loadNamed(deps, event));
}

/** A batch as far as it is stored. */
export interface FoundBatch {
  jobs: Job[];
  /** Jobs that are not stored, for their request broke off: the same request stores them. */
  missing: number;
}

/**
 * How many jobs of a batch were not stored.
 * @param jobs all that are there, in their order.
 */
export function countMissing([first, ...others]: Job[], nowMs: number): number {
  const size = first?.batch?.size ?? 0;
  // A job is kept for as long after its end: until then none of them was deleted.
  return nowMs < (first?.createdAtMs ?? 0) + resultKeptMs ? size - 1 - others.length : 0;
}

/** The batch of invites that the path names, as `findBatch` finds it, and how many of its jobs are not stored. @throws ProblemError 404 */
export async function findInviteBatch(
  deps: FindBatchDeps & { now(): number },
  event: KeyedEvent,
): Promise<FoundBatch> {
  const stored = await loadNamed(deps, event);
  return { jobs: onlyAllowed(event, stored), missing: countMissing(stored, deps.now()) };
}

async function loadNamed(deps: FindBatchDeps, { tenantId, pathParameters }: KeyedEvent): Promise<Job[]> {
  const batchId = pathParameters?.id ?? '';
  return isBatchId(batchId) ? loadBatch(deps, tenantId, batchId) : [];
}

/** @throws ProblemError 404 when there are none. */
function onlyAllowed({ key }: KeyedEvent, jobs: Job[]): Job[] {
  const allowed = jobs.filter(({ request }) => mayUseAccount(key, request.account));
  if (allowed.length === 0) {
    throw batchNotFound();
  }
  return allowed;
}

function batchNotFound(): ProblemError {
  return new ProblemError({
    slug: 'batch-not-found',
    detail: 'There is no batch with this id. Finished ones are kept for 30 days.',
  });
}

/** The same of a batch of either kind. @throws ProblemError 404 */
export async function findAnyBatch(deps: FindAnyBatchDeps, event: KeyedEvent): Promise<FoundBatch> {
  const { tenantId, pathParameters } = event;
  const batchId = pathParameters?.id ?? '';
  if (!isBatchId(batchId)) {
    throw batchNotFound();
  }
  // Its id does not tell of what it is.
  const invites = await loadBatch(deps, tenantId, batchId);
  const batch = invites.length === 0 ? await deps.getOperationBatch(tenantId, batchId) : undefined;
  if (batch === undefined) {
    return { jobs: onlyAllowed(event, invites), missing: countMissing(invites, deps.now()) };
  }
  const ids = batch.inviteIds.map((inviteId) => operationIdInBatch(tenantId, batchId, inviteId));
  const jobs = await deps.loadJobs(ids.map((jobId) => ({ tenantId, jobId })));
  return {
    jobs: onlyAllowed(event, jobs).sort((a, b) => placeOf(a) - placeOf(b)),
    missing: ids.length - jobs.length,
  };
}

function placeOf({ batch }: Job): number {
  return batch?.index ?? 0;
}
