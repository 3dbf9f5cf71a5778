import { tendingIdOf } from '../ids.ts';
import { type Tending, watchDeadlineMs, watchFromMs } from './due.ts';
import type { Job } from './job.ts';
import { newJob } from './new-job.ts';
import type { StandingRef } from './operation.ts';

/*
 * A tending gives standing work its times: a job of the service's own, beside the work's row, that is never done. A worker tends the
 * work when the tending is due, or when a message names it. It waits, and rests while there is no such work.
 */

/** Whose standing work it is, and the account and chat that it makes links with. */
export interface TendedWork {
  tenantId: string;
  accountId: string;
  account: string;
  peer: string | Record<string, unknown>;
}

/** Between two times. */
export const nextTendingReason = 'NEXT_TENDING';

/** The tending of new standing work: due at once. */
export function newTending(
  { tenantId, accountId, account, peer }: TendedWork,
  { kind, name }: StandingRef,
  nowMs: number,
): Tending {
  const job = newJob(
    {
      tenantId,
      jobId: tendingIdOf(tenantId, accountId, kind, name),
      accountId,
      request: { account, peer, priority: 'low' },
      operation: { kind, name },
    },
    nowMs,
  );
  return { ...job, operation: { kind, name }, deadlineMs: watchDeadlineMs, dueAtMs: watchFromMs + nowMs };
}

/** It is due then, and not before. */
export function tendAgainAt(tending: Job, retryAtMs: number, nowMs: number): Job {
  const { error: _error, ...kept } = tending;
  return {
    ...kept,
    version: tending.version + 1,
    updatedAtMs: nowMs,
    status: 'waiting',
    wait: { reason: nextTendingReason, retryAtMs },
    dueAtMs: watchFromMs + retryAtMs,
  };
}

/** An endless job has nothing to do: it is due at no time. */
export function restEndless(job: Job, nowMs: number): Job {
  const { dueAtMs: _dueAtMs, wait: _wait, error: _error, ...rested } = job;
  return { ...rested, version: job.version + 1, updatedAtMs: nowMs, status: 'waiting', waits: job.attempts };
}
