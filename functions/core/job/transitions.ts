import type { RpcError } from '../rpc/rpc-error.ts';
import { isEndless, ownWaitFromMs, parkedDueAtMs, placeOf, watchFromMs } from './due.ts';
import { adviseOnRequest } from './failure-advice.ts';
import {
  type Decided,
  type ExportOutcome,
  isFinal,
  type Job,
  type JobError,
  type JobStatus,
  type JobWait,
  maxAttempts,
  maxInvocationMs,
  spentAttempts,
  type ToldLink,
} from './job.ts';
import type { SyncProgress } from './operation.ts';
import { waitedMsOf } from './waited.ts';

/*
 * The changes a job can go through. Each makes the next version of the job from the one before; the store refuses it
 * when the stored version is another, so two writers can never both win.
 */

/** Makes the next version, which stands in line at the job's place unless the caller changes that. */
function change(job: Job, status: JobStatus, nowMs: number): Job {
  if (isFinal(job.status)) {
    throw new Error(`job ${job.jobId} is ${job.status}, which is final`);
  }
  const { wait: _wait, error: _error, ...kept } = job;
  // An endless job has no place in line.
  const dueAtMs = isEndless(job) ? watchFromMs + nowMs : placeOf(job);
  return { ...kept, ...nextVersion(job, nowMs), dueAtMs, status };
}

/** The outcome of the last call is known, or there was none. */
function closeIntent(job: Job): Job {
  const {
    intentAtMs: _intentAtMs,
    calledUntilMs: _calledUntilMs,
    replaces: _replaces,
    unseenAtMs: _unseenAtMs,
    ...closed
  } = job;
  return closed;
}

/** What every change changes: `updatedAtMs`, so that the wait up to then has to be added up. */
function nextVersion(job: Job, nowMs: number): Pick<Job, 'version' | 'updatedAtMs' | 'waitedMs'> {
  const waitedMs = waitedMsOf(job, nowMs);
  return { version: job.version + 1, updatedAtMs: nowMs, ...(waitedMs === 0 ? {} : { waitedMs }) };
}

function finish(job: Job, status: JobStatus, nowMs: number): Job {
  const { dueAtMs: _dueAtMs, ...kept } = closeIntent(change(job, status, nowMs));
  return { ...kept, finishedAtMs: nowMs };
}

/**
 * A call is about to be made. It is counted and dated before it is made, so that a crash leaves a trace. An older intent without
 * a result keeps its date, because reconciliation has to look back to it.
 * @param calledUntilMs see `Job.calledUntilMs`.
 * @param replaces see `Job.replaces`.
 */
export function begin(job: Job, fence: number, nowMs: number, calledUntilMs = nowMs, replaces?: string): Job {
  const { unseenAtMs: _unseenAtMs, ...begun } = change(job, 'running', nowMs);
  const intentAtMs = job.intentAtMs ?? nowMs;
  return {
    ...begun,
    fence,
    attempts: job.attempts + 1,
    intentAtMs,
    calledUntilMs,
    calledAtMs: intentAtMs,
    ...(replaces === undefined ? {} : { replaces }),
  };
}

/**
 * A worker that has died may have made the job's first call, whose intent was its lease.
 * @param leasedAtMs when that lease was taken.
 * @param fence of a lease before the one of now.
 */
export function assumeBegun(job: Job, fence: number, leasedAtMs: number, nowMs: number): Job {
  const begun = begin(job, fence, nowMs, leasedAtMs + maxInvocationMs);
  return {
    ...begun,
    ...(job.wait === undefined ? {} : { wait: job.wait }),
    intentAtMs: leasedAtMs,
    calledAtMs: leasedAtMs,
  };
}

/** Telegram has certainly neither executed nor refused the call that was begun: the job is as if it had not been begun. */
export function takeBack(job: Job, nowMs: number): Job {
  const { calledAtMs: _calledAtMs, ...kept } = closeIntent(change(job, 'queued', nowMs));
  return { ...kept, attempts: job.attempts - 1 };
}

/**
 * The chat is about to be searched for the link of a call of unknown outcome. Searches are counted apart from attempts: a job
 * whose worker was killed by another job's call must not be given up for it. A job that is still running had a worker that
 * died.
 */
export function beginSearch(job: Job, fence: number, nowMs: number): Job {
  const hasDied = job.status === 'running' && job.fence !== fence;
  return {
    ...change(job, 'running', nowMs),
    fence,
    reconciliations: job.reconciliations + 1,
    ...(hasDied ? { brokenOff: (job.brokenOff ?? 0) + 1 } : {}),
  };
}

/**
 * The search found no link, but the call may still be executed: the chat is searched again.
 * @param unseenAtMs when it was searched, by Telegram's clock.
 */
export function waitForLateLink(job: Job, until: JobWait, unseenAtMs: number, nowMs: number): Job {
  return {
    ...wait(job, until, nowMs),
    reconciliations: 0,
    unseenAtMs: job.unseenAtMs ?? unseenAtMs,
  };
}

/**
 * The search found no link, and the call can no longer make one. Stored before the chat is used again, or a link made there
 * later could be taken for this job's.
 */
export function settleUnmade(job: Job, nowMs: number): Job {
  return { ...closeIntent(change(job, 'queued', nowMs)), reconciliations: 0 };
}

/** Telegram answered. */
export function succeed(job: Job, outcome: ExportOutcome, nowMs: number): Job {
  return { ...finish(job, 'succeeded', nowMs), outcome };
}

/** An operation is done. @param told what Telegram said of the link; nothing where no call was needed. */
export function succeedOperation(job: Job, told: ToldLink | undefined, nowMs: number): Job {
  return { ...finish(job, 'succeeded', nowMs), ...(told === undefined ? {} : { told }) };
}

/** A decision about people who ask to join is made. */
export function decide(job: Job, decided: Decided, nowMs: number): Job {
  return { ...finish(job, 'succeeded', nowMs), decided };
}

/** A call of an operation is settled, and another one follows. */
export function goOn(job: Job, nowMs: number): Job {
  return closeIntent(change(job, 'queued', nowMs));
}

/** A page of a list is about to be read. Reading changes nothing, so there is no intent to settle. */
export function beginPage(job: Job, fence: number, nowMs: number): Job {
  return { ...change(job, 'running', nowMs), fence, attempts: job.attempts + 1 };
}

/** A sync has come on by a page: what failed before is not held against it any more. */
export function turnPage(job: Job, sync: SyncProgress, nowMs: number): Job {
  return { ...change(job, 'queued', nowMs), sync, waits: job.attempts };
}

/** A sync has read its last list. */
export function succeedSync(job: Job, sync: SyncProgress, nowMs: number): Job {
  return { ...finish(job, 'succeeded', nowMs), sync };
}

/** Nothing more will be tried. */
export function fail(job: Job, error: JobError, nowMs: number): Job {
  return { ...finish(job, 'failed', nowMs), error: adviseOnRequest(job, error) };
}

/**
 * Whoever has the lease cancels the job. It ends at once when no call is outstanding, and otherwise when that call's outcome is
 * known.
 */
export function withdraw(job: Job, nowMs: number): Job {
  return job.intentAtMs === undefined && !isFinal(job.status)
    ? cancel(job, nowMs)
    : requestCancel(job, nowMs);
}

/** The caller has cancelled the job, and no link was made. */
export function cancel(job: Job, nowMs: number): Job {
  return finish(job, 'cancelled', nowMs);
}

/** The caller cancels a job that may have a call outstanding: it ends when that call's outcome is known. A repeat changes nothing. */
export function requestCancel(job: Job, nowMs: number): Job {
  if (isFinal(job.status) || job.cancelRequestedAtMs !== undefined) {
    return job;
  }
  return { ...job, ...nextVersion(job, nowMs), cancelRequestedAtMs: nowMs };
}

/** The job's deadline passed while no call was outstanding. */
export function expire(job: Job, nowMs: number): Job {
  const detail =
    job.operation === undefined
      ? 'The deadline passed before a link could be made. No link was made. Ask again with a later deadline.'
      : 'The deadline passed before it could be done. The link is as it was. Ask again with a later deadline.';
  return { ...finish(job, 'expired', nowMs), error: { type: 'DEADLINE_PASSED', class: 'expired', detail } };
}

/**
 * The job waits by itself. Its intent stays open until it is reconciled. A job whose deadline comes before the end of its wait is
 * looked at when the deadline comes.
 */
export function wait(job: Job, until: JobWait, nowMs: number): Job {
  const endMs = endsFirst(job, until, nowMs) ? job.deadlineMs : until.retryAtMs;
  const fromMs = isEndless(job) ? watchFromMs : ownWaitFromMs;
  return { ...change(job, 'waiting', nowMs), wait: until, dueAtMs: fromMs + endMs };
}

/** The job waits with its whole account, and keeps its place in line. */
export function waitInLine(job: Job, until: JobWait, nowMs: number): Job {
  return endsFirst(job, until, nowMs) || isEndless(job)
    ? wait(job, until, nowMs)
    : { ...change(job, 'waiting', nowMs), wait: until };
}

/** A job with an open outcome cannot end at its deadline. */
function endsFirst({ deadlineMs, intentAtMs }: Job, { retryAtMs }: JobWait, nowMs: number): boolean {
  return intentAtMs === undefined && deadlineMs > nowMs && deadlineMs < retryAtMs;
}

/** The search for the link failed. It is counted, whatever the cause, so that the searches come to an end. */
export function waitAfterSearch(job: Job, until: JobWait, nowMs: number): Job {
  const counted = job.status === 'running' ? 0 : 1;
  return { ...wait(job, until, nowMs), reconciliations: job.reconciliations + counted };
}

/** Telegram refused the search for a link with a wait: the search is not counted, and the outcome stays unknown. */
export function waitForSearch(job: Job, until: JobWait, nowMs: number): Job {
  return { ...wait(job, until, nowMs), reconciliations: Math.max(job.reconciliations - 1, 0) };
}

/** Telegram refused the call with a wait of the account: no link was made, and the attempt is not held against the job. */
export function waitRefused(job: Job, until: JobWait, nowMs: number): Job {
  return { ...waitInLine(closeIntent(job), until, nowMs), waits: job.waits + 1 };
}

/** The same with a wait for the job's chat. */
export function waitForChat(job: Job, until: JobWait, nowMs: number): Job {
  return { ...wait(closeIntent(job), until, nowMs), waits: job.waits + 1 };
}

/** Telegram refused the call in a way that nobody here knows: no link was made, and the attempt counts. */
export function waitUnknown(job: Job, until: JobWait, nowMs: number): Job {
  return wait(closeIntent(job), until, nowMs);
}

/**
 * Telegram was not reached. An outage may last, and reading changes nothing, so that the job is not given up for it: it is counted only
 * until the pauses are long.
 */
export function waitUnreached(job: Job, until: JobWait, nowMs: number): Job {
  const waiting = job.status === 'running' ? waitUnknown(job, until, nowMs) : waitUncalled(job, until, nowMs);
  const isCounted = spentAttempts(waiting) <= maxAttempts / 2;
  return { ...waiting, waits: waiting.waits + (isCounted ? 0 : 1) };
}

/** Telegram failed before the job could be called for. Counted as an attempt, or it would be tried for ever. */
export function waitUncalled(job: Job, until: JobWait, nowMs: number): Job {
  return { ...wait(job, until, nowMs), attempts: job.attempts + 1 };
}

/** The kept access hash of the chat is stale: the job stays due, and its chat is resolved anew. Its intent stays as it was. */
export function readdress(job: Job, staleChat: string, nowMs: number): Job {
  return { ...change(job, 'queued', nowMs), staleChat };
}

/** The same after the call itself was refused for it: certainly no link was made. */
export function readdressRefused(job: Job, staleChat: string, nowMs: number): Job {
  return closeIntent(readdress(job, staleChat, nowMs));
}

/**
 * The account needs its operator: the job waits until it is repaired.
 * @param isRefused the call itself was refused: its intent is closed. Any other intent stays what it was.
 */
export function block(job: Job, error: JobError, nowMs: number, isRefused = false): Job {
  const blocked = { ...change(job, 'blocked', nowMs), error, dueAtMs: parkedDueAtMs + job.deadlineMs };
  return isRefused ? closeIntent(blocked) : blocked;
}

/** The account was repaired: the job is in line again. */
export function unblock(job: Job, nowMs: number): Job {
  return change(job, 'queued', nowMs);
}

/**
 * The sweeper is about to send the job's message again, under a new deduplication id, or SQS would swallow it. The change makes
 * the job look fresh, so that the next sweep does not send it too. Its place in line stays, and so does what its caller sees.
 */
export function repair(job: Job, nowMs: number): Job {
  return { ...job, ...nextVersion(job, nowMs), sends: job.sends + 1 };
}

/** The job's view of an error of Telegram. */
export function toJobError(error: RpcError): JobError {
  const { type, detail } = error;
  return { type, class: error.class, detail, ...(error.code === 0 ? {} : { code: error.code }) };
}
