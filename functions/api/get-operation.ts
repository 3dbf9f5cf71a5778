import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindInviteDeps, readInvite } from './find-invite.ts';
import { findOperation, respondOperation } from './find-operation.ts';
import { holdUntilFinal, type PreferWaitDeps } from './prefer-wait.ts';

export type GetOperationDeps = FindInviteDeps & PreferWaitDeps;

/** GET /v1/operations/{id}: where an operation stands; with `Prefer: wait=N` not before it is final or N seconds have passed. */
export function getOperation(deps: GetOperationDeps) {
  return async function handleGetOperation(event: KeyedEvent): Promise<ApiResponse> {
    const found = await findOperation(deps, event);
    const { known: job, applied } = await holdUntilFinal(deps, event, found, readInvite(deps));
    return respondOperation(200, event.key, job, deps.now(), applied);
  };
}
