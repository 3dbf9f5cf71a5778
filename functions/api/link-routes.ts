import type { BelievedReads } from './believe-reads.ts';
import { type CancelBatchDeps, cancelBatch } from './cancel-batch.ts';
import { type CancelInviteDeps, cancelInvite } from './cancel-invite.ts';
import { type GetBatchDeps, getBatch } from './get-batch.ts';
import { type GetInviteDeps, getInvite } from './get-invite.ts';
import { getBatchCsv, getInvitesCsv } from './get-invites-csv.ts';
import { type GetOperationDeps, getOperation } from './get-operation.ts';
import { listBatches } from './list-batches.ts';
import { listInviteOperations } from './list-invite-operations.ts';
import { listInvites } from './list-invites.ts';
import { listOperations } from './list-operations.ts';
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
import { type RevokeInvitesDeps, revokeBatch, revokeInvites } from './revoke-invites.ts';
import type { Route } from './route-requests.ts';
import { type SyncLinksDeps, syncLinks } from './sync-links.ts';
import type { WithScope } from './with-scope.ts';

export type LinkRoutesDeps = Omit<PostInviteDeps & PostBatchDeps, 'noteJob'> &
  GetInviteDeps &
  GetBatchDeps &
  CancelInviteDeps &
  CancelBatchDeps &
  ReadInvitesDeps &
  OperateInviteDeps &
  GetOperationDeps &
  RevokeInvitesDeps &
  SyncLinksDeps &
  ReadOperationsDeps & {
    /** For what makes jobs or reads a single one: see `believeReads`. */
    believed: BelievedReads;
  };

/** Links: they are asked for, and what is done to them. */
export function linkRoutes(deps: LinkRoutesDeps, withScope: WithScope): Route[] {
  return [
    ...batchRoutes(deps, withScope),
    ...inviteRoutes(deps, withScope),
    ...operationRoutes(deps, withScope),
  ];
}

function batchRoutes(deps: LinkRoutesDeps, withScope: WithScope): Route[] {
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
      handler: write()
        .use(parseJsonBody(maxBatchBodyBytes))
        .handler(postBatch({ ...deps, ...deps.believed })),
    },
    { method: 'GET', path: '/v1/batches', handler: read().handler(listBatches(deps)) },
    { method: 'GET', path: '/v1/batches/{id}', handler: read().handler(getBatch(deps)) },
    { method: 'GET', path: '/v1/batches/{id}/invites.csv', handler: read().handler(getBatchCsv(deps)) },
    { method: 'POST', path: '/v1/batches/{id}/cancel', handler: write().handler(cancelBatch(deps)) },
  ];
}

function inviteRoutes(deps: LinkRoutesDeps, withScope: WithScope): Route[] {
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

function operationRoutes(deps: LinkRoutesDeps, withScope: WithScope): Route[] {
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
