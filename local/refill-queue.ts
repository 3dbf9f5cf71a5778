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

/** Twice the unfinished jobs that an account may have (PENDING_LIMIT). Were there more, the sweeper would send them. */
const jobLimit = 2_000;

/**
 * Sends a message for every unfinished job that had one: the queue is in memory, and a new one has lost them all. The
 * sweeper would find them too, but has to give every message a minute before it takes it for lost. A message too many does
 * no harm: its job is looked at, and waits if it is not due. Jobs with a longer wait are parked: the sweeper sends those.
 * @returns how many were sent.
 */
export async function refillQueue(deps: RefillDeps): Promise<number> {
  let sent = 0;
  for (const { accountId } of await deps.listAccounts()) {
    const refs = await listDue(deps, accountId, {
      untilMs: deps.now() + maxVisibilityMs,
      limit: jobLimit,
    });
    const jobs = new Map((await deps.loadJobs(refs)).map((job) => [job.jobId, job]));
    // In the index's order: an account's messages are handed out in the order in which they were sent.
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
