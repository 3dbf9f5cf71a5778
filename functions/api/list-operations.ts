import type { ApiKey } from '../core/account/api-key.ts';
import { isJobId } from '../core/ids.ts';
import type { Job } from '../core/job/job.ts';
import { inviteIdOf, type OperationKind, operationKinds } from '../core/job/operation.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { invalidRequest } from './problem-error.ts';
import { readCursor, toCursor } from './read-filters.ts';
import { type ReadOperationsDeps, readOperations } from './read-operations.ts';
import { findUnknown, readCursorWith, readLimit } from './read-page.ts';
import { showOperation } from './show-operation.ts';

/**
 * GET /v1/operations: the tenant's operations, newest first, filtered and by pages. A page may be short, or empty, and still have
 * a `next_cursor`.
 */
export function listOperations(deps: ReadOperationsDeps) {
  return async function handleListOperations(event: KeyedEvent): Promise<ApiResponse> {
    const { key, tenantId } = event;
    return respondOperations(
      key,
      await readOperations(deps, { key, tenantId, fromMs: 0, ...readQuery(event) }),
    );
  };
}

/** @param last the `createdKey` after which the next page begins. */
export function respondOperations(key: ApiKey, { jobs, last }: { jobs: Job[]; last?: string }): ApiResponse {
  const next = last === undefined ? {} : { next_cursor: toCursor(last) };
  return respondJson(200, { items: jobs.map((job) => showOperation(key, job)), ...next });
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
      (invite === undefined || inviteIdOf(operation) === invite) &&
      (kind === undefined || operation?.kind === kind) &&
      (key === undefined || askedBy === key)
    );
  }
  return { limit, after, matches };
}
