import type { TrackJoins } from '../request/track-joins.ts';
import type { Person } from './join.ts';
import type { SeenUser } from './join-calls.ts';

/** What is kept of a user. */
export function toPerson({ userId, firstName, username }: SeenUser, track: TrackJoins): Person {
  return track === 'names'
    ? {
        userId,
        ...(firstName === undefined ? {} : { firstName }),
        ...(username === undefined ? {} : { username }),
      }
    : { userId };
}

/** Telegram tells seconds, and two lists may round the same join differently. */
const sameJoinMs = 5_000;

/** Whether the two are one join of a person: whoever leaves and comes back has joined twice. */
export function isSameJoin(
  a: { userId: string; atMs: number },
  b: { userId: string; atMs: number },
): boolean {
  return a.userId === b.userId && Math.abs(a.atMs - b.atMs) <= sameJoinMs;
}
