import type { Account } from './account.ts';

/*
 * The lease is the intent of a job's first call (see "Intent" in ARCHITECTURE.md): the job's row is not written before it. In the
 * account's row, `unsettled` marks the ids of such jobs.
 */

const mark = '+';

type LeasedJobs = Pick<Account, 'unsettled' | 'leaseIntents'>;

/** The ids as they are stored: those in `leaseIntents` with a mark. */
export function markIntents(unsettled: readonly string[], leaseIntents: readonly string[] = []): string[] {
  const marked = new Set(leaseIntents);
  return unsettled.map((jobId) => (marked.has(jobId) ? mark + jobId : jobId));
}

/** What `markIntents` has made, in the same order. */
export function readIntents(stored: readonly string[]): LeasedJobs {
  const marked = stored.filter((entry) => entry.startsWith(mark)).map((entry) => entry.slice(mark.length));
  return {
    unsettled: stored.map((entry) => (entry.startsWith(mark) ? entry.slice(mark.length) : entry)),
    ...(marked.length === 0 ? {} : { leaseIntents: marked }),
  };
}
