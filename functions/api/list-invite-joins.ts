import { mayUseAccount } from '../core/account/api-key.ts';
import { isJobId, watchIdOf } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import type { TrackedLink } from '../core/join/join.ts';
import type { JoinReads } from '../core/join/join-store.ts';
import { trackOf } from '../core/join/track-of.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import type { TrackJoins } from '../core/request/track-joins.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type FindInviteDeps, findInvite } from './find-invite.ts';
import { describeTracking, toJoinPage } from './join-resource.ts';
import { respondJoinsCsv } from './joins-csv.ts';
import { invalidRequest } from './problem-error.ts';
import { readTime } from './read-filters.ts';
import { type ReadJoinsDeps, readJoinCursor, readJoins } from './read-joins.ts';
import { findUnknown, readCursorWith, readLimit } from './read-page.ts';

export type ListInviteJoinsDeps = FindInviteDeps & ReadJoinsDeps & Pick<JoinReads, 'getTracked'>;

/** A page of one link has no joins that are not asked for, but those that are too old to be told. */
const maxReads = 5;

/** GET /v1/invites/{id}/joins: who came in by the link, newest first, and how well that is known. */
export function listInviteJoins(deps: ListInviteJoinsDeps) {
  return async function handleListInviteJoins(event: KeyedEvent): Promise<ApiResponse> {
    const { key, tenantId } = event;
    const asked = readQuery(event, ['since', 'limit', 'cursor']);
    const { ref, track, tracked } = await findTracked(deps, event);
    const [page, watch] = await Promise.all([
      readJoins(deps, { key, tenantId, inviteId: ref.jobId, ...asked, maxReads }),
      tracked && deps.getJob(watchRefOf(tracked)),
    ]);
    return respondJson(200, { ...describeTracking(track, tracked, watch), ...toJoinPage(page) });
  };
}

/** GET /v1/invites/{id}/joins.csv: the same as a spreadsheet. */
export function getInviteJoinsCsv(deps: ListInviteJoinsDeps) {
  return async function handleExportInviteJoins(event: KeyedEvent): Promise<ApiResponse> {
    const asked = readQuery(event, ['since', 'cursor']);
    const { ref } = await findTracked(deps, event);
    return respondJoinsCsv(deps, event, { inviteId: ref.jobId, ...asked });
  };
}

/** The invite, or what is left of it: joins are told for as long as its link is tracked. @throws ProblemError 404 */
async function findTracked(
  deps: ListInviteJoinsDeps,
  event: KeyedEvent,
): Promise<{ ref: JobRef; track: TrackJoins | false; tracked: TrackedLink | undefined }> {
  const ref = { tenantId: event.tenantId, jobId: event.pathParameters?.id ?? '' };
  const tracked = isJobId(ref.jobId) ? await deps.getTracked(ref) : undefined;
  if (tracked !== undefined && mayUseAccount(event.key, tracked.account)) {
    const invite: Job | undefined = await deps.getJob(ref);
    return { ref, track: invite === undefined ? tracked.track : trackOf(invite), tracked };
  }
  return { ref, track: trackOf(await findInvite(deps, event)), tracked: undefined };
}

function watchRefOf({ tenantId, accountId, chatId }: TrackedLink): JobRef {
  return { tenantId, jobId: watchIdOf(tenantId, accountId, chatId) };
}

/** @throws ProblemError 422 that names every parameter at fault. */
function readQuery({ queryStringParameters: query = {} }: KeyedEvent, known: string[]) {
  const problems: FieldProblem[] = findUnknown(query, known);
  const asked = {
    sinceMs: readTime('since', query, problems),
    limit: readLimit(query.limit, problems),
    after: readCursorWith(readJoinCursor, query.cursor, problems),
  };
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return asked;
}
