import { toInviteResource } from '../core/job/invite-resource.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { invalidRequest } from './problem-error.ts';
import { filterNames, readCursor, readFilters, toCursor } from './read-filters.ts';
import { type ReadInvitesDeps, readInvites } from './read-invites.ts';
import { findUnknown, readCursorWith, readLimit } from './read-page.ts';

/** Jobs looked at for one page: few of them may match. https://google.aip.dev/158 lets a page be short. */
const maxLookedAt = 1_000;

/**
 * GET /v1/invites: the tenant's invites, newest first, filtered and by pages. A page may be short, or empty, and still
 * have a `next_cursor`: only without one there are no more.
 */
export function listInvites(deps: ReadInvitesDeps & { now(): number }) {
  return async function handleListInvites(event: KeyedEvent): Promise<ApiResponse> {
    const { filters, limit, after } = readQuery(event, deps.now());
    const { key, tenantId } = event;
    const items: Record<string, unknown>[] = [];
    let lookedAt = 0;
    let last: string | undefined;
    for await (const { createdKey, job } of readInvites(deps, {
      key,
      tenantId,
      filters,
      after,
      wanted: limit,
    })) {
      if (last !== undefined && (items.length === limit || lookedAt === maxLookedAt)) {
        return respondJson(200, { items, next_cursor: toCursor(last) });
      }
      lookedAt += 1;
      last = createdKey;
      if (job !== undefined) {
        items.push(toInviteResource(job, deps.now()));
      }
    }
    return respondJson(200, { items });
  };
}

/** @throws ProblemError 422 that names every parameter at fault. */
function readQuery({ queryStringParameters: query = {} }: KeyedEvent, nowMs: number) {
  const problems: FieldProblem[] = findUnknown(query, [...filterNames, 'limit', 'cursor']);
  const filters = readFilters(query, problems, nowMs);
  const limit = readLimit(query.limit, problems);
  const after = readCursorWith(readCursor, query.cursor, problems);
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return { filters, limit, after };
}
