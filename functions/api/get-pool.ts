import { mayUseAccount } from '../core/account/api-key.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import type { Pool } from '../core/pool/pool.ts';
import { toPoolResource } from '../core/pool/pool-resource.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type EstimateDoneDeps, estimateDone } from './estimate-done.ts';
import { type FindPoolDeps, findPool, poolNotFound, poolRefOf } from './find-pool.ts';
import { invalidRequest } from './problem-error.ts';
import { findUnknown } from './read-page.ts';
import { type TendSoonDeps, tendSoon } from './tend-soon.ts';

export interface GetPoolDeps extends FindPoolDeps, EstimateDoneDeps {
  loadJobs(refs: JobRef[]): Promise<Job[]>;
}

/** GET /v1/pools/{name}: what lies ready, and when it will be full. */
export function getPool(deps: GetPoolDeps) {
  return async function handleGetPool(event: KeyedEvent): Promise<ApiResponse> {
    const pool = await findPool(deps, event);
    const refs = Object.keys(pool.making).map((jobId) => ({ tenantId: pool.tenantId, jobId }));
    const jobs = refs.length === 0 ? [] : await deps.loadJobs(refs);
    const { doneAtMs } = await estimateDone(deps, jobs);
    return respondJson(200, toPoolResource(pool, doneAtMs));
  };
}

export interface ListPoolsDeps {
  /** The tenant's pools, by name. */
  listPools(tenantId: string): Promise<Pool[]>;
}

/** GET /v1/pools: those of accounts that the caller's key may use. */
export function listPools(deps: ListPoolsDeps) {
  return async function handleListPools({ key, tenantId }: KeyedEvent): Promise<ApiResponse> {
    const pools = (await deps.listPools(tenantId)).filter(({ account }) => mayUseAccount(key, account));
    return respondJson(200, { pools: pools.map((pool) => toPoolResource(pool)) });
  };
}

export interface DeletePoolDeps extends FindPoolDeps, TendSoonDeps {
  /** No link is given from now on. @returns undefined where there is no such pool. */
  markPoolDeleted(pool: Pool, revokesLeft: boolean, nowMs: number): Promise<Pool | undefined>;
}

/** DELETE /v1/pools/{name}: nothing is given any more, and what is left is revoked, or with `?links=keep` left as it is. */
export function deletePool(deps: DeletePoolDeps) {
  return async function handleDeletePool(event: KeyedEvent): Promise<ApiResponse> {
    const revokesLeft = readLinks(event);
    const found = await findPool(deps, event);
    const pool = await deps.markPoolDeleted(found, revokesLeft, deps.now());
    if (pool === undefined) {
      throw poolNotFound();
    }
    await tendSoon(deps, pool, { kind: 'pool', name: pool.name });
    return respondJson(202, toPoolResource(pool), { location: `/v1/pools/${poolRefOf(event).name}` });
  };
}

/** @throws ProblemError 422 */
function readLinks({ queryStringParameters: query = {} }: KeyedEvent): boolean {
  const problems = findUnknown(query, ['links']);
  if (query.links !== undefined && query.links !== 'revoke' && query.links !== 'keep') {
    problems.push({ field: 'links', detail: 'links takes revoke or keep.' });
  }
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return query.links !== 'keep';
}
