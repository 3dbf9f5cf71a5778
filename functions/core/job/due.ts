import { endOfTimeMs } from '../ids.ts';
import { maxVisibilityMs } from '../rpc/wait.ts';
import type { Job, JobRef } from './job.ts';
import { type StandingRef, standingKinds } from './operation.ts';

/*
 * An account's index of unfinished jobs is ordered by `dueAtMs` and has four sections:
 * - In line: a job that may be worked on, or waits with its whole account. It stands at its place (`line.ts`), and keeps it
 *   whatever it waits for.
 * - Waiting by itself, for a wait that does not concern the account's other jobs: `ownWaitFromMs` and the wait's end.
 * - Watches of chats and tendings of standing work, which nobody waits for: `watchFromMs` and the time of their next look. One that
 *   rests is in no section.
 * - Blocked: `parkedDueAtMs` and the deadline.
 */

/** The due times of jobs that wait by themselves begin here: beyond every clock, before the blocked ones. */
export const ownWaitFromMs = 5 * 10 ** 14;

/** The due times of watches begin here. The version before takes them for waits that are far from over, and leaves them alone. */
export const watchFromMs = 8 * 10 ** 14;

/**
 * The due times of blocked jobs begin here, so that a repair finds them. Each adds its deadline, so that expired jobs come
 * first.
 */
export const parkedDueAtMs = 10 ** 15;

/**
 * A job that waits by itself for longer than this has no message: the sweeper sends one when the wait is over. During a shorter
 * wait its message comes back every two seconds, because a hidden message holds its account's whole group.
 */
export const maxOwnWaitInQueueMs = 60_000;

/**
 * A job's place in line, which never changes. Rows of earlier versions have none stored: those stand at the time they were accepted,
 * and the items of a batch a millisecond apart.
 */
export function placeOf({
  placeMs,
  createdAtMs,
  batch,
}: Pick<Job, 'placeMs' | 'createdAtMs' | 'batch'>): number {
  return placeMs ?? (batch === undefined ? createdAtMs : createdAtMs - (batch.size - 1 - batch.index));
}

/** From when on the job may be worked on; undefined for one that is final or blocked, and for an endless one that rests. */
export function dueTimeOf({ dueAtMs }: Pick<Job, 'dueAtMs'>): number | undefined {
  if (dueAtMs === undefined || dueAtMs >= parkedDueAtMs) {
    return undefined;
  }
  if (dueAtMs >= watchFromMs) {
    return dueAtMs - watchFromMs;
  }
  return dueAtMs >= ownWaitFromMs ? dueAtMs - ownWaitFromMs : dueAtMs;
}

/** An endless job has a deadline beyond those of all others. */
export const watchDeadlineMs = endOfTimeMs;

/** Whether an endless job stands there. The index tells nothing else of a job. */
export function isWatchPlace(dueAtMs: number): boolean {
  return dueAtMs >= parkedDueAtMs ? dueAtMs >= parkedDueAtMs + watchDeadlineMs : dueAtMs >= watchFromMs;
}

export function isWatch({ operation }: Pick<Job, 'operation'>): boolean {
  return operation?.kind === 'watch';
}

/** A job that gives standing work its times. */
export type Tending = Job & { operation: StandingRef };

export function isTending<J extends Pick<Job, 'operation'>>(job: J): job is J & { operation: StandingRef } {
  const kinds: readonly string[] = standingKinds;
  return job.operation !== undefined && kinds.includes(job.operation.kind);
}

/** A job of the service's own, which never ends: no caller sees it, and it counts towards no limit. */
export function isEndless(job: Pick<Job, 'operation'>): boolean {
  return isWatch(job) || isTending(job);
}

export function isDue(job: Pick<Job, 'dueAtMs'>, nowMs: number): boolean {
  const dueTimeMs = dueTimeOf(job);
  return dueTimeMs !== undefined && dueTimeMs <= nowMs;
}

/** Whether the job is past its deadline and certainly has done nothing. One with an unknown outcome is settled first. */
export function isOverdue(
  { deadlineMs, intentAtMs }: Pick<Job, 'deadlineMs' | 'intentAtMs'>,
  nowMs: number,
): boolean {
  return deadlineMs <= nowMs && intentAtMs === undefined;
}

/** From when on the job may be worked on, its own and its account's stored wait included. Undefined for one that is final or blocked. */
export function readyTimeOf(job: Job): number | undefined {
  const dueTimeMs = dueTimeOf(job);
  // A job that waits by itself is due at its deadline where that comes first.
  return dueTimeMs === undefined || waitsByItself(job)
    ? dueTimeMs
    : Math.max(dueTimeMs, job.wait?.retryAtMs ?? 0);
}

/** Whether the job waits for something that does not concern its account's other jobs. */
export function waitsByItself({ dueAtMs }: Pick<Job, 'dueAtMs'>): boolean {
  return dueAtMs !== undefined && dueAtMs >= ownWaitFromMs && dueAtMs < parkedDueAtMs;
}

/** Whether the job's wait is too long for the queue: it has no message until the sweeper sends one. An endless one never waits in the queue. */
export function isParked(job: Job): boolean {
  const { wait, updatedAtMs } = job;
  if (isEndless(job)) {
    return (dueTimeOf(job) ?? 0) > updatedAtMs;
  }
  const limitMs = waitsByItself(job) ? maxOwnWaitInQueueMs : maxVisibilityMs;
  return wait !== undefined && wait.retryAtMs - updatedAtMs > limitMs;
}

/** An unfinished job as its account's index has it. */
export interface DueJob extends JobRef {
  dueAtMs: number;
}

export interface DueDeps {
  /** Unfinished jobs of an account with `dueAtMs` from afterMs to untilMs, both included, in that order. */
  listDueJobs(
    accountId: string,
    range: { afterMs?: number; untilMs: number; limit: number },
  ): Promise<DueJob[]>;
}

/**
 * The jobs of an account that are due until then. Jobs whose own wait is over come first, because they have had their turn before.
 * Then come the jobs in line, in the order of their places. The endless ones are apart.
 * @param limit of each of the three.
 */
export async function listDue(
  { listDueJobs }: DueDeps,
  accountId: string,
  { untilMs, limit }: { untilMs: number; limit: number },
): Promise<{ jobs: JobRef[]; watches: JobRef[] }> {
  // Most accounts have few jobs, and one question finds them all.
  const first = await listDueJobs(accountId, { untilMs: parkedDueAtMs - 1, limit });
  const [waited = [], watches = []] = await Promise.all(
    [ownWaitFromMs, watchFromMs].map((afterMs) => {
      const range = { afterMs, untilMs: afterMs + untilMs };
      return first.length < limit
        ? first.filter(({ dueAtMs }) => dueAtMs >= range.afterMs && dueAtMs <= range.untilMs)
        : listDueJobs(accountId, { ...range, limit });
    }),
  );
  return { jobs: [...waited, ...first.filter(({ dueAtMs }) => dueAtMs <= untilMs)], watches };
}
