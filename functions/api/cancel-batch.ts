import type { Job } from '../core/job/job.ts';
import { settleAll } from '../core/settle-all.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { firstBatchPage, isBatchDone, respondBatch } from './batch-resource.ts';
import { type CancelJobDeps, cancelJob } from './cancel-invite.ts';
import type { EstimateDoneDeps } from './estimate-done.ts';
import { type FindBatchDeps, findInviteBatch } from './find-batch.ts';
import { readIdempotencyKey } from './read-idempotency-key.ts';

export type CancelBatchDeps = FindBatchDeps & CancelJobDeps & EstimateDoneDeps;

/** Jobs cancelled side by side. */
const sideBySide = 20;

/**
 * POST /v1/batches/{id}/cancel: withdraws what is left of a batch, each job as POST /v1/invites/{id}/cancel does. 200 when
 * all are final, 202 while the outcome of a call is awaited, or the batch is still being stored. When it breaks off, what was cancelled stays so, and the
 * same request does the rest.
 */
export function cancelBatch(deps: CancelBatchDeps) {
  return async function handleCancelBatch(event: KeyedEvent): Promise<ApiResponse> {
    readIdempotencyKey(event.headers);
    const { jobs, missing } = await findInviteBatch(deps, event);
    const cancelled: Job[] = [];
    for (let next = 0; next < jobs.length; next += sideBySide) {
      const some = jobs.slice(next, next + sideBySide);
      cancelled.push(...(await settleAll(some.map((job) => cancelJob(deps, job, () => reload(job))))));
    }
    const isDone = isBatchDone(cancelled, missing, deps.now());
    return respondBatch(deps, isDone ? 200 : 202, cancelled, firstBatchPage, {}, missing);
  };

  async function reload(job: Job): Promise<Job> {
    const [stored = job] = await deps.loadJobs([job]);
    return stored;
  }
}
