import middy from '@middy/core';
import { addAnswerHeaders } from './add-answer-headers.ts';
import { type AnswerProblemsDeps, answerProblems } from './answer-problems.ts';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { believeReads } from './believe-reads.ts';
import { type FollowSlugDeps, followSlug } from './follow-slug.ts';
import { type GetAccountDeps, getAccount } from './get-account.ts';
import { type GetActivityDeps, getActivity } from './get-activity.ts';
import { getHealth } from './get-health.ts';
import { type KeyRoutesDeps, keyRoutes } from './key-routes.ts';
import { leadHome } from './lead-home.ts';
import { createPendingLimit, type LimitPendingDeps } from './limit-pending.ts';
import { type LinkRoutesDeps, linkRoutes } from './link-routes.ts';
import { type ListAccountsDeps, listAccounts } from './list-accounts.ts';
import { type ListChatsDeps, listChats } from './list-chats.ts';
import { type LogRequestsDeps, logRequests } from './log-requests.ts';
import { type PersonRoutesDeps, personRoutes } from './person-routes.ts';
import { type PoolRoutesDeps, poolRoutes } from './pool-routes.ts';
import { type RotationRoutesDeps, rotationRoutes } from './rotation-routes.ts';
import { type Route, routeRequests } from './route-requests.ts';
import { getConsole, getConsoleFile, type ServeConsoleDeps } from './serve-console.ts';
import { getDocs, getOpenApi, type ServeDocumentsDeps } from './serve-documents.ts';
import { getProblem, listProblems } from './show-problems.ts';
import { createScopes, type ScopeDeps, type WithScope } from './with-scope.ts';

export type ApiDeps = AnswerProblemsDeps &
  LogRequestsDeps &
  ScopeDeps &
  Omit<LimitPendingDeps, 'noteLine'> &
  Omit<LinkRoutesDeps, 'limit' | 'believed'> &
  PersonRoutesDeps &
  Omit<PoolRoutesDeps, 'limit' | 'believed'> &
  RotationRoutesDeps &
  KeyRoutesDeps &
  AccountRoutesDeps &
  OpenRoutesDeps;

type OpenRoutesDeps = ServeDocumentsDeps & ServeConsoleDeps & FollowSlugDeps;

type AccountRoutesDeps = ListAccountsDeps & GetAccountDeps & ListChatsDeps & GetActivityDeps;

/** The whole HTTP edge over the functions given. Log and errors are for all routes. */
export function createHandler(given: ApiDeps) {
  // One count of each account's unfinished invites, whichever way they come in.
  const believed = believeReads(given);
  const limit = createPendingLimit({ ...given, noteLine: believed.noteLine });
  const deps = { ...given, limit, believed };
  const withScope = createScopes(deps);
  const routes = [
    ...linkRoutes(deps, withScope),
    ...personRoutes(deps, withScope),
    ...poolRoutes(deps, withScope),
    ...rotationRoutes(deps, withScope),
    ...accountRoutes(deps, withScope),
    ...keyRoutes(deps, withScope),
    ...openRoutes(deps),
  ];
  return middy<ApiEvent, ApiResponse>()
    .use(logRequests(deps))
    .use(addAnswerHeaders())
    .use(answerProblems(deps))
    .handler(routeRequests(routes));
}

function accountRoutes(deps: AccountRoutesDeps, withScope: WithScope): Route[] {
  function read() {
    return withScope('accounts:read');
  }
  return [
    { method: 'GET', path: '/v1/accounts', handler: read().handler(listAccounts(deps)) },
    { method: 'GET', path: '/v1/accounts/{name}', handler: read().handler(getAccount(deps)) },
    { method: 'GET', path: '/v1/accounts/{name}/chats', handler: read().handler(listChats(deps)) },
    { method: 'GET', path: '/v1/accounts/{name}/activity', handler: read().handler(getActivity(deps)) },
  ];
}

/** Without an API key. */
function openRoutes(deps: OpenRoutesDeps): Route[] {
  return [
    { method: 'GET', path: '/', handler: leadHome(deps) },
    { method: 'GET', path: '/j/{slug}', handler: followSlug(deps), isPage: true },
    { method: 'GET', path: '/v1/health', handler: getHealth },
    { method: 'GET', path: '/v1/openapi.json', handler: getOpenApi(deps) },
    { method: 'GET', path: '/docs', handler: getDocs(deps), isPage: true },
    { method: 'GET', path: '/console', handler: getConsole(deps), isPage: true },
    { method: 'GET', path: '/console/{file}', handler: getConsoleFile(deps) },
    { method: 'GET', path: '/problems', handler: listProblems, isPage: true },
    { method: 'GET', path: '/problems/{slug}', handler: getProblem },
  ];
}
