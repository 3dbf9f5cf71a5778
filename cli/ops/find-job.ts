import type { Job } from '../../functions/core/job/job.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { ToolContext } from '../tool/command-context.ts';

/**
 * The job of that id: of the tenant at hand, or else of any tenant that has an account.
 * @throws RefusedError when there is none.
 */
export async function findJob({ place }: ToolContext, jobId: string): Promise<Job> {
  const accounts = await place.accounts.listAccounts();
  for (const tenantId of new Set([place.tenantId, ...accounts.map((each) => each.tenantId)])) {
    const job = await place.jobs.getJob({ tenantId, jobId });
    if (job !== undefined) {
      return job;
    }
  }
  throw new RefusedError(
    `There is no job ${jobId}. A finished job is kept for 30 days; one of a tenant without accounts is found with --tenant.`,
  );
}
