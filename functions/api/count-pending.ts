export interface CountPendingDeps {
  /** Unfinished jobs of the account, counted up to `limit`. */
  countUnfinishedJobs(accountId: string, limit: number): Promise<number>;
  /** Unfinished jobs that an account may have. */
  pendingLimit: number;
}

/** Twice the limit is more than an account ever gets to have, and keeps a count from reading without end. */
export function countPending(deps: CountPendingDeps, accountId: string): Promise<number> {
  return deps.countUnfinishedJobs(accountId, 2 * deps.pendingLimit);
}
