import { dueShardOf, sweepEveryMs } from '../core/account/due-entry.ts';
import { type MayBeCalledDeps, mayBeCalled } from '../core/account/may-be-called.ts';
import { isFinal, type Job } from '../core/job/job.ts';
import { canBeRevoked, linkOf } from '../core/job/link-status.ts';
import { cancel, requestCancel } from '../core/job/transitions.ts';
import { type AcceptOperationDeps, acceptOperation } from './accept-operation.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { EstimateDoneDeps } from './estimate-done.ts';
import { type FindInviteDeps, findInvite, respondInvite } from './find-invite.ts';
import { askToRevoke, readRevoke } from './operate-invite.ts';
import { busy } from './problem-error.ts';
import { readIdempotencyKey } from './read-idempotency-key.ts';

export interface CancelJobDeps extends MayBeCalledDeps {
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  /** Partitions of the due index. */
  dueShards: number;
  saveJob(next: Job): Promise<boolean>;
  now(): number;
}

export type CancelInviteDeps = FindInviteDeps & CancelJobDeps & EstimateDoneDeps & AcceptOperationDeps;

/** A worker changes a job a few times at most while it is being cancelled. */
const maxTries = 6;

/**
 * POST /v1/invites/{id}/cancel. A job for which no call was made ends `cancelled` at once (200). One with a call
 * outstanding ends when that call's outcome is known (202): `cancelled`, or `succeeded` if the link was made. A finished
 * job stays what it is. A repeat changes nothing, with or without an Idempotency-Key. With `?revoke=true` a link that was made, or
 * that is made all the same, is revoked: `Location` leads to that operation.
 */
export function cancelInvite(deps: CancelInviteDeps) {
  return async function handleCancelInvite(event: KeyedEvent): Promise<ApiResponse> {
    readIdempotencyKey(event.headers);
    const { revoke } = readRevoke(event);
    const job = await cancelJob(deps, await findInvite(deps, event), () => findInvite(deps, event));
    const mayHaveLink = !isFinal(job.status) || linkOf(job) !== undefined;
    if (!mayHaveLink) {
      return respondInvite(deps, 200, job);
    }
    if (!revoke) {
      // Too late to cancel: the answer offers what can still be done.
      const link = `</v1/invites/${job.jobId}/revoke>; rel="revoke"`;
      return respondInvite(
        deps,
        isFinal(job.status) ? 200 : 202,
        job,
        canBeRevoked(job, deps.now()) ? { link } : {},
      );
    }
    const operation = await acceptOperation(deps, event, job, askToRevoke);
    return respondInvite(deps, 202, job, { location: `/v1/operations/${operation.job.jobId}` });
  };
}

/**
 * Withdraws a job, however a worker changes it meanwhile. That its caller wants it cancelled is stored first, and the account is read
 * after that: a worker that takes the lease later reads the job under it, and so it does not call for it. Where nobody may have called for it, it
 * ends here.
 * @returns the job as it is stored now.
 * @throws ProblemError 503 when it changed each time.
 */
export async function cancelJob(deps: CancelJobDeps, found: Job, reload: () => Promise<Job>): Promise<Job> {
  let job = found;
  let tries = 1;
  while (!isFinal(job.status)) {
    const isAsked = job.cancelRequestedAtMs !== undefined;
    if (isAsked && (await mayBeCalled(deps, job))) {
      await lookSoon(deps, job);
      return job;
    }
    const next = isAsked ? cancel(job, deps.now()) : requestCancel(job, deps.now());
    if (await deps.saveJob(next)) {
      job = next;
      continue;
    }
    if (tries === maxTries) {
      throw busy('The invite changed at every attempt to cancel it.');
    }
    tries += 1;
    job = await reload();
  }
  return job;
}

/** A lease may end without a call for the job, and without its worker having seen the wish: then the sweeper ends the job. */
async function lookSoon(
  { ensureDue, dueShards, now }: CancelJobDeps,
  { accountId, intentAtMs }: Job,
): Promise<void> {
  if (intentAtMs === undefined) {
    await ensureDue(accountId, dueShardOf(accountId, dueShards), now() + sweepEveryMs);
  }
}
