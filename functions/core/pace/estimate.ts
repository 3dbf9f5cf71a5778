import { type DueJob, isParked, placeOf, readyTimeOf, waitsByItself } from '../job/due.ts';
import { isFinal, type Job } from '../job/job.ts';
import { rankAt } from '../job/line.ts';
import { exportMethod } from '../rpc/methods.ts';
import { createPacer, type PacedAccount } from './pacer.ts';

/**
 * Jobs of an account that are counted to find a place among them; those beyond count as coming later. As many as an account has
 * as a rule: with fewer, whoever asks for a thousand links is told the time of the first hundreds.
 */
export const placesCounted = 1_000;

/** A wait that is sat out in the table is ended by the sweeper, which comes by once a minute. */
const sweepEveryMs = 60_000;

/** While an account needs its operator, nothing changes from one second to the next. */
export const blockedRetrySeconds = 60;
const maxRetrySeconds = 3600;

/** How a job, or the last of several, stands among the unfinished jobs of its account. */
export interface QueuePlace {
  /** From 1: the jobs that are due no later, itself included. */
  place: number;
  /** With those that come later and are made in lots with them, as far as they were counted. */
  total: number;
  /** Nothing is begun before. */
  startsAtMs: number;
  /** Then they are given up, done or not. */
  endsByMs: number;
}

/**
 * Where jobs of one account stand among its jobs in line. Those that wait by themselves come first when their wait is over.
 * @param own unfinished, none blocked.
 * @param inLine the first of the line. It may not name jobs that were accepted just now.
 */
export function findPlace(own: Job[], inLine: Pick<DueJob, 'jobId' | 'dueAtMs'>[]): QueuePlace {
  const ids = new Set(own.map(({ jobId }) => jobId));
  const lastMs = Math.max(...own.map((job) => (waitsByItself(job) ? 0 : placeOf(job))));
  const lastRank = rankAt(lastMs);
  let before = 0;
  let behind = 0;
  // A line has up to a thousand jobs, and is gone through for each request: once, without a copy.
  for (const { jobId, dueAtMs } of inLine) {
    const isBefore = dueAtMs <= lastMs;
    // Nobody waits for the slots of jobs of another priority behind them.
    if ((isBefore || rankAt(dueAtMs) === lastRank) && !ids.has(jobId)) {
      before += Number(isBefore);
      behind += Number(!isBefore);
    }
  }
  const place = own.length + before;
  return {
    place,
    total: place + behind,
    startsAtMs: Math.max(...own.map((job) => (readyTimeOf(job) ?? 0) + (isParked(job) ? sweepEveryMs : 0))),
    // A sweep sees that the deadline is over. An unknown outcome is settled first.
    endsByMs: Math.max(
      ...own.map(({ deadlineMs, intentAtMs }) =>
        intentAtMs === undefined ? deadlineMs + sweepEveryMs : Number.POSITIVE_INFINITY,
      ),
    ),
  };
}

/** When the job at that place is probably final: when its turn has come, or its deadline before it. */
export function estimateDoneAtMs(account: PacedAccount, place: QueuePlace, nowMs: number): number {
  return Math.min(turnAtMs(account, place, nowMs), Math.max(nowMs, place.endsByMs));
}

/**
 * When Telegram's wait is over and the account's pace has come to that place. A worker is not woken for every slot, so several jobs are
 * done together.
 */
function turnAtMs(account: PacedAccount, { place, total, startsAtMs }: QueuePlace, nowMs: number): number {
  const beginsAtMs = Math.max(nowMs, startsAtMs, account.blockedUntilMs?.[exportMethod] ?? 0);
  const pacer = createPacer(account);
  const free = pacer.slots(beginsAtMs);
  if (place <= free) {
    return beginsAtMs;
  }
  const lots = Math.ceil((place - free) / pacer.perWakeUp());
  const calls = Math.min(free + lots * pacer.perWakeUp(), total);
  pacer.spend(calls - 1, beginsAtMs);
  return pacer.readyAtMs(1, beginsAtMs);
}

/**
 * Seconds after which it is worth asking again, 1 to 3600. Where the estimate has passed and nothing has moved since, the
 * pauses grow with the time that has gone by: something is the matter, and asking every second would not help.
 */
export function retryAfterSeconds(doneAtMs: number, lastMovedAtMs: number, nowMs: number): number {
  const leftSeconds = Math.ceil((doneAtMs - nowMs) / 1000);
  const quietSeconds = Math.floor((nowMs - lastMovedAtMs) / 4000);
  return Math.min(Math.max(leftSeconds, quietSeconds, 1), maxRetrySeconds);
}

/** When something was last seen to happen to the job or its account. */
export function lastMovedAtMs(
  job: Job,
  { leasedAtMs = 0, settledAtMs = 0 }: { leasedAtMs?: number; settledAtMs?: number },
): number {
  return Math.max(readyTimeOf(job) ?? 0, job.updatedAtMs, leasedAtMs, settledAtMs);
}

/** Unfinished, and not for the operator to set going again. */
export function isUnderWay({ status }: Job): boolean {
  return !isFinal(status) && status !== 'blocked';
}
