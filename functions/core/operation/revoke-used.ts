import { singleUseRevocationOf } from '../ids.ts';
import type { Job } from '../job/job.ts';
import { operationPlace } from '../job/line.ts';
import { newJob } from '../job/new-job.ts';

/** Nobody asked for these operations: they take turns as one caller. */
const caller = 'single use';

/** The revocation of a link for one person, who has come. The same however often it is made. */
export function makeRevocation({ tenantId, jobId, accountId, request }: Job, nowMs: number): Job {
  return newJob(
    {
      tenantId,
      jobId: singleUseRevocationOf(tenantId, jobId),
      accountId,
      request: { account: request.account, peer: request.peer, priority: 'high' },
      operation: { kind: 'revoke', inviteId: jobId },
      placeMs: operationPlace(caller, 'high', nowMs),
    },
    nowMs,
  );
}
