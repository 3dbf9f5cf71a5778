import middy from '@middy/core';
import type { Scope } from '../core/account/api-key.ts';
import { type AuthenticateKeyDeps, authenticateKey } from './authenticate-key.ts';
import { type LimitRateDeps, limitRate } from './limit-rate.ts';
import { requireScope } from './require-scope.ts';

export type ScopeDeps = AuthenticateKeyDeps & LimitRateDeps;

export type WithScope = ReturnType<typeof createScopes>;

/** What comes before every handler that takes an API key. Without a scope any key that works will do. */
export function createScopes(deps: ScopeDeps) {
  const authenticate = authenticateKey(deps);
  const limit = limitRate(deps);
  return (scope?: Scope) => {
    const keyed = middy().use(authenticate).use(limit);
    return scope === undefined ? keyed : keyed.use(requireScope(scope));
  };
}
