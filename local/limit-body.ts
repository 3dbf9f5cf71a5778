import { type AuthenticateKeyDeps, createKeyCheck } from '../functions/api/authenticate-key.ts';
import { usualBodyBytes } from '../functions/api/parse-json-body.ts';
import { maxBatchBodyBytes } from '../functions/api/post-batch.ts';
import { ProblemError } from '../functions/api/problem-error.ts';
import type { LimitBody } from './aws/http-api.ts';

/** The routes that look at a body, and how much of it they take. All of them want an API key. */
const bodyBytes: Record<string, number> = {
  'POST /v1/invites': usualBodyBytes,
  'POST /v1/invites/batch': maxBatchBodyBytes,
};

/**
 * Lets a body be read only on a route that takes one, and of a request whose API key works. On another route the request
 * goes to the function without its body, and is answered as it would be with it. A request without a
 * valid key is refused here, as the function would refuse it: it must not take up a function process, for which others wait.
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
      // The keys cannot be read. The function meets the same error, and answers it.
    }
    return limit;
  };
}
