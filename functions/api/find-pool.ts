import { type ApiKey, mayUseAccount } from '../core/account/api-key.ts';
import type { Pool, PoolRef } from '../core/pool/pool.ts';
import { standingNamePattern } from '../core/request/standing-name.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { ProblemError } from './problem-error.ts';

export interface FindPoolDeps {
  getPool(ref: PoolRef): Promise<Pool | undefined>;
}

/** The pool that the path names. @throws ProblemError 404 for what can be none. */
export function poolRefOf({ tenantId, pathParameters }: KeyedEvent): PoolRef {
  const name = pathParameters?.name ?? '';
  if (!standingNamePattern.test(name)) {
    throw poolNotFound();
  }
  return { tenantId, name };
}

/** One of an account that the key may not use is not there. @throws ProblemError 404 */
export async function findPool({ getPool }: FindPoolDeps, event: KeyedEvent): Promise<Pool> {
  return requireUsable(await getPool(poolRefOf(event)), event.key);
}

export function requireUsable(pool: Pool | undefined, key: ApiKey): Pool {
  if (pool === undefined || !mayUseAccount(key, pool.account)) {
    throw poolNotFound();
  }
  return pool;
}

export function poolNotFound(): ProblemError {
  return new ProblemError({
    slug: 'pool-not-found',
    detail: 'There is no pool with this name. GET /v1/pools lists your pools.',
  });
}
