import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { EstimateDoneDeps } from './estimate-done.ts';
import { type FindInviteDeps, findInvite, readInvite, respondInvite } from './find-invite.ts';
import { holdUntilFinal, type PreferWaitDeps } from './prefer-wait.ts';

export type GetInviteDeps = FindInviteDeps & EstimateDoneDeps & PreferWaitDeps;

/** GET /v1/invites/{id}: where a job stands; with `Prefer: wait=N` not before it is final or N seconds have passed. */
export function getInvite(deps: GetInviteDeps) {
  return async function handleGetInvite(event: KeyedEvent): Promise<ApiResponse> {
    const found = await findInvite(deps, event);
    const { known: job, applied } = await holdUntilFinal(deps, event, found, readInvite(deps));
    return respondInvite(deps, 200, job, applied);
  };
}
