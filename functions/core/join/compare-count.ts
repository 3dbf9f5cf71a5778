import { eventIdOf } from '../ids.ts';
import type { ListedLink } from '../operation/list-calls.ts';
import type { TrackedLink } from './join.ts';
import type { Importer } from './join-calls.ts';
import type { NewEvent } from './look-ledger.ts';
import { isSameJoin, toPerson } from './person.ts';
import { toSeconds } from './tracked-link.ts';

/** Joins of the last seconds are left to the next look: the admin log may not show them yet. */
const freshMs = 5_000;

/** Where one leaves as another comes, the count of a basic group's link stays as it is: those who joined are listed this often anyway. */
const recheckMs = 60 * 60_000;

/** What a count of Telegram's can tell of a link. */
export interface Count {
  listed: ListedLink;
  /** Up to when joins are compared, by Telegram's clock. */
  untilMs: number;
  /** There is no admin log, and any change of the count may be a join. */
  isBasicGroup: boolean;
}

/** The same where there is no log. Telegram's clock is not known to the millisecond. */
const freshInGroupMs = 2_000;

/**
 * Up to when a look that began then compares: to the end of a second, so that the next look begins with the second after it. Who was
 * erased meanwhile would be found again otherwise.
 */
export function comparedUntilMs(beganAtMs: number, isBasicGroup: boolean): number {
  return toSeconds(beganAtMs - (isBasicGroup ? freshInGroupMs : freshMs)) * 1000 - 1;
}

/** Joins that Telegram counts, and that are neither stored nor from before tracking began. Members who left are not counted by it. */
function countUnknown({ joins, usedBefore = 0 }: TrackedLink, usage: number): number {
  return Math.max(usage - joins - usedBefore, 0);
}

/** Whether Telegram counts joins that are not stored: then those who joined by the link are listed. */
export function hasUnknownJoins(link: TrackedLink, count: Count): boolean {
  const { usage } = count.listed;
  if (countUnknown(link, usage) > (link.missing ?? 0)) {
    return true;
  }
  const { usage: usageBefore = 0, checkedAtMs = 0 } = link;
  return count.isBasicGroup && (usage !== usageBefore || count.untilMs - checkedAtMs >= recheckMs);
}

/** From when on those who joined are of interest, in Unix seconds. What came before was compared before, or is not told. */
export function importersSince({ isFromStart, sinceMs, checkedAtMs = 0 }: TrackedLink): number {
  return toSeconds(Math.max(isFromStart ? 0 : sinceMs, checkedAtMs + 1));
}

/**
 * Those who joined, without those of before.
 * @returns the ones that may be missing, and how many are left to the admin log.
 */
export function findCandidates(
  link: TrackedLink,
  importers: Importer[],
  untilMs: number,
): { candidates: Importer[]; fresh: number } {
  const since = importersSince(link);
  const recent = importers.filter(({ date }) => date >= since);
  const candidates = recent.filter(({ date }) => date * 1000 <= untilMs);
  return { candidates, fresh: recent.length - candidates.length };
}

/** The joins of the candidates that are not stored, oldest first. @param stored joins by the link of these people. */
export function findUnstored(
  link: TrackedLink,
  candidates: Importer[],
  stored: { userId: string; atMs: number }[],
): (NewEvent & { kind: 'joined' })[] {
  return candidates
    .map(({ user, date, approvedBy }) => {
      const via = approvedBy === undefined ? ('link' as const) : ('request' as const);
      return {
        kind: 'joined' as const,
        id: eventIdOf(link.tenantId, link.jobId, user.userId, String(date)),
        atMs: date * 1000,
        ...toPerson(user, link.track),
        via,
        ...(approvedBy === undefined ? {} : { approvedBy }),
      };
    })
    .filter((event) => !stored.some((each) => isSameJoin(each, event)))
    .toSorted((a, b) => a.atMs - b.atMs);
}

/**
 * What the row of the link says once its count is compared.
 * @param link with the joins that were added.
 * @param fresh people who joined too late to be compared; undefined where nobody was listed.
 */
export function settleCount(
  link: TrackedLink,
  { listed: { invite, usage, requested }, untilMs, isBasicGroup }: Count,
  fresh: number | undefined,
): Partial<TrackedLink> {
  const isFirst = link.checkedAtMs === undefined;
  const unknown = Math.max(countUnknown(link, usage) - (fresh ?? 0), 0);
  // Where tracking began later than the link, nobody knows how many had joined by then but from what is left over.
  const isOld = isFirst && invite.date < toSeconds(link.sinceMs);
  return {
    // Whoever is left to the next look has changed the count for it.
    ...(isBasicGroup && (fresh ?? 0) > 0 ? {} : { usage }),
    requested,
    checkedAtMs: untilMs,
    ...(isOld ? { usedBefore: unknown } : {}),
    ...(isOld ? {} : missingOf(link, fresh === undefined ? Math.min(unknown, link.missing ?? 0) : unknown)),
  };
}

function missingOf({ missing = 0 }: TrackedLink, next: number): Partial<TrackedLink> {
  return missing === next ? {} : { missing: next };
}

/** The event that nobody joins by the link any more until a member leaves, once for each limit. */
export function findUsedUp(
  link: TrackedLink,
  { listed: { invite, usage } }: Count,
  atMs: number,
): Extract<NewEvent, { kind: 'used_up' }> | undefined {
  const { usage_limit: usageLimit } = invite;
  if (usageLimit === undefined || usage < usageLimit || link.usedUpAt === usageLimit) {
    return undefined;
  }
  const id = eventIdOf(link.tenantId, link.jobId, 'used up', String(usageLimit));
  return { kind: 'used_up', id, atMs, usageLimit };
}
