import type { AccountStore } from '../functions/aws/account-store.ts';
import type { JobStore } from '../functions/aws/job-store.ts';
import { listDue } from '../functions/core/job/due.ts';
import { isFinal, type Job } from '../functions/core/job/job.ts';
import { maxVisibilityMs } from '../functions/core/rpc/wait.ts';

export interface RefillDeps
  extends Pick<AccountStore, 'listAccounts'>,
    Pick<JobStore, 'listDueJobs' | 'loadJobs'> {
  now(): number;
  sendJob(job: Job): Promise<void>;
}

/** Twice the unfinished jobs that an account may have (PENDING_LIMIT). The sweeper sends the rest, if there are more. */
const jobLimit = 2_000;

/**
 * Sends a message for every unfinished job that had one, because the queue is in memory and starts empty. The sweeper
 * would also find these jobs, but it waits for a minute before it takes a message for lost. An extra message does no
 * harm: the worker reads its job, which waits if it is not due. Jobs with a longer wait are parked, and the sweeper
 * sends those.
 * @returns how many were sent.
 */
export async function refillQueue(deps: RefillDeps): Promise<number> {
  let sent = 0;
  for (const { accountId } of await deps.listAccounts()) {
    const { jobs: refs } = await listDue(deps, accountId, {
      untilMs: deps.now() + maxVisibilityMs,
      limit: jobLimit,
    });
    const jobs = new Map((await deps.loadJobs(refs)).map((job) => [job.jobId, job]));
    // Sent in the order of the index, because the queue delivers an account's messages in the order of sending.
    for (const { jobId } of refs) {
      const job = jobs.get(jobId);
      if (job !== undefined && !isFinal(job.status)) {
        await deps.sendJob(job);
        sent += 1;
      }
    }
  }
  return sent;
}
