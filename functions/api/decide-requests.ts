import { linkOf } from '../core/job/link-status.ts';
import type { DecisionKind, JoinDecision } from '../core/job/operation.ts';
import type { JoinReads } from '../core/join/join-store.ts';
import {
  chatDecisionBody,
  inviteDecisionBody,
  type ParsedDecision,
  parseDecision,
} from '../core/request/decision-request.ts';
import { findCallbackProblems } from '../core/request/invite-request.ts';
import { acceptChatOperation, type NewOperation } from './accept-operation.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindAccountDeps, findAccount } from './find-account.ts';
import { findInvite } from './find-invite.ts';
import { type OperateInviteDeps, refuseQuery, respondAccepted } from './operate-invite.ts';
import type { JsonObject } from './parse-json-body.ts';
import { invalidRequest, ProblemError } from './problem-error.ts';

export type DecideRequestsDeps = OperateInviteDeps & FindAccountDeps & Pick<JoinReads, 'noteDecision'>;

type DecisionEvent = KeyedEvent & { json: JsonObject };

/**
 * POST /v1/invites/{id}/requests/approve and /decline, and the same with /{user_id} before: about those who ask to join by the link.
 */
export function decideByInvite(deps: DecideRequestsDeps, kind: DecisionKind) {
  return async function handleDecideByInvite(event: DecisionEvent): Promise<ApiResponse> {
    const request = readDecision(deps, event, inviteDecisionBody);
    const userId = readUserId(event);
    const invite = await findInvite(deps, event);
    if (linkOf(invite) === undefined) {
      throw new ProblemError({
        slug: 'link-state',
        detail: `The invite is ${invite.status} and has no link: nobody asks to join by it.`,
      });
    }
    const { account, peer } = invite.request;
    return accept(deps, event, request, {
      accountId: invite.accountId,
      account,
      peer,
      operation: { kind, inviteId: invite.jobId, ...userId },
    });
  };
}

/** POST /v1/accounts/{name}/requests/approve and /decline, and the same with /{user_id} before: about those who ask to join a chat. */
export function decideByChat(deps: DecideRequestsDeps, kind: DecisionKind) {
  return async function handleDecideByChat(event: DecisionEvent): Promise<ApiResponse> {
    const request = readDecision(deps, event, chatDecisionBody);
    const userId = readUserId(event);
    const { accountId, name: account, defaultPeer } = await findAccount(deps, event);
    const { peer = defaultPeer } = request;
    if (peer === undefined) {
      const detail = `Missing. The account "${account}" has no default peer.`;
      throw invalidRequest([{ field: 'peer', detail }]);
    }
    return accept(deps, event, request, { accountId, account, peer, operation: { kind, ...userId } });
  };
}

async function accept(
  deps: DecideRequestsDeps,
  event: DecisionEvent,
  { priority = 'normal', callback_url }: ParsedDecision,
  {
    accountId,
    account,
    peer,
    operation,
  }: Pick<NewOperation, 'accountId'> & { operation: JoinDecision } & Pick<
      NewOperation['request'],
      'account' | 'peer'
    >,
): Promise<ApiResponse> {
  const { userId } = operation;
  const accepted = await acceptChatOperation(
    deps,
    event,
    {
      accountId,
      request: { account, peer, priority },
      operation,
      callback_url,
      hashed: { ...event.json, ...operation, account, peer },
    },
    userId === undefined ? undefined : (job) => deps.noteDecision(job, userId),
  );
  return respondAccepted(deps, event, accepted);
}

/** @throws ProblemError 422 that names every field at fault. */
function readDecision(
  { allowLocalCallbacks }: DecideRequestsDeps,
  event: DecisionEvent,
  schema: Parameters<typeof parseDecision>[0],
): ParsedDecision {
  const parsed = parseDecision(schema, event.json);
  if (parsed.problems) {
    throw invalidRequest(parsed.problems);
  }
  const { callback_url } = parsed.request;
  const problems = findCallbackProblems(
    callback_url === undefined ? {} : { callback_url },
    allowLocalCallbacks,
  );
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  refuseQuery(event);
  return parsed.request;
}

/** The person in the path; nobody where the path names all. @throws ProblemError 422 */
function readUserId({ pathParameters }: KeyedEvent): { userId?: string } {
  const userId = pathParameters?.user_id;
  if (userId === undefined) {
    return {};
  }
  if (!/^[1-9]\d{0,18}$/.test(userId)) {
    const detail =
      'The path takes the id of one Telegram user: digits only, as "user_id" of a request has it.';
    throw invalidRequest([{ field: 'user_id', detail }]);
  }
  return { userId };
}
