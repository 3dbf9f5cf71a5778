import { maxLifeMs } from '../job-life.ts';
import type { InviteRequest } from '../request/invite-request.ts';
import { placeOf } from './due.ts';
import type { Job, JobBatch, JobCallback, JobRef } from './job.ts';
import type { Operation } from './operation.ts';

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
  quota?: string;
  /** None when it comes after all that are in line. */
  placeMs?: number;
  callback?: JobCallback;
  operation?: Operation;
  askedBy?: string;
  madeFor?: string;
  pool?: string;
}

/** The job of an accepted request: queued, and due at once. */
export function newJob(accepted: AcceptedRequest, nowMs: number): Job {
  return {
    ...accepted,
    createdAtMs: nowMs,
    deadlineMs: deadlineOf(accepted.request, nowMs),
    status: 'queued',
    version: 1,
    updatedAtMs: nowMs,
    dueAtMs: placeOf({ ...accepted, createdAtMs: nowMs }),
    attempts: 0,
    waits: 0,
    reconciliations: 0,
    sends: 0,
  };
}
