import type { RotationCatalog } from '../aws/rotation-store.ts';
import type { Account } from '../core/account/account.ts';
import { newTending } from '../core/job/tending.ts';
import type { Rotation } from '../core/rotation/rotation.ts';
import { parseRotateRequest } from '../core/rotation/rotation-request.ts';
import { endRotation, rotateNow } from '../core/rotation/rotation-transitions.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type BeginTendingDeps, beginTending } from './begin-tending.ts';
import { findUndeleted } from './find-rotation.ts';
import type { JsonObject } from './parse-json-body.ts';
import { busy, invalidRequest } from './problem-error.ts';
import { hashRequest, readIdempotencyKey, sameRequest } from './read-idempotency-key.ts';
import { findUnknown } from './read-page.ts';
import { toRotationResource } from './rotation-resource.ts';
import { type SendJobDeps, sendMessageOrLeave } from './send-or-leave.ts';

export interface ChangeRotationDeps
  extends BeginTendingDeps,
    SendJobDeps,
    Pick<RotationCatalog, 'getRotation' | 'saveRotation' | 'saveDeleted' | 'removeRotation'> {
  getAccount(accountId: string): Promise<Account | undefined>;
}

/** A worker changes a rotation a few times at most while it is being changed here. */
const maxTries = 6;

/** What a request makes of the rotation, stored over the version before. */
type Step = (found: Rotation) => { next: Rotation; isSaved(): Promise<boolean> };

/** POST /v1/rotations/{name}/rotate: a new link now. With an Idempotency-Key a repeat makes no second one. */
export function rotateRotation(deps: ChangeRotationDeps) {
  return async function handleRotate(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const parsed = parseRotateRequest(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    const asked = { ...parsed, ...readRequestId(event) };
    const found = await findUndeleted(deps, event);
    const isReplayed = isKnown(found, asked.id);
    const rotation = isReplayed
      ? found
      : await change(deps, event, found, (each) => {
          const next = rotateNow(each, asked, deps.now());
          return { next, isSaved: () => deps.saveRotation(next) };
        });
    return respond(deps, 202, rotation, isReplayed ? { 'idempotent-replayed': 'true' } : {});
  };
}

/**
 * DELETE /v1/rotations/{name}?link=keep|revoke: no more links are made, and the slug leads nowhere. Links whose overlap is not over are
 * revoked now, the current one only where that is asked for.
 */
export function deleteRotation(deps: ChangeRotationDeps) {
  return async function handleDeleteRotation(event: KeyedEvent): Promise<ApiResponse> {
    const isRevoked = readLink(event) === 'revoke';
    const found = await findUndeleted(deps, event);
    const rotation = await change(deps, event, found, (each) => {
      const next = endRotation(each, { isRevoked }, deps.now());
      return { next, isSaved: () => deps.saveDeleted(next, each.slug) };
    });
    if ((await deps.getAccount(rotation.accountId)) === undefined) {
      // No worker will revoke anything, and the name would be taken for ever.
      await deps.removeRotation(rotation);
    }
    return respond(deps, 200, rotation);
  };
}

/** @throws ProblemError 404 or 503. */
async function change(
  deps: ChangeRotationDeps,
  event: KeyedEvent,
  found: Rotation,
  makeStep: Step,
): Promise<Rotation> {
  const { tenantId, accountId, name, request } = found;
  const work = { tenantId, accountId, account: request.account, peer: request.peer };
  const account = await deps.getAccount(accountId);
  const tending = newTending(work, { kind: 'rotation', name }, deps.now());
  // Before the change, so that a crash does not leave it alone; and after it, because a worker may have tended in between.
  await beginTending(deps, account, tending);
  const changed = await save(deps, event, found, makeStep);
  await sendMessageOrLeave(deps, await beginTending(deps, account, tending));
  return changed;
}

async function save(
  deps: ChangeRotationDeps,
  event: KeyedEvent,
  found: Rotation,
  makeStep: Step,
): Promise<Rotation> {
  let rotation = found;
  for (let tries = 1; ; tries++) {
    const { next, isSaved } = makeStep(rotation);
    if (await isSaved()) {
      return next;
    }
    if (tries === maxTries) {
      throw busy('The rotation changed at every attempt.');
    }
    rotation = await findUndeleted(deps, event);
  }
}

/** The request's id among those that the rotation remembers: the first half tells its key, the second what it says. */
function readRequestId(event: KeyedEvent & { json: JsonObject }): { id?: string } {
  const key = readIdempotencyKey(event.headers);
  return key === undefined
    ? {}
    : { id: hashRequest({ key }).slice(0, idLength) + hashRequest(event.json).slice(0, idLength) };
}

/** @throws ProblemError 422 where the key belongs to a request that says something else. */
function isKnown({ askedIds }: Rotation, id: string | undefined): boolean {
  const known =
    id === undefined ? undefined : askedIds.find((each) => each.startsWith(id.slice(0, idLength)));
  return known !== undefined && sameRequest({ requestHash: known }, id) !== undefined;
}

/** 128 bits in hex. */
const idLength = 32;

function readLink({ queryStringParameters: query = {} }: KeyedEvent): 'keep' | 'revoke' {
  const problems = findUnknown(query, ['link']);
  const { link = 'keep' } = query;
  if (link !== 'keep' && link !== 'revoke') {
    problems.push({ field: 'link', detail: 'link takes keep or revoke: what becomes of the current link.' });
  }
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return link as 'keep' | 'revoke';
}

async function respond(
  deps: ChangeRotationDeps,
  status: number,
  rotation: Rotation,
  headers: Record<string, string> = {},
): Promise<ApiResponse> {
  const account = await deps.getAccount(rotation.accountId);
  return respondJson(status, toRotationResource(rotation, account), headers);
}
