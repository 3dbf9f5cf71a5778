import { createdKeyOf } from '../core/ids.ts';
import type { Job } from '../core/job/job.ts';
import { inviteIdOf, isLinkOperationKind } from '../core/job/operation.ts';
import { maxOperationIds } from '../core/operation/store-operation.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindInviteDeps, findInvite } from './find-invite.ts';
import { respondOperations } from './list-operations.ts';
import { readCursor } from './read-filters.ts';
import { type ReadOperationsDeps, readOperations } from './read-operations.ts';
import { readPage } from './read-page.ts';

/**
 * An operation is dated, and then gets its turn within the 29 s of its request. So one with an earlier turn is later by less than
 * this, clocks that differ included.
 */
const maxInversionMs = 60_000;

/**
 * GET /v1/invites/{id}/operations: what was done to one link and by which key, newest first and by pages. The row of the invite
 * names the latest. Those before them are found among the tenant's operations, so such a page may be short, or empty, and still
 * have a `next_cursor`.
 */
export function listInviteOperations(deps: FindInviteDeps & ReadOperationsDeps) {
  return async function handleListInviteOperations(event: KeyedEvent): Promise<ApiResponse> {
    const { key, tenantId } = event;
    const { limit, cursor: after } = readPage(event.queryStringParameters ?? {}, readCursor);
    const invite = await findInvite(deps, event);
    const { latest, isAll } = await loadLatest(deps, invite);
    const rest = latest.filter((job) => after === undefined || createdKeyOf(job) < after);
    const jobs = rest.slice(0, limit);
    const last = jobs.at(-1);
    if (last === undefined && !isAll) {
      const fromMs = invite.createdAtMs - maxInversionMs;
      return respondOperations(
        key,
        await readOperations(deps, { key, tenantId, fromMs, after, limit, matches: isOf(invite) }),
      );
    }
    const isLastPage = isAll && rest.length <= limit;
    return respondOperations(key, {
      jobs,
      ...(last === undefined || isLastPage ? {} : { last: createdKeyOf(last) }),
    });
  };
}

function isOf({ jobId }: Job) {
  return ({ operation }: Job) =>
    operation !== undefined && isLinkOperationKind(operation.kind) && inviteIdOf(operation) === jobId;
}

/**
 * The latest operations, newest first. Where the row names as many as it can, others were dropped from it: then only those are taken
 * that are certainly later than the dropped ones.
 */
async function loadLatest(deps: ReadOperationsDeps, { tenantId, operationIds = [] }: Job) {
  const named = await deps.loadJobs(operationIds.map((jobId) => ({ tenantId, jobId })));
  const isAll = operationIds.length < maxOperationIds;
  const oldestMs = Math.min(...named.map(({ createdAtMs }) => createdAtMs));
  const latest = named
    .filter(({ createdAtMs }) => isAll || createdAtMs > oldestMs + maxInversionMs)
    .sort((a, b) => (createdKeyOf(a) < createdKeyOf(b) ? 1 : -1));
  return { latest, isAll };
}
