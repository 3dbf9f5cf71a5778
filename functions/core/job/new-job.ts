import { maxLifeMs } from '../job-life.ts';
import type { InviteRequest } from '../request/invite-request.ts';
import type { Job, JobBatch, JobCallback, JobRef } from './job.ts';

/** When a job that is accepted now is given up. */
export function deadlineOf({ deadline }: InviteRequest, nowMs: number): number {
  return deadline === undefined ? nowMs + maxLifeMs : deadline * 1000;
}

/** What a job is accepted with. */
export interface AcceptedRequest extends JobRef {
  accountId: string;
  request: InviteRequest;
  requestHash?: string;
  /** None when it was no HTTP request. */
  requestId?: string;
  batch?: JobBatch;
  callback?: JobCallback;
}

/** The job of an accepted request: queued, and due at once. */
export function newJob(accepted: AcceptedRequest, nowMs: number): Job {
  const { request, batch } = accepted;
  return {
    ...accepted,
    createdAtMs: nowMs,
    deadlineMs: deadlineOf(request, nowMs),
    status: 'queued',
    version: 1,
    updatedAtMs: nowMs,
    // The items of a batch are due in their order, a millisecond apart and none later than now.
    dueAtMs: batch === undefined ? nowMs : nowMs - (batch.size - 1 - batch.index),
    attempts: 0,
    waits: 0,
    reconciliations: 0,
    sends: 0,
  };
}
