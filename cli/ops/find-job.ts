import type { Job } from '../../functions/core/job/job.ts';
import { RefusedError } from '../../operator/terminal/operator-errors.ts';
import type { CommandContext } from '../tool/command-context.ts';

/**
 * The job with that id: of the tenant that the command line names, or of any tenant that has an account.
 * @throws RefusedError when there is none.
 */
export async function findJob({ system }: CommandContext, jobId: string): Promise<Job> {
  const accounts = await system.accounts.listAccounts();
  for (const tenantId of new Set([system.tenantId, ...accounts.map((each) => each.tenantId)])) {
    const job = await system.jobs.getJob({ tenantId, jobId });
    if (job !== undefined) {
      return job;
    }
  }
  throw new RefusedError(
    `There is no job ${jobId}. A finished job is kept for 30 days; one of a tenant without accounts is found with --tenant.`,
  );
}
