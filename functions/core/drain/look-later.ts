import { type Job, maxAttempts, spentAttempts } from '../job/job.ts';
import { type Watch, waitForLook } from '../job/watch-transitions.ts';
import type { RpcError } from '../rpc/rpc-error.ts';
import { backoffMs } from '../rpc/wait.ts';
import type { Run } from './run.ts';

/** An account that may not look at a chat, or is in it no more, may be let in again. */
const refusedPauseMs = 60 * 60_000;

/** A look failed. A watch is not given up for it: links that are tracked may be joined by as long as they are open. */
export function lookLater(run: Run, job: Job, error: RpcError): Promise<Job | undefined> {
  const isPassing = error.class === 'transient' || error.class === 'unknown';
  const pauseMs = isPassing ? backoffMs(spentAttempts(job), run.random()) : refusedPauseMs;
  const until = { reason: error.type, retryAtMs: run.now() + pauseMs };
  const isTold = !isPassing || spentAttempts(job) >= maxAttempts;
  const trouble = { type: error.type, detail: error.detail, atMs: run.now() };
  return run.jobs.save(job, (each) => {
    const { watch } = each as Watch;
    return waitForLook(each, isTold ? { ...watch, trouble } : watch, until, run.now());
  });
}
