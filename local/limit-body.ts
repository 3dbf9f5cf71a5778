import { type AuthenticateKeyDeps, createKeyCheck } from '../functions/api/authenticate-key.ts';
import { usualBodyBytes } from '../functions/api/parse-json-body.ts';
import { maxBatchBodyBytes } from '../functions/api/post-batch.ts';
import { ProblemError } from '../functions/api/problem-error.ts';
import type { LimitBody } from './aws/http-api.ts';

/** The routes that read a body, and its largest size. All of them need an API key. */
const bodyBytes: Record<string, number> = {
  'POST /v1/invites': usualBodyBytes,
  'POST /v1/invites/batch': maxBatchBodyBytes,
  'POST /v1/invites/revoke': usualBodyBytes,
  'POST /v1/invites/{id}/revoke': usualBodyBytes,
  'POST /v1/invites/{id}/refresh': usualBodyBytes,
  'POST /v1/batches/{id}/revoke': usualBodyBytes,
  'POST /v1/accounts/{name}/links/sync': usualBodyBytes,
  'PATCH /v1/invites/{id}': usualBodyBytes,
  'POST /v1/invites/{id}/requests/approve': usualBodyBytes,
  'POST /v1/invites/{id}/requests/decline': usualBodyBytes,
  'POST /v1/invites/{id}/requests/{user_id}/approve': usualBodyBytes,
  'POST /v1/invites/{id}/requests/{user_id}/decline': usualBodyBytes,
  'POST /v1/pools': usualBodyBytes,
  'POST /v1/pools/{name}/take': usualBodyBytes,
  'POST /v1/rotations': usualBodyBytes,
  'POST /v1/rotations/{name}/rotate': usualBodyBytes,
  'POST /v1/accounts/{name}/requests/approve': usualBodyBytes,
  'POST /v1/accounts/{name}/requests/decline': usualBodyBytes,
  'POST /v1/accounts/{name}/requests/{user_id}/approve': usualBodyBytes,
  'POST /v1/accounts/{name}/requests/{user_id}/decline': usualBodyBytes,
};

/**
 * Allows a body only on a route that takes one, and only with a valid API key. On another route the function gets the
 * request without its body, and gives the same answer. A request without a valid key is refused here, with the answer
 * of the function, so that it takes up no function process.
 */
export function createBodyLimit(deps: AuthenticateKeyDeps): LimitBody {
  const checkKey = createKeyCheck(deps);
  return async (routeKey, authorization) => {
    const limit = bodyBytes[routeKey] ?? 0;
    if (limit === 0) {
      return 0;
    }
    try {
      await checkKey(authorization);
    } catch (error) {
      if (error instanceof ProblemError) {
        throw error;
      }
      // The keys cannot be read. The function gets the same error, and answers the request.
    }
    return limit;
  };
}
