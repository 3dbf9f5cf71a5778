import middy from '@middy/core';
import type { Scope } from '../core/account/api-key.ts';
import { addAnswerHeaders } from './add-answer-headers.ts';
import { type AnswerProblemsDeps, answerProblems } from './answer-problems.ts';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { type AuthenticateKeyDeps, authenticateKey } from './authenticate-key.ts';
import { type BelievedReads, believeReads } from './believe-reads.ts';
import { type CancelBatchDeps, cancelBatch } from './cancel-batch.ts';
import { type CancelInviteDeps, cancelInvite } from './cancel-invite.ts';
import { decideByChat, decideByInvite } from './decide-requests.ts';
import { type EraseJoinsDeps, eraseJoins } from './erase-joins.ts';
import { type GetAccountDeps, getAccount } from './get-account.ts';
import { type GetBatchDeps, getBatch } from './get-batch.ts';
import { getHealth } from './get-health.ts';
import { type GetInviteDeps, getInvite } from './get-invite.ts';
import { getBatchCsv, getInvitesCsv } from './get-invites-csv.ts';
import { type GetOperationDeps, getOperation } from './get-operation.ts';
import { createPendingLimit, type LimitPendingDeps } from './limit-pending.ts';
import { type LimitRateDeps, limitRate } from './limit-rate.ts';
import { type ListAccountsDeps, listAccounts } from './list-accounts.ts';
import { type ListChatsDeps, listChats } from './list-chats.ts';
import { getInviteJoinsCsv, type ListInviteJoinsDeps, listInviteJoins } from './list-invite-joins.ts';
import { listInviteOperations } from './list-invite-operations.ts';
import { listInvites } from './list-invites.ts';
import { getJoinsCsv, type ListJoinsDeps, listJoins } from './list-joins.ts';
import { listOperations } from './list-operations.ts';
import { type ListRequestsDeps, listChatRequests, listInviteRequests } from './list-requests.ts';
import { type LogRequestsDeps, logRequests } from './log-requests.ts';
import {
  deleteInvite,
  editInvite,
  type OperateInviteDeps,
  refreshInvite,
  revokeInvite,
} from './operate-invite.ts';
import { parseJsonBody, parseOptionalBody } from './parse-json-body.ts';
import { maxBatchBodyBytes, type PostBatchDeps, postBatch } from './post-batch.ts';
import { type PostInviteDeps, postInvite } from './post-invite.ts';
import type { ReadInvitesDeps } from './read-invites.ts';
import type { ReadOperationsDeps } from './read-operations.ts';
import { requireScope } from './require-scope.ts';
import { type RevokeInvitesDeps, revokeBatch, revokeInvites } from './revoke-invites.ts';
import { type Route, routeRequests } from './route-requests.ts';
import { getDocs, getOpenApi, type ServeDocumentsDeps } from './serve-documents.ts';
import { getProblem, listProblems } from './show-problems.ts';
import { type SyncLinksDeps, syncLinks } from './sync-links.ts';

export type ApiDeps = AnswerProblemsDeps &
  AuthenticateKeyDeps &
  LimitRateDeps &
  LogRequestsDeps &
  Omit<LimitPendingDeps, 'noteLine'> &
  Omit<PostInviteDeps, 'limit' | 'noteJob'> &
  Omit<PostBatchDeps, 'limit'> &
  GetInviteDeps &
  GetBatchDeps &
  CancelInviteDeps &
  CancelBatchDeps &
  ReadInvitesDeps &
  OperateInviteDeps &
  GetOperationDeps &
  RevokeInvitesDeps &
  SyncLinksDeps &
  ReadOperationsDeps &
  ListRequestsDeps &
  ListAccountsDeps &
  GetAccountDeps &
  ListChatsDeps &
  ListJoinsDeps &
  ListInviteJoinsDeps &
  EraseJoinsDeps &
  ServeDocumentsDeps;

type RouteDeps = ApiDeps &
  Omit<PostInviteDeps, 'noteJob'> &
  PostBatchDeps & {
    /** For what reads a single job: see `believeReads`. */
    believed: BelievedReads;
  };
type WithScope = ReturnType<typeof createScopes>;

/** The whole HTTP edge over the functions given. Log and errors are for all routes. */
export function createHandler(given: ApiDeps) {
  // One count of each account's unfinished invites, whichever way they come in.
  const believed = believeReads(given);
  const limit = createPendingLimit({ ...given, noteLine: believed.noteLine });
  const deps = { ...given, limit, believed };
  const withScope = createScopes(deps);
  const routes = [
    ...batchRoutes(deps, withScope),
    ...inviteRoutes(deps, withScope),
    ...operationRoutes(deps, withScope),
    ...joinRoutes(deps, withScope),
    ...accountRoutes(deps, withScope),
    ...requestRoutes(deps, withScope),
    ...openRoutes(deps),
  ];
  return middy<ApiEvent, ApiResponse>()
    .use(logRequests(deps))
    .use(addAnswerHeaders())
    .use(answerProblems(deps))
    .handler(routeRequests(routes));
}

/** What comes before every handler that takes an API key. */
function createScopes(deps: AuthenticateKeyDeps & LimitRateDeps) {
  const authenticate = authenticateKey(deps);
  const limit = limitRate(deps);
  return (scope: Scope) => middy().use(authenticate).use(limit).use(requireScope(scope));
}

function batchRoutes(deps: RouteDeps, withScope: WithScope): Route[] {
  function write() {
    return withScope('invites:write');
  }

  function read() {
    return withScope('invites:read');
  }
  return [
    {
      method: 'POST',
      path: '/v1/invites/batch',
      handler: write().use(parseJsonBody(maxBatchBodyBytes)).handler(postBatch(deps)),
    },
    { method: 'GET', path: '/v1/batches/{id}', handler: read().handler(getBatch(deps)) },
    { method: 'GET', path: '/v1/batches/{id}/invites.csv', handler: read().handler(getBatchCsv(deps)) },
    { method: 'POST', path: '/v1/batches/{id}/cancel', handler: write().handler(cancelBatch(deps)) },
  ];
}

function inviteRoutes(deps: RouteDeps, withScope: WithScope): Route[] {
  const { believed } = deps;

  function write() {
    return withScope('invites:write');
  }

  function read() {
    return withScope('invites:read');
  }
  return [
    {
      method: 'POST',
      path: '/v1/invites',
      handler: write()
        .use(parseJsonBody())
        .handler(postInvite({ ...deps, ...believed })),
    },
    { method: 'GET', path: '/v1/invites', handler: read().handler(listInvites(deps)) },
    { method: 'GET', path: '/v1/invites.csv', handler: read().handler(getInvitesCsv(deps)) },
    {
      method: 'GET',
      path: '/v1/invites/{id}',
      handler: read().handler(getInvite({ ...deps, ...believed })),
    },
    { method: 'POST', path: '/v1/invites/{id}/cancel', handler: write().handler(cancelInvite(deps)) },
  ];
}

function operationRoutes(deps: RouteDeps, withScope: WithScope): Route[] {
  function write() {
    return withScope('invites:write');
  }

  function read() {
    return withScope('invites:read');
  }
  return [
    {
      method: 'POST',
      path: '/v1/invites/{id}/revoke',
      handler: write().use(parseOptionalBody()).handler(revokeInvite(deps)),
    },
    {
      method: 'POST',
      path: '/v1/invites/{id}/refresh',
      handler: write().use(parseOptionalBody()).handler(refreshInvite(deps)),
    },
    {
      method: 'PATCH',
      path: '/v1/invites/{id}',
      handler: write().use(parseJsonBody()).handler(editInvite(deps)),
    },
    { method: 'DELETE', path: '/v1/invites/{id}', handler: write().handler(deleteInvite(deps)) },
    {
      method: 'GET',
      path: '/v1/invites/{id}/operations',
      handler: read().handler(listInviteOperations(deps)),
    },
    {
      method: 'POST',
      path: '/v1/invites/revoke',
      handler: write().use(parseJsonBody()).handler(revokeInvites(deps)),
    },
    {
      method: 'POST',
      path: '/v1/batches/{id}/revoke',
      handler: write().use(parseOptionalBody()).handler(revokeBatch(deps)),
    },
    {
      method: 'POST',
      path: '/v1/accounts/{name}/links/sync',
      handler: write().use(parseJsonBody()).handler(syncLinks(deps)),
    },
    { method: 'GET', path: '/v1/operations', handler: read().handler(listOperations(deps)) },
    { method: 'GET', path: '/v1/operations/{id}', handler: read().handler(getOperation(deps)) },
  ];
}

/** Who comes in: personal data, which has scopes of its own. */
function joinRoutes(deps: RouteDeps, withScope: WithScope): Route[] {
  function read() {
    return withScope('joins:read');
  }
  return [
    { method: 'GET', path: '/v1/invites/{id}/joins', handler: read().handler(listInviteJoins(deps)) },
    { method: 'GET', path: '/v1/invites/{id}/joins.csv', handler: read().handler(getInviteJoinsCsv(deps)) },
    { method: 'GET', path: '/v1/joins', handler: read().handler(listJoins(deps)) },
    { method: 'GET', path: '/v1/joins.csv', handler: read().handler(getJoinsCsv(deps)) },
    { method: 'DELETE', path: '/v1/joins', handler: withScope('joins:write').handler(eraseJoins(deps)) },
  ];
}

function accountRoutes(deps: RouteDeps, withScope: WithScope): Route[] {
  function read() {
    return withScope('accounts:read');
  }
  return [
    { method: 'GET', path: '/v1/accounts', handler: read().handler(listAccounts(deps)) },
    { method: 'GET', path: '/v1/accounts/{name}', handler: read().handler(getAccount(deps)) },
    { method: 'GET', path: '/v1/accounts/{name}/chats', handler: read().handler(listChats(deps)) },
  ];
}

/** People who ask to join. */
function requestRoutes(deps: RouteDeps, withScope: WithScope): Route[] {
  function read() {
    return withScope('joins:read');
  }

  function decide() {
    return withScope('joins:write').use(parseOptionalBody());
  }
  return [
    {
      method: 'GET',
      path: '/v1/invites/{id}/requests',
      handler: read().handler(listInviteRequests(deps)),
    },
    {
      method: 'GET',
      path: '/v1/accounts/{name}/requests',
      handler: read().handler(listChatRequests(deps)),
    },
    {
      method: 'POST',
      path: '/v1/invites/{id}/requests/approve',
      handler: decide().handler(decideByInvite(deps, 'approve')),
    },
    {
      method: 'POST',
      path: '/v1/invites/{id}/requests/decline',
      handler: decide().handler(decideByInvite(deps, 'decline')),
    },
    {
      method: 'POST',
      path: '/v1/invites/{id}/requests/{user_id}/approve',
      handler: decide().handler(decideByInvite(deps, 'approve')),
    },
    {
      method: 'POST',
      path: '/v1/invites/{id}/requests/{user_id}/decline',
      handler: decide().handler(decideByInvite(deps, 'decline')),
    },
    {
      method: 'POST',
      path: '/v1/accounts/{name}/requests/approve',
      handler: decide().handler(decideByChat(deps, 'approve')),
    },
    {
      method: 'POST',
      path: '/v1/accounts/{name}/requests/decline',
      handler: decide().handler(decideByChat(deps, 'decline')),
    },
    {
      method: 'POST',
      path: '/v1/accounts/{name}/requests/{user_id}/approve',
      handler: decide().handler(decideByChat(deps, 'approve')),
    },
    {
      method: 'POST',
      path: '/v1/accounts/{name}/requests/{user_id}/decline',
      handler: decide().handler(decideByChat(deps, 'decline')),
    },
  ];
}

/** Without an API key. */
function openRoutes(deps: RouteDeps): Route[] {
  return [
    { method: 'GET', path: '/v1/health', handler: getHealth },
    { method: 'GET', path: '/v1/openapi.json', handler: getOpenApi(deps) },
    { method: 'GET', path: '/docs', handler: getDocs(deps) },
    { method: 'GET', path: '/problems', handler: listProblems },
    { method: 'GET', path: '/problems/{slug}', handler: getProblem },
  ];
}
