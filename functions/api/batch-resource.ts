import { toInviteResource, toRfc3339 } from '../core/job/invite-resource.ts';
import { isFinal, type Job, type JobStatus } from '../core/job/job.ts';
import { toOperationResource } from '../core/job/operation-resource.ts';
import { blockedRetrySeconds } from '../core/pace/estimate.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import { type Estimate, type EstimateDoneDeps, estimateDone } from './estimate-done.ts';
import { isBatchFinal } from './find-batch.ts';
import { retryAfter } from './find-invite.ts';
import { secondsToAskAgain } from './find-operation.ts';

/** A page of a batch: `limit` items from the one at `from` on, counted from 0. */
export interface BatchPage {
  limit: number;
  from: number;
}

/** No request stores jobs for longer. */
const requestMs = 60_000;

export const firstBatchPage: BatchPage = { limit: 50, from: 0 };

/** @param jobs a batch's, in their order, at least one. @param missing see `FoundBatch`. */
export async function respondBatch(
  deps: EstimateDoneDeps,
  statusCode: number,
  jobs: Job[],
  page: BatchPage,
  headers: Record<string, string> = {},
  missing = 0,
): Promise<ApiResponse> {
  const estimate = isBatchFinal(jobs) ? untilStored() : await estimateOpen();
  const body = toBatchResource(jobs, page, { doneAtMs: estimate.doneAtMs, nowMs: deps.now(), missing });
  return respondJson(statusCode, body, { ...retryAfter(estimate), ...headers });

  function untilStored(): Estimate {
    return isBatchDone(jobs, missing, deps.now()) ? {} : { retryAfterSeconds: blockedRetrySeconds };
  }

  /** Operations take a moment, and do not wait for the pace: the first that is not done tells when to ask again. */
  async function estimateOpen(): Promise<Estimate> {
    const next = jobs.find(({ status, operation }) => operation !== undefined && !isFinal(status));
    return next === undefined
      ? estimateDone(deps, jobs)
      : { retryAfterSeconds: secondsToAskAgain(next, deps.now()) };
  }
}

/**
 * Whether nothing more comes of it by itself. What a request for operations has not stored when it broke off is still to be done. What one
 * for invites has not stored was not accepted: a repeat, where there is one, makes it `running` again.
 */
export function isBatchDone(jobs: Job[], missing: number, nowMs: number): boolean {
  const [first] = jobs;
  const isBeingStored = first?.operation !== undefined || nowMs < (first?.createdAtMs ?? 0) + requestMs;
  return isBatchFinal(jobs) && (missing === 0 || !isBeingStored);
}

function toBatchResource(
  jobs: Job[],
  { limit, from }: BatchPage,
  { doneAtMs, nowMs, missing }: { doneAtMs: number | undefined; nowMs: number; missing: number },
): Record<string, unknown> {
  const [first] = jobs;
  const items = jobs.slice(from, from + limit);
  return {
    id: first?.batch?.batchId,
    size: jobs.length + missing,
    ...(missing === 0 ? {} : { missing }),
    status: isBatchDone(jobs, missing, nowMs) ? 'done' : 'running',
    counts: countStatuses(jobs),
    ...(doneAtMs === undefined ? {} : { estimated_done_at: toRfc3339(doneAtMs) }),
    created_at: toRfc3339(first?.createdAtMs ?? 0),
    items: items.flatMap((job) => (job.operation === undefined ? toInviteResource(job, nowMs) : [])),
    ...(first?.operation === undefined ? {} : { operations: items.map(toOperationResource) }),
    ...(from + limit < jobs.length ? { next_cursor: toBatchCursor(from + limit) } : {}),
  };
}

function countStatuses(jobs: Job[]): Record<JobStatus, number> {
  const counts: Record<JobStatus, number> = {
    queued: 0,
    running: 0,
    waiting: 0,
    blocked: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    expired: 0,
  };
  for (const { status } of jobs) {
    counts[status] += 1;
  }
  return counts;
}

function toBatchCursor(from: number): string {
  return Buffer.from(`item#${from}`).toString('base64url');
}

/** @returns undefined for anything that is no cursor of a batch. */
export function readBatchCursor(cursor: string): number | undefined {
  const from = /^item#(\d{1,3})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1];
  return from === undefined ? undefined : Number(from);
}
