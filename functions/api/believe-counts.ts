import { remember } from './remember.ts';

/** Unfinished jobs, as far as is known here: those found then, and those let in since. */
export interface Count {
  countedAtMs: number;
  found: number;
  taken: number;
}

/** Jobs to be let in where there may be `max`. */
export interface Want {
  jobs: number;
  max: number;
}

/** How long a count is believed that leaves no room: what is full is not counted at every request. */
const freshMs = 10_000;

/**
 * A count reads every job it finds, so while there is much room it is believed until this share of the room is taken here, or so
 * much time has passed. What takes more is counted for anew.
 */
const shareOfRoom = 0.1;
const roomyMs = 30_000;

/** What comes beyond these is counted again. */
const maxBelieved = 1_000;

/**
 * Remembers counts for as long as they can be believed.
 * @param readCount counts anew; it is given the count before.
 * @returns what finds a count for a want.
 */
export function believeCounts<C extends Count>(
  readCount: (id: string, known: C | undefined) => Promise<C>,
  now: () => number,
) {
  /** Requests that come while something is counted share the count. */
  const counts = new Map<string, Promise<C>>();

  return async function believedCount(id: string, want: Want): Promise<C> {
    const known = counts.get(id);
    if (known !== undefined && isBelieved(await known, want)) {
      return known;
    }
    const latest = counts.get(id);
    return latest === undefined || latest === known ? countAnew(id, await known) : latest;
  };

  function isBelieved(count: Count, want: Want): boolean {
    const ageMs = now() - count.countedAtMs;
    if (count.taken + want.jobs <= (want.max - count.found) * shareOfRoom) {
      return ageMs < roomyMs;
    }
    return isFull(count, want) && ageMs < freshMs;
  }

  async function countAnew(id: string, known: C | undefined): Promise<C> {
    const count = readCount(id, known);
    remember(counts, id, count, maxBelieved);
    try {
      return await count;
    } catch (error) {
      counts.delete(id);
      throw error;
    }
  }
}

export function isFull({ found, taken }: Count, { jobs, max }: Want): boolean {
  return found + taken + jobs > max;
}
