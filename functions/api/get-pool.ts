import { mayUseAccount } from '../core/account/api-key.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import type { Pool } from '../core/pool/pool.ts';
import { toPoolResource } from '../core/pool/pool-resource.ts';
import { standingNamePattern } from '../core/request/standing-name.ts';
import { settleAll } from '../core/settle-all.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type Estimate, type EstimateDoneDeps, estimateDone } from './estimate-done.ts';
import { type FindPoolDeps, findPool, poolNotFound, poolRefOf } from './find-pool.ts';
import { invalidRequest } from './problem-error.ts';
import { findUnknown, readPage } from './read-page.ts';
import { type TendSoonDeps, tendSoon } from './tend-soon.ts';

export interface FillDeps extends EstimateDoneDeps {
  loadJobs(refs: JobRef[]): Promise<Job[]>;
}

export interface GetPoolDeps extends FindPoolDeps, FillDeps {}

/** GET /v1/pools/{name}: what lies ready, and when it will be full. */
export function getPool(deps: GetPoolDeps) {
  return async function handleGetPool(event: KeyedEvent): Promise<ApiResponse> {
    return respondJson(200, await describePool(deps, await findPool(deps, event)));
  };
}

async function describePool(deps: FillDeps, pool: Pool): Promise<Record<string, unknown>> {
  const { doneAtMs } = await estimateFill(deps, pool);
  return toPoolResource(pool, doneAtMs);
}

/** When the links that are being made will be ready. */
export async function estimateFill(deps: FillDeps, { tenantId, making }: Pool): Promise<Estimate> {
  const refs = Object.keys(making).map((jobId) => ({ tenantId, jobId }));
  return estimateDone(deps, refs.length === 0 ? [] : await deps.loadJobs(refs));
}

export interface ListPoolsDeps extends FillDeps {
  /** The tenant's pools, by name. */
  listPools(tenantId: string): Promise<Pool[]>;
}

/** GET /v1/pools?limit=&cursor=: those of accounts that the caller's key may use, by name. */
export function listPools(deps: ListPoolsDeps) {
  return async function handleListPools(event: KeyedEvent): Promise<ApiResponse> {
    const { key, tenantId, queryStringParameters = {} } = event;
    const { limit, cursor = '' } = readPage(queryStringParameters, readName);
    const pools = (await deps.listPools(tenantId)).filter(
      ({ account, name }) => mayUseAccount(key, account) && name > cursor,
    );
    const page = pools.toSorted((a, b) => (a.name < b.name ? -1 : 1)).slice(0, limit);
    const next = pools.length > limit ? page.at(-1)?.name : undefined;
    return respondJson(200, {
      pools: await settleAll(page.map((pool) => describePool(deps, pool))),
      ...(next === undefined ? {} : { next_cursor: next }),
    });
  };
}

function readName(cursor: string): string | undefined {
  return standingNamePattern.test(cursor) ? cursor : undefined;
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
