import { isFinal } from '../core/job/job.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { EstimateDoneDeps } from './estimate-done.ts';
import { type FindInviteDeps, findInvite, respondInvite } from './find-invite.ts';
import { holdUntilFinal, type PreferWaitDeps, preferenceApplied, readWaitSeconds } from './prefer-wait.ts';

export type GetInviteDeps = FindInviteDeps & EstimateDoneDeps & PreferWaitDeps;

/** GET /v1/invites/{id}: where a job stands; with `Prefer: wait=N` not before it is final or N seconds have passed. */
export function getInvite(deps: GetInviteDeps) {
  return async function handleGetInvite(event: KeyedEvent): Promise<ApiResponse> {
    const waitSeconds = readWaitSeconds(event.headers);
    const job = await holdUntilFinal(deps, waitSeconds, await findInvite(deps, event), {
      isFinal: ({ status }) => isFinal(status),
      reload: () => findInvite(deps, event),
    });
    return respondInvite(deps, 200, job, preferenceApplied(waitSeconds));
  };
}
