import { type ApiKey, mayUseAccount } from '../core/account/api-key.ts';
import { endOfTimeMs } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job/job.ts';

export interface ReadOperationsDeps {
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  /** The tenant's operations accepted in [fromMs, beforeMs), newest first, those after `after`. */
  listOperationsOf(
    tenantId: string,
    range: { fromMs: number; beforeMs: number; after?: string | undefined; limit: number },
  ): Promise<{ jobs: (JobRef & { createdKey: string })[]; hasMore: boolean }>;
}

export interface ReadOperations {
  key: ApiKey;
  tenantId: string;
  /** None accepted before that is looked at. */
  fromMs: number;
  /** The `createdKey` of the operation before. */
  after: string | undefined;
  limit: number;
  matches(job: Job): boolean;
}

/** Operations looked at for one page: few of them may match. */
const maxLookedAt = 1_000;
const chunk = 100;

/**
 * A page of a tenant's operations, newest first. It may be short, or empty, and not be the last.
 * @returns with `last`, the `createdKey` after which the next page begins, where there may be one.
 */
export async function readOperations(
  deps: ReadOperationsDeps,
  { key, tenantId, fromMs, after: first, limit, matches }: ReadOperations,
): Promise<{ jobs: Job[]; last?: string }> {
  const jobs: Job[] = [];
  let after = first;
  let lookedAt = 0;
  for (let hasMore = true; hasMore; ) {
    const page = await deps.listOperationsOf(tenantId, {
      fromMs,
      beforeMs: endOfTimeMs,
      after,
      limit: chunk,
    });
    const loaded = page.jobs.length === 0 ? [] : await deps.loadJobs(page.jobs);
    const byId = new Map(loaded.map((job) => [job.jobId, job]));
    for (const { jobId, createdKey } of page.jobs) {
      if (jobs.length === limit || lookedAt === maxLookedAt) {
        return { jobs, last: after ?? createdKey };
      }
      lookedAt += 1;
      after = createdKey;
      const job = byId.get(jobId);
      if (job !== undefined && mayUseAccount(key, job.request.account) && matches(job)) {
        jobs.push(job);
      }
    }
    hasMore = page.hasMore && page.jobs.length > 0;
  }
  return { jobs };
}
