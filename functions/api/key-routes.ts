import { type ListWebhooksDeps, listWebhooks } from './list-webhooks.ts';
import type { Route } from './route-requests.ts';
import { getKey, type ListKeysDeps, listKeys } from './show-keys.ts';
import type { WithScope } from './with-scope.ts';

export type KeyRoutesDeps = ListKeysDeps & ListWebhooksDeps;

/** The caller's key, the other keys of its tenant, and where their results are sent to. */
export function keyRoutes(deps: KeyRoutesDeps, withScope: WithScope): Route[] {
  return [
    { method: 'GET', path: '/v1/key', handler: withScope().handler(getKey) },
    { method: 'GET', path: '/v1/keys', handler: withScope('keys:read').handler(listKeys(deps)) },
    { method: 'GET', path: '/v1/webhooks', handler: withScope('keys:read').handler(listWebhooks(deps)) },
  ];
}
