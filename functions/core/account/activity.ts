import type { Job } from '../job/job.ts';
import { countAt, keptSteps, type MadeLinks, stepMs, stepOf } from './made-links.ts';

export interface ActivityInput {
  madeLinks: MadeLinks | undefined;
  /** When the account's unfinished requests were accepted; undefined of those that were before `sinceMs`. */
  unfinishedAtMs: (number | undefined)[];
  /** Its finished requests that were accepted from `sinceMs` on. */
  finished: Pick<Job, 'createdAtMs' | 'finishedAtMs' | 'outcome'>[];
  /** What was accepted before is not known one by one. */
  sinceMs: number;
  nowMs: number;
}

export interface Activity {
  /** The start of the first step. */
  fromMs: number;
  /** Links made in each step; null where it is not known. */
  made: (number | null)[];
  /** Requests that waited at the end of each step, in the last one now; null where it is not known. */
  queue: (number | null)[];
}

/** What an account did in the last hours, by steps. */
export function describeActivity(input: ActivityInput): Activity {
  const { madeLinks, sinceMs, nowMs } = input;
  const first = stepOf(nowMs) - keptSteps + 1;
  const steps = Array.from({ length: keptSteps }, (_, index) => first + index);
  return {
    fromMs: first * stepMs,
    made: steps.map((step) => countAt(madeLinks, step) ?? null),
    queue: steps.map((step) => {
      const atMs = Math.min((step + 1) * stepMs, nowMs);
      return atMs < sinceMs ? null : countWaiting(input, atMs, step);
    }),
  };
}

/**
 * Those that waited then: those that still wait, those that have ended since, and of those that were accepted before all
 * of these the links that were made since.
 */
function countWaiting(
  { madeLinks, unfinishedAtMs, finished, nowMs }: ActivityInput,
  atMs: number,
  step: number,
): number {
  const still = unfinishedAtMs.filter((createdAtMs = 0) => createdAtMs <= atMs).length;
  const ended = finished.filter(
    ({ createdAtMs, finishedAtMs = nowMs }) => createdAtMs <= atMs && finishedAtMs > atMs,
  ).length;
  const knownMade = finished.filter(
    ({ outcome, finishedAtMs = 0 }) => outcome !== undefined && stepOf(finishedAtMs) > step,
  ).length;
  return still + ended + Math.max(countMadeAfter(madeLinks, step, nowMs) - knownMade, 0);
}

function countMadeAfter(made: MadeLinks | undefined, step: number, nowMs: number): number {
  let count = 0;
  for (let later = step + 1; later <= stepOf(nowMs); later++) {
    count += countAt(made, later) ?? 0;
  }
  return count;
}
