import { type ChangeRotationDeps, deleteRotation, rotateRotation } from './change-rotation.ts';
import { parseJsonBody, parseOptionalBody } from './parse-json-body.ts';
import { type PostRotationDeps, postRotation } from './post-rotation.ts';
import type { Route } from './route-requests.ts';
import { type ReadRotationsDeps, showRotation, showRotations } from './show-rotation.ts';
import type { WithScope } from './with-scope.ts';

export type RotationRoutesDeps = PostRotationDeps & ReadRotationsDeps & ChangeRotationDeps;

/** Links that are replaced in each period. The address of a slug, which needs no key, is not among them. */
export function rotationRoutes(deps: RotationRoutesDeps, withScope: WithScope): Route[] {
  function write() {
    return withScope('invites:write');
  }

  function read() {
    return withScope('invites:read');
  }
  return [
    {
      method: 'POST',
      path: '/v1/rotations',
      handler: write().use(parseJsonBody()).handler(postRotation(deps)),
    },
    { method: 'GET', path: '/v1/rotations', handler: read().handler(showRotations(deps)) },
    { method: 'GET', path: '/v1/rotations/{name}', handler: read().handler(showRotation(deps)) },
    { method: 'DELETE', path: '/v1/rotations/{name}', handler: write().handler(deleteRotation(deps)) },
    {
      method: 'POST',
      path: '/v1/rotations/{name}/rotate',
      handler: write().use(parseOptionalBody()).handler(rotateRotation(deps)),
    },
  ];
}
