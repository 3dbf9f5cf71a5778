import { requestsLookIdOf } from '../core/ids.ts';
import { toRfc3339 } from '../core/job/invite-resource.ts';
import type { Job } from '../core/job/job.ts';
import { linkOf } from '../core/job/link-status.ts';
import type { JoinRequest } from '../core/join/join.ts';
import type { JoinReads } from '../core/join/join-store.ts';
import { parsePeer } from '../core/peer/parse-peer.ts';
import { peerKey } from '../core/peer/peer.ts';
import type { FieldProblem } from '../core/request/field-problem.ts';
import type { InviteRequest } from '../core/request/invite-request.ts';
import { acceptChatOperation } from './accept-operation.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { DecideRequestsDeps } from './decide-requests.ts';
import { findAccount } from './find-account.ts';
import { findInvite, readInvite } from './find-invite.ts';
import { respondOperation } from './find-operation.ts';
import { holdUntilFinal } from './prefer-wait.ts';
import { invalidRequest } from './problem-error.ts';
import { findUnknown, readCursorWith, readLimit } from './read-page.ts';
import { toRequestResource } from './request-resource.ts';

export interface ListRequestsDeps extends DecideRequestsDeps, Pick<JoinReads, 'listRequests'> {
  /** Every name under which the account knows the chat that this one names, by `peerKey`. */
  findPeerNames(accountId: string, name: string): Promise<string[]>;
}

/** An answer that waits for a look at Telegram is held for so long, unless the request prefers something else. */
const usualWait = 'wait=10';

/** Who looks again and again costs the account one call in this time. */
const sharedLookMs = 10_000;

/** Whose requests are asked for. */
interface Asked {
  accountId: string;
  request: Pick<InviteRequest, 'account' | 'peer'>;
  inviteId?: string;
}

interface Page {
  refresh: boolean;
  limit: number;
  after: string | undefined;
}

/** GET /v1/invites/{id}/requests: who asks to join by the link. */
export function listInviteRequests(deps: ListRequestsDeps) {
  return async function handleListInviteRequests(event: KeyedEvent): Promise<ApiResponse> {
    const page = readQuery(event, []);
    const invite = await findInvite(deps, event);
    const { accountId, request, jobId: inviteId } = invite;
    // Nobody asks by a link that is not made.
    return linkOf(invite) === undefined
      ? respondJson(200, { items: [] })
      : respondRequests(deps, event, page, { accountId, request, inviteId });
  };
}

/** GET /v1/accounts/{name}/requests?peer=: who asks to join the chat, by whatever link. */
export function listChatRequests(deps: ListRequestsDeps) {
  return async function handleListChatRequests(event: KeyedEvent): Promise<ApiResponse> {
    const page = readQuery(event, ['peer']);
    const { accountId, name: account, defaultPeer } = await findAccount(deps, event);
    const peer = event.queryStringParameters?.peer ?? defaultPeer;
    const parsed = parsePeer(peer);
    if (peer === undefined || 'problem' in parsed) {
      const detail =
        'problem' in parsed && peer !== undefined
          ? parsed.problem
          : `Missing. The account "${account}" has no default peer.`;
      throw invalidRequest([{ field: 'peer', detail }]);
    }
    return respondRequests(deps, event, page, { accountId, request: { account, peer } });
  };
}

/** As of the last look; with `refresh=true` after a look of now, if that ends in time. Otherwise 202 and the operation that looks. */
async function respondRequests(
  deps: ListRequestsDeps,
  event: KeyedEvent,
  page: Page,
  asked: Asked,
): Promise<ApiResponse> {
  const look = page.refresh ? await lookNow(deps, event, asked) : undefined;
  if (look !== undefined && look.job.status !== 'succeeded') {
    const location = `/v1/operations/${look.job.jobId}`;
    return respondOperation(202, event.key, look.job, deps.now(), { location, ...look.applied });
  }
  const { inviteId } = asked;
  const found = (await findRequests(deps, event, asked))
    .filter((request) => inviteId === undefined || request.inviteId === inviteId)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))
    .filter((request) => page.after === undefined || keyOf(request) < page.after);
  const shown = found.slice(0, page.limit);
  const last = shown.at(-1);
  return respondJson(
    200,
    {
      items: shown.map(toRequestResource),
      ...(found.length > shown.length && last ? { next_cursor: toCursor(keyOf(last)) } : {}),
      ...(look?.job.finishedAtMs === undefined ? {} : { as_of: toRfc3339(look.job.finishedAtMs) }),
    },
    look?.applied,
  );
}

async function lookNow(
  deps: ListRequestsDeps,
  event: KeyedEvent,
  { accountId, request: { account, peer }, inviteId }: Asked,
): Promise<{ job: Job; applied: Record<string, string> }> {
  const operation = { kind: 'requests' as const, ...(inviteId === undefined ? {} : { inviteId }) };
  const subject = [accountId, JSON.stringify(peer), inviteId ?? ''];
  const turn = String(Math.floor(deps.now() / sharedLookMs));
  const { job: accepted } = await acceptChatOperation(deps, event, {
    accountId,
    // Somebody waits for the answer.
    request: { account, peer, priority: 'high' },
    operation,
    hashed: { ...operation, account, peer },
    jobId: requestsLookIdOf(event.tenantId, ...subject, turn),
  });
  const { prefer = usualWait } = event.headers;
  const waiting = { ...event, headers: { ...event.headers, prefer } };
  const { known, applied } = await holdUntilFinal(deps, waiting, accepted, readInvite(deps));
  return { job: known, applied: event.headers.prefer === undefined ? {} : applied };
}

/** Requests are stored under the id of their chat. An account that does not know the id behind a name has looked at no requests there. */
async function findRequests(
  { findPeerNames, listRequests }: ListRequestsDeps,
  { tenantId }: KeyedEvent,
  { accountId, request }: Asked,
): Promise<JoinRequest[]> {
  const parsed = parsePeer(request.peer);
  if ('problem' in parsed) {
    return [];
  }
  const name = peerKey(parsed);
  const names = isChatId(name) ? [name] : await findPeerNames(accountId, name);
  const chatId = names.find(isChatId);
  return chatId === undefined ? [] : listRequests({ tenantId, accountId, chatId });
}

function isChatId(name: string): boolean {
  return /^-\d+$/.test(name);
}

/** By the time, and by the person within a second. */
function keyOf({ requestedAtMs, userId }: JoinRequest): string {
  return `${String(requestedAtMs).padStart(15, '0')}#${userId}`;
}

function toCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function readCursor(cursor: string): string | undefined {
  const key = Buffer.from(cursor, 'base64url').toString('latin1');
  return /^\d{15}#\d{1,19}$/.test(key) ? key : undefined;
}

/** @throws ProblemError 422 that names every parameter at fault. */
function readQuery({ queryStringParameters: query = {} }: KeyedEvent, more: string[]): Page {
  const problems: FieldProblem[] = findUnknown(query, [...more, 'refresh', 'limit', 'cursor']);
  const { refresh = 'false' } = query;
  if (refresh !== 'true' && refresh !== 'false') {
    problems.push({ field: 'refresh', detail: 'refresh takes true or false.' });
  }
  const limit = readLimit(query.limit, problems);
  const after = readCursorWith(readCursor, query.cursor, problems);
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return { refresh: refresh === 'true', limit, after };
}
