import { createHash } from 'node:crypto';
import { type Priority, priorities } from '../request/priority.ts';

/*
 * Where a new job stands in its account's line. The line is ordered by places, which are times in the past, so that a job is due
 * at once and older ones come first:
 * - A priority is a head start: the job stands as if it had been accepted so much earlier.
 * - Within a priority the callers take turns: the jobs of one caller stand as far apart as the account's pace has them made, and a
 *   caller who comes new stands beside the head of the line, not at its end.
 */

const minuteMs = 60_000;

/** A normal job comes before low ones that were accepted up to 50 minutes before it, a high one 60. */
const headStartMs: Record<Priority, number> = {
  high: 120 * minuteMs,
  normal: 110 * minuteMs,
  low: 60 * minuteMs,
};

/** Where a line is late, a caller who comes new stands before jobs that were accepted up to so long ago. */
const maxLateMs = 60 * minuteMs;

/** No job stands further in the past than this: no job is overtaken by one that was accepted so long after it. */
export const maxOvertakenMs = Math.max(...Object.values(headStartMs)) + maxLateMs;

/** The fraction of a place, which says whose it is. Until 2039 the 53 bits of a double hold a time with so many. */
const fractions = 4_096;
/** Of each caller: one for each priority, and one that no place has, so that older rows without a fraction are nobody's. */
const fractionsEach = priorities.length + 1;

export interface NewPlace {
  /** Those with the same text take turns as one, and so do the few whose hashes agree. */
  caller: string;
  priority: Priority;
  /** So far apart the account makes two links. */
  spacingMs: number;
  /** How many jobs of the same request come after this one. */
  jobsBehind: number;
  nowMs: number;
}

export type Line = ReturnType<typeof createLine>;

/** An account's line, as far as it is known. @param known places of the jobs in it, in any order. */
export function createLine(known: number[]) {
  /** The last place of each caller and priority, by the fraction. */
  const lastMs = new Map<number, number>();
  const ends = priorities.map(() => ({ headMs: Number.POSITIVE_INFINITY, tailMs: Number.NEGATIVE_INFINITY }));
  const places: number[] = [];
  for (const placeMs of known) {
    note(placeMs);
  }
  return { stand, countUpTo, lastPlaces: () => [...lastMs.values()] };

  function note(placeMs: number): void {
    places.push(placeMs);
    const fraction = fractionOf(placeMs);
    const end = ends[rankAt(placeMs)];
    if (end === undefined) {
      return;
    }
    lastMs.set(fraction, Math.max(lastMs.get(fraction) ?? placeMs, placeMs));
    end.headMs = Math.min(end.headMs, placeMs);
    end.tailMs = Math.max(end.tailMs, placeMs);
  }

  /** Gives a new job its place, before now and behind the caller's earlier jobs of that priority. */
  function stand({ caller, priority, spacingMs, jobsBehind, nowMs }: NewPlace): number {
    const fraction = fractionFor(caller, priority);
    const afterOwnMs = (lastMs.get(fraction) ?? Number.NEGATIVE_INFINITY) + Math.max(spacingMs, 1);
    const wantedMs = Math.max(joinMs(priority, nowMs), afterOwnMs);
    const placeMs = Math.floor(Math.min(wantedMs, nowMs - 1 - jobsBehind)) + fraction / fractions;
    note(placeMs);
    return placeMs;
  }

  /** How many links are made until the nth job of the caller has its own; where the caller has fewer in line, at least that many. */
  function countUpTo(caller: string, nth: number): number {
    const own = new Set(priorities.map((priority) => fractionFor(caller, priority)));
    const inLine = places.toSorted((a, b) => a - b);
    const last = inLine.filter((placeMs) => own.has(fractionOf(placeMs)))[nth - 1];
    return last === undefined ? Math.max(inLine.length, nth) : inLine.lastIndexOf(last) + 1;
  }

  /** Behind the head of the priority's jobs, and behind all of a higher priority that are in line. */
  function joinMs(priority: Priority, nowMs: number): number {
    const rank = priorities.indexOf(priority);
    const onTimeMs = nowMs - headStartMs[priority];
    const beforeMs = [ends[rank]?.headMs ?? 0, ...ends.slice(0, rank).map(({ tailMs }) => tailMs)];
    return Math.min(onTimeMs, Math.max(onTimeMs - maxLateMs, ...beforeMs.map((atMs) => atMs + 1)));
  }
}

/** The place of a job that nobody waits for: that of a low one, beside those that were accepted at the same time. */
export function lowPlace(caller: string, nowMs: number): number {
  return Math.floor(nowMs - headStartMs.low) + fractionFor(caller, 'low') / fractions;
}

/** An operation comes before those of lower priorities that were accepted up to so long before it. */
const operationHeadStartMs: Record<Priority, number> = { high: 60 * minuteMs, normal: minuteMs, low: 0 };

/**
 * The place of an operation on a link that exists: before the requests for links, since it takes a moment, and its calls are not
 * limited by their pace.
 * @param caller as of `NewPlace`.
 */
export function operationPlace(caller: string, priority: Priority, nowMs: number): number {
  const atMs = nowMs - maxOvertakenMs - operationHeadStartMs[priority];
  return Math.floor(atMs) + fractionFor(caller, priority) / fractions;
}

/** The priority of the job that stands there, as its rank from 0; older rows have the lowest. */
export function rankAt(placeMs: number): number {
  const rank = (fractionOf(placeMs) % fractionsEach) - 1;
  return rank < 0 ? priorities.length : rank;
}

function fractionOf(placeMs: number): number {
  return Math.round((placeMs - Math.floor(placeMs)) * fractions);
}

function fractionFor(caller: string, priority: Priority): number {
  const hash = createHash('sha256').update(caller).digest().readUInt16BE();
  return (hash % (fractions / fractionsEach)) * fractionsEach + priorities.indexOf(priority) + 1;
}
