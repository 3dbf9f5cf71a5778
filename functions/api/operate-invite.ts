import { isFinal, type Job } from '../core/job/job.ts';
import { linkOf, linkStatusOf } from '../core/job/link-status.ts';
import { toFieldPath } from '../core/request/field-problem.ts';
import { findCallbackProblems } from '../core/request/invite-request.ts';
import {
  findChangeProblems,
  findSingleUseProblems,
  isTrackingOnly,
  type ParsedChanges,
  parseLinkChanges,
} from '../core/request/link-changes.ts';
import type { Priority } from '../core/request/priority.ts';
import { type AcceptOperationDeps, type AskedOperation, acceptOperation } from './accept-operation.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { findInvite, readInvite } from './find-invite.ts';
import { respondOperation } from './find-operation.ts';
import type { JsonObject } from './parse-json-body.ts';
import { holdUntilFinal, type PreferWaitDeps } from './prefer-wait.ts';
import { invalidRequest, ProblemError } from './problem-error.ts';
import { findUnknown } from './read-page.ts';
import { requireTrackingScope } from './require-tracking-scope.ts';

export interface OperateInviteDeps extends AcceptOperationDeps, PreferWaitDeps {
  /** See ApiConfig. */
  allowLocalCallbacks: boolean;
}

/** A request without fields, as far as it has a body at all. */
type BodilessEvent = KeyedEvent & { json: JsonObject };

/** A member who was thrown out must not come in again; nobody waits for the others. */
const revokePriority: Priority = 'high';
const usualPriority: Priority = 'normal';

export const askToRevoke: AskedOperation = {
  operation: { kind: 'revoke' },
  priority: revokePriority,
  request: {},
};

/** POST /v1/invites/{id}/revoke: nobody joins by the link any more. */
export function revokeInvite(deps: OperateInviteDeps) {
  return operate<BodilessEvent>(deps, (event) => {
    refuseFields(event);
    return askToRevoke;
  });
}

/** POST /v1/invites/{id}/refresh: Telegram tells how the link is now, and how many have joined by it. */
export function refreshInvite(deps: OperateInviteDeps) {
  return operate<BodilessEvent>(deps, (event) => {
    refuseFields(event);
    return { operation: { kind: 'refresh' }, priority: usualPriority, request: {} };
  });
}

/** DELETE /v1/invites/{id}: deletes a revoked link at Telegram; with `?revoke=true` any link. */
export function deleteInvite(deps: OperateInviteDeps) {
  return operate(deps, (event, invite) => {
    const { revoke } = readRevoke(event);
    return {
      operation: { kind: 'delete', ...(revoke ? { revokeFirst: true } : {}) },
      priority: revoke ? revokePriority : usualPriority,
      request: { revoke },
      check: () => revoke || checkRevoked(invite, deps.now()),
    };
  });
}

/** PATCH /v1/invites/{id}: changes title, end, limit, approval, or what is told of those who join. */
export function editInvite(deps: OperateInviteDeps) {
  return operate<KeyedEvent & { json: JsonObject }>(deps, ({ json, key }, invite) => {
    const parsed = parseLinkChanges(json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    const { changes } = parsed;
    requireTrackingScope(key, changes);
    return {
      operation: { kind: 'edit', changes: toLinkChanges(changes, deps.now()) },
      priority: changes.priority ?? usualPriority,
      callback_url: changes.callback_url,
      request: changes,
      check: () => checkChanges(deps, invite, changes),
    };
  });
}

/** What all of them have in common: the invite is found, what is asked for is checked, stored and sent. */
function operate<E extends KeyedEvent>(
  deps: OperateInviteDeps,
  ask: (event: E, invite: Job) => AskedOperation,
) {
  return async function handleOperation(event: E): Promise<ApiResponse> {
    const invite = await findInvite(deps, event);
    const asked = withLinkCheck(invite, ask(event, invite));
    return respondAccepted(deps, event, await acceptOperation(deps, event, invite, asked));
  };
}

/** 202 with where to look; with `Prefer: wait=N` not before the operation is final or N seconds have passed. */
export async function respondAccepted(
  deps: OperateInviteDeps,
  event: KeyedEvent,
  { job: accepted, replayed }: { job: Job; replayed: boolean },
): Promise<ApiResponse> {
  const { known: job, applied } = await holdUntilFinal(deps, event, accepted, readInvite(deps));
  return respondOperation(202, event.key, job, deps.now(), {
    location: `/v1/operations/${job.jobId}`,
    ...applied,
    ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
  });
}

/** An unfinished invite may get a link: its operations wait for it. */
function checkHasLink(invite: Job): void {
  if (isFinal(invite.status) && linkOf(invite) === undefined) {
    throw conflict(
      invite.outcome === undefined
        ? `The invite is ${invite.status}: it has no link.`
        : 'The chat is public and admits by its own address: Telegram made no link for this invite.',
    );
  }
}

function withLinkCheck(invite: Job, asked: AskedOperation): AskedOperation {
  return {
    ...asked,
    check() {
      checkHasLink(invite);
      asked.check?.();
    },
  };
}

function checkRevoked(invite: Job, nowMs: number): void {
  const status = linkStatusOf(invite, nowMs);
  if (status !== 'revoked' && status !== 'deleted') {
    throw conflict(
      'The link is not revoked, and Telegram deletes revoked links only. POST /v1/invites/{id}/revoke first, or send DELETE with ?revoke=true, which does both.',
    );
  }
}

function checkChanges(deps: OperateInviteDeps, invite: Job, changes: ParsedChanges): void {
  const nowMs = deps.now();
  checkEditable(invite, changes, nowMs);
  const { callback_url } = changes;
  const problems = [
    ...findChangeProblems(linkOf(invite) ?? invite.request, changes, nowMs),
    ...findSingleUseProblems(invite.request, changes),
    ...findCallbackProblems(callback_url === undefined ? {} : { callback_url }, deps.allowLocalCallbacks),
  ];
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
}

function checkEditable(invite: Job, changes: ParsedChanges, nowMs: number): void {
  // Telegram makes no edit: whoever sees the chat's joins may have them told, of every link.
  const isUntouched = isTrackingOnly(changes);
  const { maker = 'account' } = invite.adopted ?? {};
  if (maker !== 'account' && !isUntouched) {
    throw conflict(
      `${maker === 'bot' ? 'A bot' : 'Another administrator'} made the link, and only its maker may edit it. The chat's creator may revoke it.`,
    );
  }
  const status = linkStatusOf(invite, nowMs);
  if (status === 'revoked' || status === 'deleted') {
    throw conflict(`The link is ${status}, and such a link cannot be edited. Ask for a new one.`);
  }
  const isPermanent = linkOf(invite)?.permanent ?? invite.request.legacy_revoke_permanent === true;
  if (isPermanent && !isUntouched) {
    throw conflict(
      "It is the account's permanent link for the chat, which has no title, limit or end. It can be revoked: Telegram makes a new one then.",
    );
  }
}

/** A time that is counted from the acceptance says the same however often the call is made. */
function toLinkChanges(
  { expire_in, priority: _priority, callback_url: _url, ...rest }: ParsedChanges,
  nowMs: number,
) {
  return expire_in === undefined ? rest : { ...rest, expire_date: Math.floor(nowMs / 1000) + expire_in };
}

/** What is asked for beside it, such as a dry run, must not be passed over. @throws ProblemError 422 */
function refuseFields(event: BodilessEvent): void {
  const problems = Object.keys(event.json).map((field) => ({
    field: toFieldPath([field]),
    detail: 'There is no such field. This request takes none.',
  }));
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  refuseQuery(event);
}

/** @throws ProblemError 422 for any parameter. */
export function refuseQuery({ queryStringParameters = {} }: KeyedEvent): void {
  const problems = findUnknown(queryStringParameters, []);
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
}

/** The query `?revoke=true`. @throws ProblemError 422 for anything else. */
export function readRevoke({ queryStringParameters: query = {} }: KeyedEvent): { revoke: boolean } {
  const problems = findUnknown(query, ['revoke']);
  if (query.revoke !== undefined && query.revoke !== 'true' && query.revoke !== 'false') {
    problems.push({ field: 'revoke', detail: 'revoke takes true or false.' });
  }
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return { revoke: query.revoke === 'true' };
}

function conflict(detail: string): ProblemError {
  return new ProblemError({ slug: 'link-state', detail });
}
