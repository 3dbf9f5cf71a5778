import type { ExportedInvite } from '../job/job.ts';
import type { WatchProgress } from '../job/watch-progress.ts';
import type { TrackedLink } from '../join/join.ts';
import type { LoggedChange, LoggedJoin } from '../join/join-calls.ts';
import { isSameJoin } from '../join/person.ts';
import {
  isEndOfRange,
  isInRange,
  type LogRange,
  linksOf,
  logRangeOf,
  type SortedJoin,
  sortJoin,
} from '../join/sort-joins.ts';
import { hasOptionsOf } from '../join/tracked-link.ts';
import { type EndedLink, endLinks } from './end-links.ts';
import type { Look } from './look.ts';

/** Links asked for at once. */
const linksAtOnce = 100;

/**
 * Reads what is new in the admin log of a channel or supergroup, and stores the joins: each in one write with the place in the log, so
 * that none is stored twice or lost.
 */
export async function readLog(look: Look): Promise<void> {
  const read = await readPages(look);
  const tracked = await findTracked(look, linksOf(read.joins, read.changes));
  // Before the log is stored to be read: a worker that dies in between reads it again.
  await followChanges(look, read.changes, tracked);
  // What is new is stored from the oldest on. Below it, the newest comes first, and what is older stays to be read.
  const isNew = look.progress().gap === undefined;
  for (const join of isNew ? read.joins.toReversed() : read.joins) {
    if (look.ledger.isFull()) {
      await look.store();
    }
    await addJoin(look, join, tracked);
    look.setProgress(isNew ? passUp(look, read, join.eventId) : passDown(look, join.eventId));
  }
  look.setProgress(isNew ? passUp(look, read, read.newestId) : passDown(look, read.unreadFromId));
  if (!look.ledger.isEmpty()) {
    await look.store();
  }
  if (read.error !== undefined) {
    throw read.error;
  }
}

interface ReadLog {
  range: LogRange;
  /** Newest first. */
  joins: LoggedJoin[];
  changes: LoggedChange[];
  newestId: string | undefined;
  /** What lies below is not read yet; undefined where all is. */
  unreadFromId: string | undefined;
  /** Why no more was read. */
  error?: unknown;
}

/** What was read is kept where a later page fails: a wait could come at each look. */
async function readPages({ run: _run, ...look }: Look): Promise<ReadLog> {
  const range = logRangeOf(look.progress());
  const joins: LoggedJoin[] = [];
  const changes: LoggedChange[] = [];
  let newestId: string | undefined;
  let unreadFromId = range.beforeId;
  for (let page = 0; page < look.pages && look.hasTime(); page += 1) {
    try {
      const { inputPeer } = look.entry;
      if (inputPeer.kind === 'chat') {
        throw new TypeError('a basic group has no admin log');
      }
      const read = await look.telegram.readAdminLog(inputPeer, {
        afterId: range.afterId,
        beforeId: unreadFromId,
      });
      joins.push(...read.joins.filter((join) => isInRange(join, range)));
      changes.push(...read.changes.filter((change) => isInRange(change, range)));
      newestId ??= read.newestId;
      unreadFromId = isEndOfRange(read, look.progress().sinceMs) ? undefined : read.oldestId;
      if (unreadFromId === undefined) {
        break;
      }
    } catch (error) {
      if (page === 0) {
        throw error;
      }
      return { range, joins, changes, newestId, unreadFromId, error };
    }
  }
  return { range, joins, changes, newestId, unreadFromId };
}

async function findTracked(look: Look, links: string[]): Promise<Map<string, TrackedLink>> {
  const tracked = new Map<string, TrackedLink>();
  for (let next = 0; next < links.length; next += linksAtOnce) {
    const found = await look.run.findTracked(look.place, links.slice(next, next + linksAtOnce));
    for (const [link, row] of found) {
      tracked.set(link, look.ledger.know(row));
    }
  }
  return tracked;
}

/** Somebody has revoked, deleted or edited tracked links, here or in an app. */
async function followChanges(
  look: Look,
  changes: LoggedChange[],
  tracked: Map<string, TrackedLink>,
): Promise<void> {
  const ended = new Map<string, EndedLink>();
  for (const { kind, date, invite } of changes.toReversed()) {
    const link = tracked.get(invite.link);
    if (link === undefined) {
      continue;
    }
    if (kind === 'edited') {
      noteEdit(look, link, invite);
      continue;
    }
    const { endedAtMs = date * 1000 } = ended.get(link.jobId) ?? {};
    const told = { isRevoked: true as const, ...(kind === 'deleted' ? { isDeleted: true as const } : {}) };
    ended.set(link.jobId, { link, told, endedAtMs });
  }
  await endLinks(look, [...ended.values()]);
}

/** How the link is now its list tells: the log tells how it was. */
function noteEdit(look: Look, link: TrackedLink, invite: ExportedInvite): void {
  if (!hasOptionsOf(link, invite)) {
    const { countedAtMs: _countedAtMs, ...progress } = look.progress();
    look.setProgress(progress);
  }
}

async function addJoin(look: Look, join: LoggedJoin, tracked: Map<string, TrackedLink>): Promise<void> {
  const sorted = sortJoin(join, tracked, look.watch());
  if (sorted?.kind === 'unattributed') {
    look.noteFound();
    look.ledger.addUnattributed(sorted.join);
  } else if (sorted !== undefined && !(await isStored(look, sorted))) {
    look.addEvent(sorted.link, sorted.event);
  }
}

/** Where the log tells late, the join may have been found in the list of those who joined by the link. */
async function isStored(
  { run }: Look,
  { link, event }: Extract<SortedJoin, { kind: 'event' }>,
): Promise<boolean> {
  if (link.checkedAtMs === undefined || event.atMs > link.checkedAtMs) {
    return false;
  }
  const stored = await run.findJoinsOf(link, [event.userId]);
  return stored.some((each) => 'userId' in each && isSameJoin(each, event));
}

/** All up to this event is stored. What lies below the pages that were read is left for later. */
function passUp(look: Look, { range, unreadFromId }: ReadLog, eventId: string | undefined): WatchProgress {
  const { afterId } = range;
  const { gap: _gap, ...progress } = look.progress();
  return {
    ...progress,
    ...(eventId === undefined ? {} : { lastEventId: eventId }),
    ...(unreadFromId === undefined || eventId === undefined
      ? {}
      : { gap: { ...(afterId === undefined ? {} : { afterId }), beforeId: unreadFromId } }),
  };
}

/** All from this event on is stored; undefined: all that was left. */
function passDown(look: Look, eventId: string | undefined): WatchProgress {
  const { gap, ...progress } = look.progress();
  return eventId === undefined ? progress : { ...progress, gap: { ...gap, beforeId: eventId } };
}
