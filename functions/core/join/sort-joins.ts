import { eventIdOf } from '../ids.ts';
import type { WatchProgress } from '../job/watch-progress.ts';
import type { TrackedLink, UnattributedJoin } from './join.ts';
import type { AdminLogPage, LoggedChange, LoggedJoin } from './join-calls.ts';
import type { NewEvent } from './look-ledger.ts';
import { toPerson } from './person.ts';
import { isBeforeTracking, toSeconds } from './tracked-link.ts';

/** Which part of the admin log a look reads. */
export interface LogRange {
  afterId?: string;
  beforeId?: string;
}

/** What was left unread comes before what is new. */
export function logRangeOf({ gap, lastEventId }: WatchProgress): LogRange {
  return gap ?? (lastEventId === undefined ? {} : { afterId: lastEventId });
}

/** Telegram's clock may step back by as much, and newer events have earlier dates then. */
const maxStepBackMs = 10 * 60_000;

/** Whether the log has nothing more below this page that the watch has to read. */
export function isEndOfRange({ isLast, oldestId, oldestDate = 0 }: AdminLogPage, sinceMs: number): boolean {
  return isLast || oldestId === undefined || oldestDate < toSeconds(sinceMs - maxStepBackMs);
}

/** Event ids are numbers of 64 bits. */
export function isInRange(
  { eventId }: Pick<LoggedJoin, 'eventId'>,
  { afterId, beforeId }: LogRange,
): boolean {
  const id = BigInt(eventId);
  return (afterId === undefined || id > BigInt(afterId)) && (beforeId === undefined || id < BigInt(beforeId));
}

/** The links that these events name. */
export function linksOf(joins: LoggedJoin[], changes: LoggedChange[]): string[] {
  return [
    ...new Set([...joins.flatMap(({ link = [] }) => link), ...changes.map(({ invite }) => invite.link)]),
  ];
}

/** A join as it is stored: as an event of a tracked link, or as one by no link that Telegram tells. */
export type SortedJoin =
  | { kind: 'event'; link: TrackedLink; event: Extract<NewEvent, { kind: 'joined' }> }
  | { kind: 'unattributed'; join: UnattributedJoin };

/**
 * What a logged join is. One by a link that is not tracked is nobody's business, and so is one from before tracking began.
 * @param tracked the tracked links of the account in the chat. Those of other administrators are none of them.
 */
export function sortJoin(
  { eventId, date, user, via, link, approvedBy }: LoggedJoin,
  tracked: ReadonlyMap<string, TrackedLink>,
  { tenantId, watch }: { tenantId: string; watch: WatchProgress },
): SortedJoin | undefined {
  const atMs = date * 1000;
  if (link === undefined || via === 'unknown') {
    // Names are kept of those only whose link says so.
    const id = eventIdOf(tenantId, watch.chatId, eventId);
    const join = { id, atMs, ...toPerson(user, true) };
    return date < toSeconds(watch.sinceMs) ? undefined : { kind: 'unattributed', join };
  }
  const trackedLink = tracked.get(link);
  if (trackedLink === undefined || isBeforeTracking(trackedLink, date)) {
    return undefined;
  }
  const how = { via, ...(approvedBy === undefined ? {} : { approvedBy }) };
  const event = {
    kind: 'joined' as const,
    // A link that two accounts see is an invite of each, and each has its own event.
    id: eventIdOf(tenantId, trackedLink.jobId, eventId),
    atMs,
    ...toPerson(user, trackedLink.track),
    ...how,
  };
  return { kind: 'event', link: trackedLink, event };
}
