import {
  type ExportOutcome,
  isFinal,
  type Job,
  type JobError,
  type JobStatus,
  type JobWait,
  parkedDueAtMs,
} from './job.ts';
import type { RpcError } from './rpc-error.ts';
import { waitedMsOf } from './waited.ts';

/*
 * The changes a job can go through. Each makes the next version of the job from the one before; the store refuses it
 * when the stored version is another, so two writers can never both win.
 */

function change(job: Job, status: JobStatus, nowMs: number): Job {
  if (isFinal(job.status)) {
    throw new Error(`job ${job.jobId} is ${job.status}, which is final`);
  }
  const { wait: _wait, error: _error, ...kept } = job;
  // A job that is no longer blocked is due: beyond every clock nobody would find it.
  const isParked = job.dueAtMs !== undefined && job.dueAtMs >= parkedDueAtMs;
  return {
    ...kept,
    ...nextVersion(job, nowMs),
    ...(isParked ? { dueAtMs: nowMs } : {}),
    status,
  };
}

/** What every change changes: `updatedAtMs`, so that the wait up to then has to be added up. */
function nextVersion(job: Job, nowMs: number): Pick<Job, 'version' | 'updatedAtMs' | 'waitedMs'> {
  const waitedMs = waitedMsOf(job, nowMs);
  return { version: job.version + 1, updatedAtMs: nowMs, ...(waitedMs === 0 ? {} : { waitedMs }) };
}

function finish(job: Job, status: JobStatus, nowMs: number): Job {
  const { dueAtMs: _dueAtMs, intentAtMs: _intentAtMs, ...kept } = change(job, status, nowMs);
  return { ...kept, finishedAtMs: nowMs };
}

/**
 * A call is about to be made: counted and dated before it is, so that a crash leaves a trace. An older intent without a
 * result keeps its date, for reconciliation has to look back to it. The due time stays: the lease keeps others away.
 */
export function begin(job: Job, fence: number, nowMs: number): Job {
  const begun = change(job, 'running', nowMs);
  const intentAtMs = job.intentAtMs ?? nowMs;
  return { ...begun, fence, attempts: job.attempts + 1, intentAtMs, calledAtMs: intentAtMs };
}

/**
 * The chat is about to be searched for the link of a call of unknown outcome. Counted for itself: a job whose worker was
 * killed by another job's call must not be given up for it.
 */
export function lookAgain(job: Job, fence: number, nowMs: number): Job {
  return { ...change(job, 'running', nowMs), fence, reconciliations: job.reconciliations + 1 };
}

/**
 * The search found no link: the call made nothing. Stored before the chat is used again, or a link made there later could
 * be taken for this job's.
 */
export function settleUnmade(job: Job, nowMs: number): Job {
  const { intentAtMs: _intentAtMs, ...kept } = change(job, 'queued', nowMs);
  return kept;
}

/** Telegram answered. */
export function succeed(job: Job, outcome: ExportOutcome, nowMs: number): Job {
  return { ...finish(job, 'succeeded', nowMs), outcome };
}

/** Nothing more will be tried. */
export function fail(job: Job, error: JobError, nowMs: number): Job {
  return { ...finish(job, 'failed', nowMs), error };
}

/** What a caller's cancellation makes of a job: the end, where no call was made; a wish, where one may be outstanding. */
export function withdraw(job: Job, nowMs: number): Job {
  if (isFinal(job.status) || job.cancelRequestedAtMs !== undefined) {
    return job;
  }
  return job.intentAtMs === undefined ? cancel(job, nowMs) : requestCancel(job, nowMs);
}

/** The caller has withdrawn the request, and no link was made. */
export function cancel(job: Job, nowMs: number): Job {
  return finish(job, 'cancelled', nowMs);
}

/** The caller has withdrawn the request while a call may be outstanding: it ends when that call's outcome is known. */
function requestCancel(job: Job, nowMs: number): Job {
  return { ...job, ...nextVersion(job, nowMs), cancelRequestedAtMs: nowMs };
}

/** The job's deadline passed while no call was outstanding. */
export function expire(job: Job, nowMs: number): Job {
  const detail =
    'The deadline passed before a link could be made. No link was made. Ask again with a later deadline.';
  return { ...finish(job, 'expired', nowMs), error: { type: 'DEADLINE_PASSED', class: 'expired', detail } };
}

/**
 * Not now. An intent stays what it was: unsettled until it is reconciled. A job whose deadline comes before the end of
 * its wait is looked at then.
 */
export function wait(job: Job, until: JobWait, nowMs: number): Job {
  const endsFirst = job.deadlineMs > nowMs && job.deadlineMs < until.retryAtMs;
  const dueAtMs = endsFirst ? job.deadlineMs : until.retryAtMs;
  return { ...change(job, 'waiting', nowMs), wait: until, dueAtMs };
}

/** The chat could not be searched for the link: counted, whoever was to blame, so that it comes to an end. */
export function waitUnseen(job: Job, until: JobWait, nowMs: number): Job {
  const counted = job.status === 'running' ? 0 : 1;
  return { ...wait(job, until, nowMs), reconciliations: job.reconciliations + counted };
}

/** Telegram refused the search for a link with a wait: the search is not counted, and the outcome stays unknown. */
export function waitToLook(job: Job, until: JobWait, nowMs: number): Job {
  return { ...wait(job, until, nowMs), reconciliations: Math.max(job.reconciliations - 1, 0) };
}

/** Telegram refused the call with a wait: no link was made, and the attempt is not held against the job. */
export function waitRefused(job: Job, until: JobWait, nowMs: number): Job {
  const { intentAtMs: _intentAtMs, ...kept } = wait(job, until, nowMs);
  return { ...kept, waits: job.waits + 1 };
}

/** Telegram failed before there was anything to call for: counted as an attempt, or it would be tried for ever. */
export function waitUncalled(job: Job, until: JobWait, nowMs: number): Job {
  return { ...wait(job, until, nowMs), attempts: job.attempts + 1 };
}

/** The access hash kept for the chat is stale: the job stays due, to be addressed anew. An intent stays what it was. */
export function readdress(job: Job, staleChat: string, nowMs: number): Job {
  return { ...change(job, 'queued', nowMs), staleChat };
}

/** The same after the call itself was refused for it: certainly no link was made. */
export function readdressRefused(job: Job, staleChat: string, nowMs: number): Job {
  const { intentAtMs: _intentAtMs, ...kept } = readdress(job, staleChat, nowMs);
  return kept;
}

/** The account needs its operator: the job keeps its place, and its intent if it has one, until the account is repaired. */
export function block(job: Job, error: JobError, nowMs: number): Job {
  return { ...change(job, 'blocked', nowMs), error, dueAtMs: parkedDueAtMs + job.deadlineMs };
}

/** The account was repaired: the job is due at once. */
export function unblock(job: Job, nowMs: number): Job {
  return { ...change(job, 'queued', nowMs), dueAtMs: nowMs };
}

/**
 * The sweeper is about to send the job's message again: a new deduplication id, or SQS would swallow it, and a new due
 * time, so that the next sweep does not send it too. What the job shows its caller stays.
 */
export function repair(job: Job, nowMs: number): Job {
  return { ...job, ...nextVersion(job, nowMs), sends: job.sends + 1, dueAtMs: nowMs };
}

/** The job's view of an error of Telegram. */
export function toJobError(error: RpcError): JobError {
  const { type, detail } = error;
  return { type, class: error.class, detail, ...(error.code === 0 ? {} : { code: error.code }) };
}
