import { isWatch } from '../job/due.ts';
import { type Job, type JobWait, maxAttempts, maxReconciliations, spentAttempts } from '../job/job.ts';
import {
  block,
  fail,
  toJobError,
  wait,
  waitAfterSearch,
  waitForChat,
  waitForSearch,
  waitRefused,
  waitUncalled,
  waitUnknown,
  waitUnreached,
} from '../job/transitions.ts';
import { isOwnCall } from '../operation/kinds.ts';
import { chatScope, listMethod } from '../rpc/methods.ts';
import { isForOneChat, isOutcomeUnknown, isRefusal, type RpcError } from '../rpc/rpc-error.ts';
import type { RpcErrorClass } from '../rpc/rpc-error-class.ts';
import { backoffMs } from '../rpc/wait.ts';
import { settleAll } from '../settle-all.ts';
import type { AddressedJob } from './addressed-job.ts';
import { lookLater } from './look-later.ts';
import type { Run } from './run.ts';

/** After a call of unknown outcome its chat is searched this soon: long enough to take a new connection. */
const firstSearchMs = 2_000;

/** In a long outage the chat is searched at least this often. */
const maxSearchPauseMs = 5 * 60_000;

/** After these errors the connection is of no more use. */
const connectionErrors = ['CONNECTION_LOST', 'CALL_NOT_MADE', 'ANSWER_TIMEOUT', 'AUTH_KEY_NOT_FOUND'];

/** The account itself needs its operator. */
const accountClasses: readonly RpcErrorClass[] = ['account_halted', 'session_dead'];

/** The job that a call failed for, and its chat where that is known. */
type Subject = Pick<AddressedJob, 'job'> & Partial<AddressedJob>;

/**
 * Does for a job and its account what Telegram's error asks for.
 * @param method what was called: Telegram's waits are for one method, and only the call itself settles its outcome.
 * @returns the stored job, or undefined when it was not ours to change.
 */
export async function settleFailure(
  run: Run,
  subject: Subject,
  error: RpcError,
  method: string,
): Promise<Job | undefined> {
  const { job } = subject;
  if (connectionErrors.includes(error.type)) {
    run.stop();
  }
  if (error.class === 'flood') {
    return waitForTelegram(run, subject, error, method);
  }
  if (isWatch(job) && !accountClasses.includes(error.class)) {
    return lookLater(run, job, error);
  }
  if (error.class === 'transient' || error.class === 'unknown') {
    return tryLater(run, job, error, method);
  }
  if (error.class === 'input' || error.class === 'rights' || error.class === 'bug') {
    // A refusal of something other than the call itself does not settle a call that was made before.
    return job.intentAtMs === undefined || isOwnCall(job, method)
      ? run.jobs.save(job, (each) => fail(each, toJobError(error), run.now()))
      : settleRefusedSearch(run, job, error);
  }
  const isRefused = isOwnCall(job, method) && isRefusal(error);
  const [saved] = await settleAll([
    run.jobs.save(job, (each) => block(each, toJobError(error), run.now(), isRefused)),
    run.recordTrouble(error).then(() => undefined),
  ]);
  return saved;
}

async function waitForTelegram(
  run: Run,
  { job, chat }: Subject,
  error: RpcError,
  method: string,
): Promise<Job | undefined> {
  const isChatWait = chat !== undefined && isForOneChat(error);
  const scope = isChatWait ? chatScope(method, chat) : method;
  const retryAtMs = run.waits.note(scope, error.argument ?? 0);
  // A wait that a job shows with its method is taken for the account's.
  const until = { reason: error.type, retryAtMs, ...(isChatWait ? {} : { method }) };
  // In the job's row too: a crash between the two writes must not lose the wait.
  const [saved] = await settleAll([
    run.jobs.save(job, (each) => afterFlood(each, until, method, run.now())),
    run.waits.store(scope).then(() => undefined),
  ]);
  return saved;
}

/**
 * Whether the method was to find the link of a call of unknown outcome. A sync reads the same lists as its own call, and a request for a
 * permanent link reads one before its call.
 */
function isSearch({ operation, intentAtMs }: Job, method: string): boolean {
  return method === listMethod && operation === undefined && intentAtMs !== undefined;
}

/** The job after a refusal with a wait. The refusal of the call itself settles its intent; the refusal of a search does not. */
function afterFlood(job: Job, until: JobWait, method: string, nowMs: number): Job {
  if (isSearch(job, method)) {
    return waitForSearch(job, until, nowMs);
  }
  if (job.status !== 'running' || !isOwnCall(job, method)) {
    return wait(job, until, nowMs);
  }
  // Waits of the method that makes links are the account's: they keep its line together.
  return until.method === undefined || job.operation !== undefined
    ? waitForChat(job, until, nowMs)
    : waitRefused(job, until, nowMs);
}

/**
 * Tries the job again later. When the outcome of its call is unknown, the chat is searched soon. A call that was refused, or
 * never made, is made again after a time that doubles, and given up after `maxAttempts`.
 */
function tryLater(run: Run, job: Job, error: RpcError, method: string): Promise<Job | undefined> {
  const backoffEndMs = run.now() + backoffMs(spentAttempts(job), run.random());
  const isOpen = job.intentAtMs !== undefined && (!isOwnCall(job, method) || isOutcomeUnknown(error));
  if (isOpen && isSearch(job, method)) {
    return searchLater(run, job, error);
  }
  const until = {
    reason: error.type,
    // An operation of unknown outcome is repeated, so there is nothing to search for.
    retryAtMs:
      isOpen && isOwnCall(job, method) && job.operation === undefined
        ? run.now() + firstSearchMs
        : backoffEndMs,
  };
  return run.jobs.save(job, (each) => {
    if (isOpen) {
      return wait(each, until, run.now());
    }
    if (isReading(each) && connectionErrors.includes(error.type)) {
      return waitUnreached(each, until, run.now());
    }
    if (spentAttempts(each) >= maxAttempts) {
      return fail(each, { ...toJobError(error), class: 'exhausted' }, run.now());
    }
    if (each.status !== 'running') {
      return waitUncalled(each, until, run.now());
    }
    return waitUnknown(each, until, run.now());
  });
}

/** Whether the job reads and changes nothing. */
function isReading({ operation }: Job): boolean {
  return operation?.kind === 'sync' || operation?.kind === 'requests';
}

/**
 * The search for the link failed. A search that failed because Telegram was unreachable is not counted, for an outage may last.
 * The next one comes after a time that grows with the age of the call.
 */
function searchLater(run: Run, job: Job, error: RpcError): Promise<Job | undefined> {
  const nowMs = run.now();
  if (!connectionErrors.includes(error.type)) {
    const until = { reason: error.type, retryAtMs: nowMs + backoffMs(job.reconciliations, run.random()) };
    return run.jobs.save(job, (each) => wait(each, until, nowMs));
  }
  const ageMs = nowMs - (job.intentAtMs ?? nowMs);
  const pauseMs = Math.min(Math.max(ageMs / 4, firstSearchMs), maxSearchPauseMs);
  const until = { reason: error.type, retryAtMs: Math.ceil(nowMs + pauseMs) };
  return run.jobs.save(job, (each) => waitForSearch(each, until, run.now()));
}

/** Telegram refuses the search, so nobody can tell whether the job has a link. Given up after `maxReconciliations`. */
function settleRefusedSearch(run: Run, job: Job, error: RpcError): Promise<Job | undefined> {
  const retryAtMs = run.now() + backoffMs(job.reconciliations, run.random());
  return run.jobs.save(job, (each) =>
    each.reconciliations >= maxReconciliations
      ? fail(
          each,
          {
            ...toJobError(error),
            detail: `${error.detail} ${job.operation === undefined ? maybeMade : maybeDone}`,
          },
          run.now(),
        )
      : waitAfterSearch(each, { reason: error.type, retryAtMs }, run.now()),
  );
}

const maybeDone = 'An earlier call had no answer, and may have been executed: refresh the link to see.';

const maybeMade =
  "An earlier call had no answer, and a link may have been made: look in the chat's invite links.";
