import { type LeaseAnswer, removalOf, troubleOf } from '../account/account.ts';
import { isIntended } from '../account/may-be-called.ts';
import { isEndless } from '../job/due.ts';
import type { Job, JobWait } from '../job/job.ts';
import { restEndless } from '../job/tending.ts';
import { block, expire, fail, waitInLine } from '../job/transitions.ts';
import { exportMethod } from '../rpc/methods.ts';

/**
 * What becomes of a job whose account cannot work now: it waits, or it is blocked, or it fails because there is no account any
 * more.
 */
export function turnAway(
  job: Job,
  lease: Extract<LeaseAnswer, { kind: 'flooded' | 'inactive' | 'missing' }>,
  nowMs: number,
): Job {
  const mayBeCalled = isIntended(job, 'account' in lease ? lease.account : {});
  if (job.deadlineMs <= nowMs && !mayBeCalled) {
    return expire(job, nowMs);
  }
  if (lease.kind === 'flooded') {
    const until: JobWait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: lease.untilMs };
    return waitInLine(job, until, nowMs);
  }
  if (lease.kind === 'inactive') {
    return block(job, troubleOf(lease.account), nowMs);
  }
  return isEndless(job) ? restEndless(job, nowMs) : fail(job, removalOf(job, mayBeCalled), nowMs);
}
