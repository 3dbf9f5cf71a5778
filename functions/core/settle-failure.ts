import { type Job, type JobWait, mostAttempts, mostReconciliations, spentAttempts } from './job.ts';
import { exportMethod, listMethod } from './methods.ts';
import { isOutcomeUnknown, type RpcError } from './rpc-error.ts';
import type { Run } from './run.ts';
import { settleAll } from './settle-all.ts';
import {
  block,
  cancel,
  fail,
  toJobError,
  wait,
  waitRefused,
  waitToLook,
  waitUncalled,
  waitUnseen,
} from './transitions.ts';
import { backoffMs } from './wait.ts';

/** Telegram may still be at work on a call that was broken off: its link is not looked for before this is over. */
const settlingMs = 12_000;

/** Errors after which the connection can carry nothing more. */
const connectionErrors = ['CONNECTION_FAILED', 'CONNECTION_LOST', 'ANSWER_TIMEOUT', 'AUTH_KEY_NOT_FOUND'];

/**
 * Does for a job and its account what Telegram's error asks for.
 * @param method what was called: Telegram's waits are for one method, and only the call itself settles its outcome.
 * @returns the stored job, or undefined when it was not ours to change.
 */
export async function settleFailure(
  run: Run,
  job: Job,
  error: RpcError,
  method: string,
): Promise<Job | undefined> {
  if (connectionErrors.includes(error.type)) {
    run.stop();
  }
  if (error.class === 'flood') {
    return waitForTelegram(run, job, error, method);
  }
  if (isOutcomeUnknown(error)) {
    return tryLater(run, job, error);
  }
  if (error.class === 'input' || error.class === 'rights' || error.class === 'bug') {
    // A refusal of something other than the call itself does not settle a call that was made before.
    return job.intentAtMs === undefined || method === exportMethod
      ? run.save(job, (each) => fail(each, toJobError(error), run.now()))
      : lookLater(run, job, error);
  }
  const [saved] = await settleAll([
    run.save(job, (each) => block(each, toJobError(error), run.now())),
    run.recordTrouble(error).then(() => undefined),
  ]);
  return saved;
}

async function waitForTelegram(
  run: Run,
  job: Job,
  error: RpcError,
  method: string,
): Promise<Job | undefined> {
  const until = { reason: error.type, method, retryAtMs: run.noteWait(method, error.argument ?? 0) };
  // In the job's row too: a crash between the two writes must not lose the wait.
  const [saved] = await settleAll([
    run.save(job, (each) => afterFlood(each, until, method, run.now())),
    run.storeWait(method).then(() => undefined),
  ]);
  return saved;
}

/** What a refusal with a wait means for the job it met: the call itself settles the intent, a look around does not. */
function afterFlood(job: Job, until: JobWait, method: string, nowMs: number): Job {
  if (method === listMethod) {
    return waitToLook(job, until, nowMs);
  }
  if (job.status !== 'running' || method !== exportMethod) {
    return wait(job, until, nowMs);
  }
  return job.cancelRequestedAtMs === undefined ? waitRefused(job, until, nowMs) : cancel(job, nowMs);
}

/** Tried again later; a job that was never called for is given up when that has gone on for long enough. */
function tryLater(run: Run, job: Job, error: RpcError): Promise<Job | undefined> {
  const backoffEndMs = run.now() + nextBackoffMs(run, job, error);
  const isBrokenOff = connectionErrors.includes(error.type) && job.intentAtMs !== undefined;
  const quietEndMs = isBrokenOff ? (job.intentAtMs ?? 0) + settlingMs : 0;
  const until = { reason: error.type, retryAtMs: Math.max(backoffEndMs, quietEndMs) };
  return run.save(job, (each) => {
    if (each.intentAtMs !== undefined || error.type === 'CONNECTION_FAILED') {
      return wait(each, until, run.now());
    }
    return spentAttempts(each) >= mostAttempts
      ? fail(each, { ...toJobError(error), class: 'exhausted' }, run.now())
      : waitUncalled(each, until, run.now());
  });
}

/** Nobody can tell yet whether the job has a link, and Telegram does not let us see. Given up when that lasts. */
function lookLater(run: Run, job: Job, error: RpcError): Promise<Job | undefined> {
  const retryAtMs = run.now() + backoffMs(job.reconciliations, run.random());
  return run.save(job, (each) =>
    each.reconciliations >= mostReconciliations
      ? fail(each, { ...toJobError(error), detail: `${error.detail} ${maybeMade}` }, run.now())
      : waitUnseen(each, { reason: error.type, retryAtMs }, run.now()),
  );
}

const maybeMade =
  "An earlier call had no answer, and a link may have been made: look in the chat's invite links.";

/** Attempts double the wait; so does each failure to connect, which spends no attempt. */
function nextBackoffMs(run: Run, job: Job, error: RpcError): number {
  if (error.type !== 'CONNECTION_FAILED') {
    return backoffMs(spentAttempts(job), run.random());
  }
  const before = job.wait?.reason === error.type ? job.wait.retryAtMs - job.updatedAtMs : 0;
  return backoffMs(1 + Math.log2(Math.max(before, 1_000) / 1_000), run.random());
}
