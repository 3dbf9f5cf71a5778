import type { RotationCatalog } from '../aws/rotation-store.ts';
import type { Account } from '../core/account/account.ts';
import { type ApiKey, mayUseAccount } from '../core/account/api-key.ts';
import { callbackFor } from '../core/callback/webhook-callback.ts';
import { accountIdOf } from '../core/ids.ts';
import { newTending } from '../core/job/tending.ts';
import { completeRequest, withTracking } from '../core/request/complete-request.ts';
import { findCallbackProblems } from '../core/request/invite-request.ts';
import type { Rotation, RotationRequest } from '../core/rotation/rotation.ts';
import { type ParsedRotationRequest, parseRotationRequest } from '../core/rotation/rotation-request.ts';
import { newRotation } from '../core/rotation/rotation-transitions.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type BeginTendingDeps, beginTending } from './begin-tending.ts';
import type { JsonObject } from './parse-json-body.ts';
import { invalidRequest, ProblemError } from './problem-error.ts';
import { hashRequest, readIdempotencyKey } from './read-idempotency-key.ts';
import { requireTrackingScope } from './require-tracking-scope.ts';
import { toRotationResource } from './rotation-resource.ts';
import { type SendJobDeps, sendMessageOrLeave } from './send-or-leave.ts';

export interface PostRotationDeps
  extends BeginTendingDeps,
    SendJobDeps,
    Pick<RotationCatalog, 'createRotation' | 'getRotation'> {
  getAccount(accountId: string): Promise<Account | undefined>;
  /** See ApiConfig. */
  allowLocalCallbacks: boolean;
}

/**
 * POST /v1/rotations: a link that is replaced in each period. Its name is what makes it one: the same request again finds it (200),
 * another one under the name is refused (409).
 */
export function postRotation(deps: PostRotationDeps) {
  return async function handlePostRotation(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    readIdempotencyKey(event.headers);
    const nowMs = deps.now();
    const parsed = parseRotationRequest(event.json, nowMs);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    const { name, slug, schedule, overlapMs } = parsed;
    const { tenantId, key } = event;
    const { account, request } = await address(deps, tenantId, key, parsed.request);
    const rotation = newRotation(
      {
        tenantId,
        name,
        ...(slug === undefined ? {} : { slug }),
        accountId: account.accountId,
        request,
        requestHash: hashRequest({ ...request, name, slug }),
        schedule,
        overlapMs,
      },
      nowMs,
    );
    const before = await deps.getRotation(rotation);
    if (before !== undefined) {
      return answerStored(before, rotation, account);
    }
    const work = { tenantId, accountId: account.accountId, account: account.name, peer: request.peer };
    const tending = await beginTending(deps, account, newTending(work, { kind: 'rotation', name }, nowMs));
    const stored = await deps.createRotation(rotation);
    if (stored === 'slug taken') {
      throw taken(`The slug "${slug}" is taken. Choose another.`);
    }
    if (stored !== 'created') {
      return answerStored(stored, rotation, account);
    }
    await sendMessageOrLeave(deps, tending);
    return respond(201, rotation, account);
  };
}

/** @throws ProblemError 403 or 422. An account that the key may not use is an unknown one. */
async function address(
  { getAccount, allowLocalCallbacks }: PostRotationDeps,
  tenantId: string,
  key: ApiKey,
  parsed: ParsedRotationRequest,
): Promise<{ account: Account; request: RotationRequest }> {
  const { account: name, template } = parsed;
  const account = mayUseAccount(key, name) ? await getAccount(accountIdOf(tenantId, name)) : undefined;
  const completed = completeRequest({ account: name, ...peerOf(parsed) }, account);
  const problems = [
    ...('detail' in completed ? [completed] : []),
    ...findCallbackProblems(parsed, allowLocalCallbacks),
  ];
  if (account === undefined || 'detail' in completed || problems.length > 0) {
    throw invalidRequest(problems);
  }
  requireTrackingScope(key, template);
  const url = callbackFor(parsed, key).callback?.url;
  const { account: _account, ...tracked } = withTracking({ account: name, ...template }, key);
  return {
    account,
    request: {
      ...parsed,
      peer: completed.peer,
      template: tracked,
      ...(url === undefined ? {} : { callback_url: url }),
    },
  };
}

function peerOf({ peer }: ParsedRotationRequest) {
  return peer === undefined ? {} : { peer };
}

function answerStored(stored: Rotation, { requestHash, name }: Rotation, account: Account): ApiResponse {
  if (stored.deletedAtMs !== undefined) {
    throw taken(
      `The rotation "${name}" is being deleted. Its name is free when GET /v1/rotations/${name} answers 404.`,
    );
  }
  if (stored.requestHash !== requestHash) {
    throw taken(`You have another rotation named "${name}". Delete it first, or choose another name.`);
  }
  return respond(200, stored, account);
}

function respond(status: number, rotation: Rotation, account: Account): ApiResponse {
  return respondJson(status, toRotationResource(rotation, account), {
    location: `/v1/rotations/${rotation.name}`,
  });
}

function taken(detail: string): ProblemError {
  return new ProblemError({ slug: 'name-taken', detail });
}
