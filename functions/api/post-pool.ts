import type { Account } from '../core/account/account.ts';
import { mayUseAccount, quotaOf } from '../core/account/api-key.ts';
import { accountIdOf, newPoolId } from '../core/ids.ts';
import { newTending } from '../core/job/tending.ts';
import type { Pool } from '../core/pool/pool.ts';
import { toPoolResource } from '../core/pool/pool-resource.ts';
import { rowCountOf } from '../core/pool/pool-rows.ts';
import { completeRequest, withTracking } from '../core/request/complete-request.ts';
import { type ParsedPoolRequest, parsePoolRequest } from '../core/request/pool-request.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type BeginTendingDeps, beginTending } from './begin-tending.ts';
import type { JsonObject } from './parse-json-body.ts';
import { invalidRequest, ProblemError } from './problem-error.ts';
import { hashRequest } from './read-idempotency-key.ts';
import { requireTrackingScope } from './require-tracking-scope.ts';
import { type SendJobDeps, sendMessageOrLeave } from './send-or-leave.ts';

export interface PostPoolDeps extends BeginTendingDeps, SendJobDeps {
  getAccount(accountId: string): Promise<Account | undefined>;
  randomBytes(): Uint8Array;
  /** 'created', or the pool that is there. */
  createPool(pool: Pool): Promise<'created' | Pool>;
}

/** POST /v1/pools: links are made from now on. The same pool again is the same pool. */
export function postPool(deps: PostPoolDeps) {
  return async function handlePostPool(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const parsed = parsePoolRequest(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    requireTrackingScope(event.key, parsed.request.template);
    const { pool: made, account } = await makePool(deps, event, parsed.request);
    const tending = newTending(made, { kind: 'pool', name: made.name }, deps.now());
    const begun = await beginTending(deps, account, tending);
    const created = await deps.createPool(made);
    const pool = created === 'created' ? made : requireSame(created, made);
    await sendMessageOrLeave(deps, begun);
    return respondJson(created === 'created' ? 201 : 200, toPoolResource(pool), {
      location: `/v1/pools/${pool.name}`,
    });
  };
}

/** @throws ProblemError 422 where the account cannot take it. */
async function makePool(
  deps: PostPoolDeps,
  { tenantId, key }: KeyedEvent,
  request: ParsedPoolRequest,
): Promise<{ pool: Pool; account: Account }> {
  const {
    name,
    account: accountName,
    peer: given,
    size,
    lowWater,
    template,
    maxAgeSeconds,
    isDated,
  } = request;
  const accountId = accountIdOf(tenantId, accountName);
  const account = mayUseAccount(key, accountName) ? await deps.getAccount(accountId) : undefined;
  const asked = { account: accountName, ...template, ...(given === undefined ? {} : { peer: given }) };
  const completed = completeRequest(withTracking(asked, key), account);
  if ('detail' in completed || account === undefined) {
    throw invalidRequest('detail' in completed ? [completed] : []);
  }
  const { account: _account, peer, ...tracked } = completed;
  const quota = quotaOf(key);
  const nowMs = deps.now();
  const rowCount = rowCountOf(size);
  const pool: Pool = {
    tenantId,
    name,
    poolId: newPoolId(deps.randomBytes()),
    accountId,
    account: accountName,
    peer,
    size,
    lowWater,
    template: tracked,
    maxAgeMs: maxAgeSeconds * 1000,
    isDated,
    requestHash: hashRequest(request),
    askedBy: key.name,
    ...(quota === undefined ? {} : { quota }),
    createdAtMs: nowMs,
    ready: [],
    making: {},
    takes: {},
    given: {},
    dropping: {},
    nextNumber: 0,
    takenCount: 0,
    ...(rowCount === 1 ? {} : { rowCount }),
  };
  return { pool, account };
}

/** @throws ProblemError 409 */
function requireSame(stored: Pool, made: Pool): Pool {
  if (stored.deletedAtMs !== undefined) {
    throw new ProblemError({
      slug: 'name-taken',
      detail: `The pool "${made.name}" is being deleted. Its name is free when GET /v1/pools/${made.name} answers 404.`,
    });
  }
  if (stored.requestHash !== made.requestHash) {
    throw new ProblemError({
      slug: 'name-taken',
      detail: `There is a pool "${made.name}", and it is another one. Choose another name, or delete that pool.`,
    });
  }
  return stored;
}
