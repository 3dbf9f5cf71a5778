import { type DecideRequestsDeps, decideByChat, decideByInvite } from './decide-requests.ts';
import { type EraseJoinsDeps, eraseJoins } from './erase-joins.ts';
import { getInviteJoinsCsv, type ListInviteJoinsDeps, listInviteJoins } from './list-invite-joins.ts';
import { getJoinsCsv, type ListJoinsDeps, listJoins } from './list-joins.ts';
import { type ListRequestsDeps, listChatRequests, listInviteRequests } from './list-requests.ts';
import { parseOptionalBody } from './parse-json-body.ts';
import type { Route } from './route-requests.ts';
import type { WithScope } from './with-scope.ts';

export type PersonRoutesDeps = ListJoinsDeps &
  ListInviteJoinsDeps &
  EraseJoinsDeps &
  ListRequestsDeps &
  DecideRequestsDeps;

/** People who come in, and who ask to: personal data, which has scopes of its own. */
export function personRoutes(deps: PersonRoutesDeps, withScope: WithScope): Route[] {
  return [...joinRoutes(deps, withScope), ...requestRoutes(deps, withScope)];
}

function joinRoutes(deps: PersonRoutesDeps, withScope: WithScope): Route[] {
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

/** Written out one by one: the template's routes are held against these lines (`test/infra/static-proof.test.ts`). */
function requestRoutes(deps: PersonRoutesDeps, withScope: WithScope): Route[] {
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
