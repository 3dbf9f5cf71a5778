import middy from '@middy/core';
import { answerProblems } from './answer-problems.ts';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { type AuthenticateKeyDeps, authenticateKey } from './authenticate-key.ts';
import { type CancelInviteDeps, cancelInvite } from './cancel-invite.ts';
import { type GetAccountDeps, getAccount } from './get-account.ts';
import { getHealth } from './get-health.ts';
import { type GetInviteDeps, getInvite } from './get-invite.ts';
import { type ListAccountsDeps, listAccounts } from './list-accounts.ts';
import { type ListChatsDeps, listChats } from './list-chats.ts';
import { type LogRequestsDeps, logRequests } from './log-requests.ts';
import { parseJsonBody } from './parse-json-body.ts';
import { type PostInviteDeps, postInvite } from './post-invite.ts';
import { type Route, routeRequests } from './route-requests.ts';

export type ApiDeps = AuthenticateKeyDeps &
  LogRequestsDeps &
  PostInviteDeps &
  GetInviteDeps &
  CancelInviteDeps &
  ListAccountsDeps &
  GetAccountDeps &
  ListChatsDeps;

/** The whole HTTP edge over the functions given. Each route carries its own middlewares; log and errors are for all. */
export function createHandler(deps: ApiDeps) {
  const authenticate = authenticateKey(deps);
  const authenticated = () => middy().use(authenticate);
  const routes: Route[] = [
    {
      method: 'POST',
      path: '/v1/invites',
      handler: authenticated().use(parseJsonBody()).handler(postInvite(deps)),
    },
    {
      method: 'POST',
      path: '/v1/invites/{id}/cancel',
      handler: authenticated().handler(cancelInvite(deps)),
    },
    { method: 'GET', path: '/v1/invites/{id}', handler: authenticated().handler(getInvite(deps)) },
    { method: 'GET', path: '/v1/accounts', handler: authenticated().handler(listAccounts(deps)) },
    { method: 'GET', path: '/v1/accounts/{name}', handler: authenticated().handler(getAccount(deps)) },
    { method: 'GET', path: '/v1/accounts/{name}/chats', handler: authenticated().handler(listChats(deps)) },
    { method: 'GET', path: '/v1/health', handler: getHealth },
  ];
  return middy<ApiEvent, ApiResponse>()
    .use(logRequests(deps))
    .use(answerProblems())
    .handler(routeRequests(routes));
}
