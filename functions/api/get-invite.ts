import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindInviteDeps, findInvite, respondInvite } from './find-invite.ts';

export interface GetInviteDeps extends FindInviteDeps {
  now(): number;
}

/** GET /v1/invites/{id}: where a job stands. */
export function getInvite(deps: GetInviteDeps) {
  return async function handleGetInvite(event: KeyedEvent): Promise<ApiResponse> {
    return respondInvite(200, await findInvite(deps, event), deps.now());
  };
}
