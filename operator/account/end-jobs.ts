import { type Account, removalOf } from '../../functions/core/account/account.ts';
import { isIntended } from '../../functions/core/account/may-be-called.ts';
import { isEndless } from '../../functions/core/job/due.ts';
import { isFinal, type Job, type JobRef } from '../../functions/core/job/job.ts';
import { restEndless } from '../../functions/core/job/tending.ts';
import { fail } from '../../functions/core/job/transitions.ts';

export interface EndJobsDeps {
  now(): number;
  listDueJobs(accountId: string, range: { untilMs: number; limit: number }): Promise<JobRef[]>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
}

export interface EndedJobs {
  ended: number;
  /** Of those, jobs whose call had no answer: a link may have been made. */
  maybeMade: number;
}

const pageSize = 100;

/**
 * Ends every unfinished job of an account that no worker takes up any more. A job that somebody changes at the same time
 * is looked at again. May be broken off and run again.
 * @param account its `leaseIntents`.
 */
export async function endJobs(
  deps: EndJobsDeps,
  accountId: string,
  account: Pick<Account, 'leaseIntents' | 'leaseIntentsFromMs'> = {},
): Promise<EndedJobs> {
  const settled = new Set<string>();
  const counts = { ended: 0, maybeMade: 0 };
  for (;;) {
    // The index may still show jobs that were ended a moment ago.
    const limit = pageSize + settled.size;
    const refs = await deps.listDueJobs(accountId, { untilMs: Number.MAX_SAFE_INTEGER, limit });
    const fresh = refs.filter(({ jobId }) => !settled.has(jobId)).slice(0, pageSize);
    if (fresh.length === 0) {
      return counts;
    }
    const jobs = new Map((await deps.loadJobs(fresh)).map((job) => [job.jobId, job]));
    for (const { jobId } of fresh) {
      const job = jobs.get(jobId);
      if (job === undefined || isFinal(job.status)) {
        settled.add(jobId);
      } else if (isEndless(job)) {
        // It begins again where the account is logged in again, and tracks a link or has its standing work named.
        if (await deps.saveJob(restEndless(job, deps.now()))) {
          settled.add(jobId);
        }
      } else {
        const mayBeMade = isIntended(job, account);
        const isLeaseIntent = mayBeMade && job.intentAtMs === undefined;
        const failed = fail(job, removalOf(job, mayBeMade), deps.now());
        // Who asks for the job again goes by when it was called for.
        if (
          await deps.saveJob(
            isLeaseIntent ? { ...failed, calledAtMs: account.leaseIntentsFromMs ?? deps.now() } : failed,
          )
        ) {
          settled.add(jobId);
          counts.ended += 1;
          counts.maybeMade += mayBeMade ? 1 : 0;
        }
      }
    }
  }
}
