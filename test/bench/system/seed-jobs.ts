import { randomBytes } from 'node:crypto';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { newJobId } from '../../../functions/core/ids.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import { newJob } from '../../../functions/core/job/new-job.ts';
import { type BenchAccount, type BenchSystem, tenantId } from './bench-system.ts';

/** New jobs for an account, as a POST makes them; stored nowhere yet. */
export function makeJobs({ accountId, name, peer }: BenchAccount, count: number): Job[] {
  return Array.from({ length: count }, (_, index) =>
    newJob(
      {
        tenantId,
        jobId: newJobId(randomBytes(16)),
        requestId: 'bench',
        accountId,
        request: { account: name, peer, title: `order ${index + 1}` },
      },
      Date.now(),
    ),
  );
}

/** Stores accepted jobs, and sends no messages for them. */
export async function storeJobs({ dynamoDb, tables }: BenchSystem, jobs: Job[]): Promise<void> {
  await createJobStore(dynamoDb, tables.jobs).createJobs(jobs);
}
