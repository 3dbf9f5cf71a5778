import type { Account } from '../account/account.ts';
import { isFinal, type Job, type JobRef } from '../job/job.ts';
import { assumeBegun } from '../job/transitions.ts';
import { settleAll } from '../settle-all.ts';

/** How often an intent is stored again when other writers were first. */
const maxTries = 6;

export interface AdoptDeps {
  now(): number;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
}

/** The lease is the intent of a first call alone. Whatever such a call came to, its job has an attempt, an intent or an end. */
function mayBeFirstCall({ status, attempts, intentAtMs, operation }: Job): boolean {
  return !isFinal(status) && attempts === 0 && intentAtMs === undefined && operation === undefined;
}

/**
 * A worker that died may have called for these jobs, and its lease was their intent. Each gets an intent of its own, before anything
 * else is done: then its outcome is unknown as after any crash. A wait that only its row tells of stays there.
 * @param jobIds jobs that an earlier lease was the intent of.
 * @param jobsById is kept up to date.
 * @throws when one could not be stored. Nothing may be done for the account then.
 */
export async function adoptLeaseIntents(
  deps: AdoptDeps,
  { account, jobIds, jobsById }: { account: Account; jobIds: string[]; jobsById: Map<string, Job> },
): Promise<void> {
  // They are stored together.
  const { fence, leaseIntentsFromMs: leasedAtMs = deps.now() } = account;
  await settleAll(
    [...new Set(jobIds)].flatMap((jobId) => jobsById.get(jobId) ?? []).map((job) => adopt(job)),
  );

  async function adopt(job: Job): Promise<void> {
    let current = job;
    for (let tries = 0; tries < maxTries; tries++) {
      if (!mayBeFirstCall(current)) {
        jobsById.set(current.jobId, current);
        return;
      }
      const next = assumeBegun(current, fence - 1, leasedAtMs, deps.now());
      if (await deps.saveJob(next)) {
        jobsById.set(next.jobId, next);
        return;
      }
      const [stored] = await deps.loadJobs([job]);
      if (stored === undefined) {
        return;
      }
      current = stored;
    }
    throw new Error('a job changed whenever its intent was stored');
  }
}
