import { parkedDueAtMs } from '../job/due.ts';
import type { Job, JobRef } from '../job/job.ts';
import { unblock } from '../job/transitions.ts';

export interface ResumeDeps {
  now(): number;
  /** Makes the account active again. False when there is none. */
  reactivate(accountId: string): Promise<boolean>;
  listDueJobs(
    accountId: string,
    range: { afterMs?: number; untilMs: number; limit: number },
  ): Promise<JobRef[]>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
}

const pageSize = 100;

/**
 * The operator has repaired the account: it is active again, and its blocked jobs are due. The sweeper sends them, a few
 * at a time. May be broken off and run again.
 * @returns how many jobs were released, or undefined when there is no such account.
 */
export async function resumeAccount(deps: ResumeDeps, accountId: string): Promise<number | undefined> {
  if (!(await deps.reactivate(accountId))) {
    return undefined;
  }
  // The index may still show jobs that were released a moment ago: each is looked at once.
  const seen = new Set<string>();
  let released = 0;
  for (;;) {
    const refs = await deps.listDueJobs(accountId, {
      afterMs: parkedDueAtMs,
      untilMs: Number.MAX_SAFE_INTEGER,
      limit: pageSize + seen.size,
    });
    const fresh = refs.filter(({ jobId }) => !seen.has(jobId)).slice(0, pageSize);
    if (fresh.length === 0) {
      return released;
    }
    for (const job of await deps.loadJobs(fresh)) {
      released += job.status === 'blocked' && (await deps.saveJob(unblock(job, deps.now()))) ? 1 : 0;
    }
    for (const { jobId } of fresh) {
      seen.add(jobId);
    }
  }
}
