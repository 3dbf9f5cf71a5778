import { mayUseAccount } from '../core/account/api-key.ts';
import { isJobId } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { type OperationKind, operationKinds } from '../core/job/operation.ts';
import { toOperationResource } from '../core/job/operation-resource.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindInviteDeps, findInvite } from './find-invite.ts';
import { invalidRequest } from './problem-error.ts';
import { readCursor, toCursor } from './read-filters.ts';
import { findUnknown, readCursorWith, readLimit } from './read-page.ts';

export interface ListOperationsDeps extends FindInviteDeps {
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  /** The tenant's operations accepted in [fromMs, beforeMs), newest first, those after `after`. */
  listOperationsOf(
    tenantId: string,
    range: { fromMs: number; beforeMs: number; after?: string | undefined; limit: number },
  ): Promise<{ jobs: (JobRef & { createdKey: string })[]; hasMore: boolean }>;
}

/** Operations looked at for one page: few of them may match. */
const maxLookedAt = 1_000;
const chunk = 100;

/** The last millisecond that 15 digits can write. */
const endOfTimeMs = 10 ** 15 - 1;

/** GET /v1/invites/{id}/operations: what was done to one link and by which key, newest first. */
export function listInviteOperations(deps: ListOperationsDeps) {
  return async function handleListInviteOperations(event: KeyedEvent): Promise<ApiResponse> {
    const { tenantId, operationIds = [] } = await findInvite(deps, event);
    const jobs = await deps.loadJobs(operationIds.map((jobId) => ({ tenantId, jobId })));
    const byId = new Map(jobs.map((job) => [job.jobId, job]));
    const items = operationIds.toReversed().flatMap((jobId) => byId.get(jobId) ?? []);
    return respondJson(200, { items: items.map(toOperationResource) });
  };
}

/**
 * GET /v1/operations: the tenant's operations, newest first, filtered and by pages. A page may be short, or empty, and still have
 * a `next_cursor`.
 */
export function listOperations(deps: ListOperationsDeps) {
  return async function handleListOperations(event: KeyedEvent): Promise<ApiResponse> {
    const { key, tenantId } = event;
    const { limit, after: first, matches } = readQuery(event);
    const items: Record<string, unknown>[] = [];
    let after = first;
    let lookedAt = 0;
    for (let hasMore = true; hasMore; ) {
      const page = await deps.listOperationsOf(tenantId, {
        fromMs: 0,
        beforeMs: endOfTimeMs,
        after,
        limit: chunk,
      });
      const loaded = page.jobs.length === 0 ? [] : await deps.loadJobs(page.jobs);
      const byId = new Map(loaded.map((job) => [job.jobId, job]));
      for (const { jobId, createdKey } of page.jobs) {
        if (items.length === limit || lookedAt === maxLookedAt) {
          return respondJson(200, { items, next_cursor: toCursor(after ?? createdKey) });
        }
        lookedAt += 1;
        after = createdKey;
        const job = byId.get(jobId);
        if (job !== undefined && mayUseAccount(key, job.request.account) && matches(job)) {
          items.push(toOperationResource(job));
        }
      }
      hasMore = page.hasMore && page.jobs.length > 0;
    }
    return respondJson(200, { items });
  };
}

/** @throws ProblemError 422 that names every parameter at fault. */
function readQuery({ queryStringParameters: query = {} }: KeyedEvent) {
  const { invite, key, kind } = query;
  const problems: FieldProblem[] = findUnknown(query, ['invite', 'key', 'kind', 'limit', 'cursor']);
  if (invite !== undefined && !isJobId(invite)) {
    problems.push({ field: 'invite', detail: 'invite takes the id of an invite: "inv_" and 26 characters.' });
  }
  if (kind !== undefined && !operationKinds.includes(kind as OperationKind)) {
    problems.push({ field: 'kind', detail: `kind takes one of ${operationKinds.join(', ')}.` });
  }
  const limit = readLimit(query.limit, problems);
  const after = readCursorWith(readCursor, query.cursor, problems);
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  function matches({ operation, askedBy }: Job) {
    return (
      (invite === undefined || (operation?.kind !== 'sync' && operation?.inviteId === invite)) &&
      (kind === undefined || operation?.kind === kind) &&
      (key === undefined || askedBy === key)
    );
  }
  return { limit, after, matches };
}
