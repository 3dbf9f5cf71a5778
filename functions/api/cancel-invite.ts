import { isFinal, type Job } from '../core/job.ts';
import { withdraw } from '../core/transitions.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindInviteDeps, findInvite, respondInvite } from './find-invite.ts';
import { ProblemError } from './problem-error.ts';

export interface CancelInviteDeps extends FindInviteDeps {
  saveJob(next: Job): Promise<boolean>;
  now(): number;
}

/** A worker changes a job a few times at most while it is being cancelled. */
const mostTries = 6;

/**
 * POST /v1/invites/{id}/cancel. A job for which no call was made ends `cancelled` at once (200). One with a call
 * outstanding ends when that call's outcome is known (202): `cancelled`, or `succeeded` if the link was made. A finished
 * job stays what it is.
 */
export function cancelInvite(deps: CancelInviteDeps) {
  return async function handleCancelInvite(event: KeyedEvent): Promise<ApiResponse> {
    for (let tries = 0; tries < mostTries; tries++) {
      const job = await findInvite(deps, event);
      const next = withdraw(job, deps.now());
      if (next === job || (await deps.saveJob(next))) {
        return respondInvite(isFinal(next.status) ? 200 : 202, next, deps.now());
      }
    }
    throw new ProblemError({
      slug: 'busy',
      title: 'The invite is being worked on',
      status: 503,
      detail: 'The invite changed each time it was to be cancelled. Send the same request again.',
      headers: { 'retry-after': '1' },
    });
  };
}
