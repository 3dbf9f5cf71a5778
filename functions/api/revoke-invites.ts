import { mayUseAccount } from '../core/account/api-key.ts';
import { isFinal, type Job } from '../core/job/job.ts';
import { canBeRevoked } from '../core/job/link-status.ts';
import { parseRevokeBatch, parseRevokeRequest, type RevokeRequest } from '../core/request/revoke-request.ts';
import { type AcceptOperationsDeps, acceptOperations, type FoundLinks } from './accept-operations.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { findBatch } from './find-batch.ts';
import { askToRevoke, refuseQuery } from './operate-invite.ts';
import type { JsonObject } from './parse-json-body.ts';
import { invalidRequest } from './problem-error.ts';
import { readCursor, readFilters, toCursor } from './read-filters.ts';
import { type ReadInvitesDeps, readInvites } from './read-invites.ts';
import { readCursorWith } from './read-page.ts';

export type RevokeInvitesDeps = AcceptOperationsDeps & ReadInvitesDeps;

/** Links of one request: each takes two writes, and the function has half a minute. */
const maxLinks = 500;

/** Invites looked at by one request: few of them may match. */
const maxLookedAt = 5_000;

/**
 * POST /v1/invites/revoke: revokes the links of all invites that a filter matches, one operation each, as a batch. A request takes so
 * many links; `next_cursor` leads to the rest. Links that are known to be revoked do not match.
 */
export function revokeInvites(deps: RevokeInvitesDeps) {
  return async function handleRevokeInvites(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const parsed = parseRevokeRequest(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    const { request } = parsed;
    readFiltersOf(request, deps.now());
    return request.dry_run
      ? respondCounted(await findLinks(deps, event, request))
      : revokeFound(deps, event, request, () => findLinks(deps, event, request));
  };
}

/** POST /v1/batches/{id}/revoke: the same of a batch, whole. */
export function revokeBatch(deps: RevokeInvitesDeps) {
  return async function handleRevokeBatch(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const parsed = parseRevokeBatch(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    refuseQuery(event);
    const jobs = await findBatch(deps, event);
    const { batch } = jobs[0] ?? {};
    const found = {
      invites: jobs.filter((job) => canBeRevoked(job, deps.now())),
      unfinished: countOpen(jobs),
    };
    return parsed.request.dry_run
      ? respondCounted(found)
      : revokeFound(deps, event, { batch: batch?.batchId }, async () => found);
  };
}

/** @param request what tells a repeat from another request. */
async function revokeFound(
  deps: RevokeInvitesDeps,
  event: KeyedEvent,
  request: object,
  find: () => Promise<FoundLinks>,
): Promise<ApiResponse> {
  const accepted = await acceptOperations(deps, event, { ...askToRevoke, request }, find);
  if (!('batch' in accepted)) {
    return respondJson(202, describeFound(accepted, false, []));
  }
  const { batch, jobs, replayed } = accepted;
  const { batchId, unfinished, next } = batch;
  const found = { invites: jobs, unfinished, ...(next === undefined ? {} : { next }) };
  return respondJson(
    202,
    { ...describeFound(found, false, jobs), batch: batchId },
    { location: `/v1/batches/${batchId}`, ...(replayed ? { 'idempotent-replayed': 'true' } : {}) },
  );
}

/** A dry run: nothing is stored. */
function respondCounted(found: FoundLinks): ApiResponse {
  return respondJson(200, describeFound(found, true, []));
}

function describeFound({ invites, unfinished, next }: FoundLinks, isDryRun: boolean, operations: Job[]) {
  return {
    dry_run: isDryRun,
    matched: invites.length,
    accepted: operations.length,
    unfinished,
    more: next !== undefined,
    operations: operations.map(({ jobId }) => jobId),
    ...(next === undefined ? {} : { next_cursor: toCursor(next) }),
  };
}

async function findLinks(
  deps: RevokeInvitesDeps,
  event: KeyedEvent,
  request: RevokeRequest,
): Promise<FoundLinks> {
  const { filters, after } = readFiltersOf(request, deps.now());
  const { key, tenantId } = event;
  const found: FoundLinks = { invites: [], unfinished: 0 };
  let lookedAt = 0;
  let last: string | undefined;
  for await (const { createdKey, job } of readInvites(deps, {
    key,
    tenantId,
    filters,
    after,
    wanted: maxLookedAt,
  })) {
    if (last !== undefined && (found.invites.length === maxLinks || lookedAt === maxLookedAt)) {
      return { ...found, next: last };
    }
    lookedAt += 1;
    last = createdKey;
    if (job !== undefined && mayUseAccount(key, job.request.account)) {
      found.unfinished += isFinal(job.status) ? 0 : 1;
      found.invites.push(...(canBeRevoked(job, deps.now()) ? [job] : []));
    }
  }
  return found;
}

/** The filters of lists, under their names there. */
function readFiltersOf(request: RevokeRequest, nowMs: number) {
  const { metadata = {}, title_prefix, cursor, dry_run: _dryRun, all: _all, ...rest } = request;
  const pairs = Object.entries(metadata).map(([name, value]) => [`metadata.${name}`, value] as const);
  const query = {
    ...rest,
    ...(title_prefix === undefined ? {} : { title: title_prefix }),
    ...Object.fromEntries(pairs),
  };
  const problems: Parameters<typeof readFilters>[1] = [];
  const filters = readFilters(query, problems, nowMs);
  const after = readCursorWith(readCursor, cursor, problems);
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return { filters, after };
}

function countOpen(jobs: Job[]): number {
  return jobs.filter(({ status }) => !isFinal(status)).length;
}
