import type { Job } from '../job/job.ts';
import type { Account } from './account.ts';

export interface MayBeCalledDeps {
  /** The accounts that exist of those named, read consistently. */
  loadAccounts(accountIds: string[]): Promise<Account[]>;
}

/**
 * Whether a call for the job may be outstanding, of a worker that read the job before it was what it is here: its row has an intent, or a lease
 * was one. A worker that takes the lease later reads the job as it is here.
 */
export async function mayBeCalled({ loadAccounts }: MayBeCalledDeps, job: Job): Promise<boolean> {
  if (job.intentAtMs !== undefined) {
    return true;
  }
  const [account] = await loadAccounts([job.accountId]);
  return account !== undefined && isIntended(job, account);
}

/** Whether there is an intent of a call for the job: its row has one, or a lease on its account was one. */
export function isIntended(
  { jobId, intentAtMs }: Pick<Job, 'jobId' | 'intentAtMs'>,
  { leaseIntents = [] }: Pick<Account, 'leaseIntents'>,
): boolean {
  return intentAtMs !== undefined || leaseIntents.includes(jobId);
}
