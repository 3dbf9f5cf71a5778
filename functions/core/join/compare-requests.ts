import { eventIdOf } from '../ids.ts';
import type { JoinRequest, TrackedLink } from './join.ts';
import type { Importer } from './join-calls.ts';
import type { RequestChanges } from './join-store.ts';
import type { NewEvent } from './look-ledger.ts';
import { toPerson } from './person.ts';

/** Whether the stored requests by the link are those that wait, as far as their number tells. */
export function isRequestCountKnown(
  link: TrackedLink,
  requested: number,
  stored: readonly JoinRequest[],
): boolean {
  const own = stored.filter(({ inviteId }) => inviteId === link.jobId);
  return own.length === requested && own.every(({ isTold }) => isTold);
}

/** Where one is decided by hand as another asks, their number stays as it is: those who ask are listed this often anyway. */
const relistMs = 60 * 60_000;

export function isListingOld({ askingReadAtMs = 0 }: TrackedLink, requested: number, atMs: number): boolean {
  return requested > 0 && atMs - askingReadAtMs >= relistMs;
}

/** A request that is new, and the event that tells of it. */
export interface NewRequest {
  request: JoinRequest;
  event: Extract<NewEvent, { kind: 'join_requested' }>;
}

/**
 * What has become of the requests by a link.
 * @param asking all who ask by it now.
 * @param stored the requests of the chat that are stored.
 */
export function compareRequests(
  link: TrackedLink,
  asking: Importer[],
  stored: readonly JoinRequest[],
): { added: NewRequest[] } & Pick<RequestChanges, 'remove'> {
  const told = new Map(
    stored
      .filter(({ inviteId, isTold }) => inviteId === link.jobId && isTold)
      .map((each) => [each.userId, each]),
  );
  const added = asking
    .map((importer) => toRequest(link, importer))
    .filter(({ userId, requestedAtMs }) => told.get(userId)?.requestedAtMs !== requestedAtMs)
    .toSorted((a, b) => a.requestedAtMs - b.requestedAtMs)
    .map((request) => ({ request, event: toEvent(link, request) }));
  const userIds = new Set(asking.map(({ user }) => user.userId));
  const remove = stored.filter(({ inviteId, userId }) => inviteId === link.jobId && !userIds.has(userId));
  return { added, remove };
}

function toRequest(link: TrackedLink, { user, date, about }: Importer): JoinRequest {
  return {
    ...toPerson(user, link.track),
    inviteId: link.jobId,
    requestedAtMs: date * 1000,
    ...(link.track === 'names' && about !== undefined ? { about } : {}),
    accessHash: user.accessHash,
    isTold: true,
  };
}

function toEvent(
  { tenantId, jobId }: TrackedLink,
  { userId, firstName, username, requestedAtMs }: JoinRequest,
): NewRequest['event'] {
  return {
    kind: 'join_requested',
    id: eventIdOf(tenantId, jobId, 'requested', userId, String(requestedAtMs)),
    atMs: requestedAtMs,
    userId,
    ...(firstName === undefined ? {} : { firstName }),
    ...(username === undefined ? {} : { username }),
  };
}
