import { rotatedLinkIdOf } from '../ids.ts';
import type { JobError } from '../job/job.ts';
import {
  type EndedLink,
  type EndingLink,
  type MakingLink,
  maxAskedIds,
  maxHistory,
  type RotatedLink,
  type Rotation,
} from './rotation.ts';
import { nextPeriodMs } from './schedule.ts';

/*
 * The changes that a rotation can go through. The link before is put among those that end in the change that makes another one the
 * current one, and in no other: so none is revoked before there is another.
 */

/** The pause after a link that could not be made: it doubles up to the longest. */
const firstPauseMs = 60_000;
const maxPauseMs = 3_600_000;

/** The rotation of an accepted request. Its first link is made at once. */
export function newRotation(
  accepted: Pick<
    Rotation,
    'tenantId' | 'name' | 'accountId' | 'request' | 'slug' | 'requestHash' | 'schedule' | 'overlapMs'
  >,
  nowMs: number,
): Rotation {
  return {
    ...accepted,
    version: 1,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    nextAtMs: nowMs,
    askedIds: [],
    ending: [],
    history: [],
  };
}

function next(rotation: Rotation, nowMs: number): Rotation {
  return { ...rotation, version: rotation.version + 1, updatedAtMs: nowMs };
}

/** Whether a link is to be made and none is yet. */
export function isLinkDue({ deletedAtMs, making, asked, nextAtMs }: Rotation, nowMs: number): boolean {
  return (
    deletedAtMs === undefined &&
    making === undefined &&
    (asked !== undefined || (nextAtMs !== undefined && nextAtMs <= nowMs))
  );
}

/** A link is about to be asked for. However many periods an outage has passed by, it is one. */
export function beginLink(rotation: Rotation, nowMs: number): Rotation {
  const { nextAtMs = Number.POSITIVE_INFINITY, asked } = rotation;
  const periodMs = nextAtMs <= nowMs ? nextAtMs : (asked?.atMs ?? nowMs);
  return { ...next(rotation, nowMs), making: attemptOf(rotation, periodMs, 1) };
}

function attemptOf(rotation: Rotation, periodMs: number, attempt: number): MakingLink {
  const { tenantId, name, createdAtMs } = rotation;
  return { jobId: rotatedLinkIdOf(tenantId, name, createdAtMs, periodMs, attempt), periodMs, attempt };
}

/** The link is made, and is the current one from now on. The one before ends after the overlap. */
export function promote(rotation: Rotation, link: string, nowMs: number): Rotation {
  const { making, asked, trouble: _trouble, ...kept } = next(rotation, nowMs);
  const { current, ending, nextAtMs, deletedAtMs, overlapMs, schedule } = kept;
  if (making === undefined) {
    throw new Error('no link of the rotation was asked for');
  }
  const made: RotatedLink = { inviteId: making.jobId, link, sinceMs: nowMs };
  if (deletedAtMs !== undefined) {
    // Nobody knows it.
    return { ...kept, ending: [...ending, endOf(made, nowMs, nowMs)] };
  }
  const afterMs = asked?.overlapMs ?? overlapMs;
  const { nextAtMs: _nextAtMs, ...others } = kept;
  // Counted from when the period began, and not from now: a link takes a while, and a period may be no longer than the shortest.
  const comesAtMs =
    nextAtMs === undefined || nextAtMs > nowMs ? nextAtMs : nextPeriodMs(schedule, nextAtMs, nowMs);
  return {
    ...others,
    ...(comesAtMs === undefined ? {} : { nextAtMs: comesAtMs }),
    current: made,
    ending: current === undefined ? ending : [...ending, endOf(current, nowMs, nowMs + afterMs)],
  };
}

function endOf(link: RotatedLink, untilMs: number, revokeAtMs: number): EndingLink {
  return { ...link, untilMs, revokeAtMs };
}

function endBy(link: EndingLink, atMs: number): EndingLink {
  return { ...link, revokeAtMs: Math.min(link.revokeAtMs, atMs) };
}

/** The job has ended without a link. The link before stays, and another attempt is made after a pause. */
export function noteFailure(rotation: Rotation, error: JobError, nowMs: number): Rotation {
  const { making, trouble, ...kept } = next(rotation, nowMs);
  if (making === undefined || rotation.deletedAtMs !== undefined) {
    return kept;
  }
  const failures = (trouble?.failures ?? 0) + 1;
  const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(failures - 1, 10), maxPauseMs);
  const attempt = attemptOf(rotation, making.periodMs, making.attempt + 1);
  return {
    ...kept,
    making: { ...attempt, retryAtMs: nowMs + pauseMs },
    trouble: { ...error, atMs: nowMs, failures },
  };
}

/** The pause after a failure is over. */
export function retryLink(rotation: Rotation, nowMs: number): Rotation {
  const { making, ...kept } = next(rotation, nowMs);
  if (making === undefined) {
    return kept;
  }
  const { retryAtMs: _retryAtMs, ...attempt } = making;
  return { ...kept, making: attempt };
}

/** The invites of its links are kept until then: a link may live for longer than an invite is kept by itself. */
export function noteKept(
  rotation: Rotation,
  inviteIds: string[],
  keptUntilMs: number,
  nowMs: number,
): Rotation {
  function keep<L extends RotatedLink>(link: L): L {
    return inviteIds.includes(link.inviteId) ? { ...link, keptUntilMs } : link;
  }
  const { current, ending } = rotation;
  return {
    ...next(rotation, nowMs),
    ...(current === undefined ? {} : { current: keep(current) }),
    ending: ending.map(keep),
  };
}

/** These links have ended. */
export function noteEnded(
  rotation: Rotation,
  ended: { inviteId: string; revokedAtMs?: number; failure?: string }[],
  nowMs: number,
): Rotation {
  const ids = new Set(ended.map(({ inviteId }) => inviteId));
  const added = rotation.ending
    .filter(({ inviteId }) => ids.has(inviteId))
    .map(
      ({ inviteId, link, sinceMs, untilMs }): EndedLink => ({
        inviteId,
        link,
        sinceMs,
        untilMs,
        ...ended.find((each) => each.inviteId === inviteId),
      }),
    );
  return {
    ...next(rotation, nowMs),
    ending: rotation.ending.filter(({ inviteId }) => !ids.has(inviteId)),
    history: [...rotation.history, ...added].slice(-maxHistory),
  };
}

/**
 * It is rotated now. Where a link is being made already, that one takes the place of the current one. An overlap that is asked for is
 * that of links before the current one too, where theirs is longer.
 * @param id of the request, as `askedIds` keeps it.
 */
export function rotateNow(
  rotation: Rotation,
  { id, overlapMs }: { id?: string; overlapMs?: number },
  nowMs: number,
): Rotation {
  const { asked, askedIds, making } = rotation;
  const overlaps = [asked?.overlapMs, overlapMs].filter((each) => each !== undefined);
  const changed = making?.retryAtMs === undefined ? next(rotation, nowMs) : retryLink(rotation, nowMs);
  return {
    ...changed,
    // There is another link already in place of each of these. One of them may be what has leaked.
    ending: changed.ending.map((each) => endBy(each, nowMs + (overlapMs ?? Number.POSITIVE_INFINITY))),
    asked: {
      atMs: asked?.atMs ?? nowMs,
      ...(overlaps.length === 0 ? {} : { overlapMs: Math.min(...overlaps) }),
    },
    askedIds: id === undefined ? askedIds : [...askedIds, id].slice(-maxAskedIds),
  };
}

/** It makes no more links, and those before the current one end now. @param isRevoked so does the current one. */
export function endRotation(
  rotation: Rotation,
  { isRevoked }: { isRevoked: boolean },
  nowMs: number,
): Rotation {
  const { current, making, asked: _asked, nextAtMs: _nextAtMs, slug: _slug, ...kept } = next(rotation, nowMs);
  // An attempt that waits for the end of a pause has no job yet.
  const isUnderWay = making !== undefined && making.retryAtMs === undefined;
  const ending = kept.ending.map((each) => endBy(each, nowMs));
  const isLeft = current !== undefined && !isRevoked;
  const isEnded = current !== undefined && isRevoked;
  return {
    ...kept,
    deletedAtMs: nowMs,
    ...(isUnderWay ? { making } : {}),
    ...(isLeft ? { current } : {}),
    ending: isEnded ? [...ending, endOf(current, nowMs, nowMs)] : ending,
  };
}

/** Whether a rotation that was deleted has nothing left to do. */
export function isOver({ deletedAtMs, making, ending }: Rotation): boolean {
  return deletedAtMs !== undefined && making === undefined && ending.length === 0;
}

/** A link whose job or revocation is under way is looked at this often, where no pass tells of its end. */
const lookMs = 60_000;

/** A revocation may wait for hours because Telegram asks for it: then it is looked at ever more seldom, but this often at least. */
const maxLookMs = 15 * 60_000;

/** A rotation is looked at this often at least. */
const maxRestMs = 7 * 24 * 3_600_000;

function lookPauseMs(lateMs: number): number {
  return Math.min(Math.max(Math.ceil(lateMs / 4), lookMs), maxLookMs);
}

/** When there is something to do next. */
export function nextTendingMs(rotation: Rotation, nowMs: number): number {
  const { making, nextAtMs = Number.POSITIVE_INFINITY, ending, asked } = rotation;
  const ends = ending.map(({ revokeAtMs }) =>
    revokeAtMs > nowMs ? revokeAtMs : nowMs + lookPauseMs(nowMs - revokeAtMs),
  );
  const makes = making === undefined ? (asked?.atMs ?? nextAtMs) : (making.retryAtMs ?? nowMs + lookMs);
  return Math.min(makes, ...ends, nowMs + maxRestMs);
}
