import type { BelievedReads } from './believe-reads.ts';
import {
  type DeletePoolDeps,
  deletePool,
  type GetPoolDeps,
  getPool,
  type ListPoolsDeps,
  listPools,
} from './get-pool.ts';
import { parseJsonBody, parseOptionalBody } from './parse-json-body.ts';
import { type PostPoolDeps, postPool } from './post-pool.ts';
import type { Route } from './route-requests.ts';
import { type TakeLinkDeps, takeLink } from './take-link.ts';
import type { WithScope } from './with-scope.ts';

export type PoolRoutesDeps = PostPoolDeps &
  GetPoolDeps &
  ListPoolsDeps &
  DeletePoolDeps &
  Omit<TakeLinkDeps, 'noteJob'> & { believed: BelievedReads };

/** Links that are made before they are asked for. */
export function poolRoutes(deps: PoolRoutesDeps, withScope: WithScope): Route[] {
  function write() {
    return withScope('invites:write');
  }

  function read() {
    return withScope('invites:read');
  }
  return [
    { method: 'POST', path: '/v1/pools', handler: write().use(parseJsonBody()).handler(postPool(deps)) },
    { method: 'GET', path: '/v1/pools', handler: read().handler(listPools(deps)) },
    { method: 'GET', path: '/v1/pools/{name}', handler: read().handler(getPool(deps)) },
    { method: 'DELETE', path: '/v1/pools/{name}', handler: write().handler(deletePool(deps)) },
    {
      method: 'POST',
      path: '/v1/pools/{name}/take',
      handler: write()
        .use(parseOptionalBody())
        .handler(takeLink({ ...deps, ...deps.believed })),
    },
  ];
}
