import { type AuthenticateKeyDeps, createKeyCheck } from '../../functions/api/authenticate-key.ts';
import { usualBodyBytes } from '../../functions/api/parse-json-body.ts';
import { mostBatchBodyBytes } from '../../functions/api/post-batch.ts';
import type { LimitBody } from './aws/http-api.ts';

/** The routes that look at a body, and how much of it they take. All of them want an API key. */
const bodyBytes: Record<string, number> = {
  'POST /v1/invites': usualBodyBytes,
  'POST /v1/invites/batch': mostBatchBodyBytes,
};

/**
 * Lets a body be read only of a request whose API key works, and on a route that takes one. Every other request goes to
 * the function without its body, and is answered as it would be with it.
 */
export function createBodyLimit(deps: AuthenticateKeyDeps): LimitBody {
  const findLiveKey = createKeyCheck(deps);
  return async (routeKey, authorization) => {
    const limit = bodyBytes[routeKey] ?? 0;
    if (limit === 0) return 0;
    try {
      return (await findLiveKey(authorization)) === undefined ? 0 : limit;
    } catch {
      // The keys cannot be read: whatever is to be said of that, the function says when it meets it.
      return limit;
    }
  };
}
