import { dueTimeOf, isDue, isParked, waitsByItself } from '../job/due.ts';
import { isFinal, type Job } from '../job/job.ts';
import { isTooLongForQueue } from '../rpc/wait.ts';

/** What becomes of a message: it is deleted, or hidden until then. `isNewer` where a row is left to a newer version. */
export type Verdict = { kind: 'acknowledge' } | { kind: 'again'; atMs: number; isNewer?: true };

/** What a pass over an account leaves. */
export interface PassResult {
  /** When the account can go on. In the past when it can go on now. */
  comeBackAtMs: number;
  /** The same for jobs that make links, where that is later. */
  exportAtMs?: number;
  /** Why its due jobs are left as they are: its operator has drained it, or a newer version has written to it. */
  leftTo?: 'operator' | 'newer version';
}

/** When a job is left as it was, its message comes back after this. */
const untouchedMs = 2_000;

/** What is left to a newer version comes back after this: a worker of that version may receive it next. */
const newerRetryMs = 30_000;

/** @param job undefined when its row has expired. */
export function judgeMessage(
  job: Job | undefined,
  { leftTo, ...result }: PassResult,
  nowMs: number,
): Verdict {
  if (job === undefined || hasEnded(job)) {
    return { kind: 'acknowledge' };
  }
  const comeBackAtMs =
    job.operation === undefined ? (result.exportAtMs ?? result.comeBackAtMs) : result.comeBackAtMs;
  if (leftTo === 'newer version' && isDue(job, nowMs)) {
    return leaveToNewer(nowMs);
  }
  if (leftTo === 'operator' && isDue(job, nowMs)) {
    // When the account is resumed the sweeper finds the job overdue. A message would use up its receives until then.
    return { kind: 'acknowledge' };
  }
  // No earlier than the account can go on: a message that comes sooner is received for nothing.
  const accountAtMs = comeBackAtMs > nowMs ? comeBackAtMs : nowMs + untouchedMs;
  if (waitsByItself(job) && !isDue(job, nowMs)) {
    // While the message is hidden, so is the account's whole group. The group must not wait for one job.
    const atMs = Math.min(dueTimeOf(job) ?? nowMs, accountAtMs);
    return isParked(job) ? { kind: 'acknowledge' } : { kind: 'again', atMs };
  }
  // Parked in the table: the sweeper sends the job again when the account's wait is over.
  return isTooLongForQueue(comeBackAtMs - nowMs)
    ? { kind: 'acknowledge' }
    : { kind: 'again', atMs: accountAtMs };
}

/** The verdict on the message of a job that only a newer version may touch. */
export function leaveToNewer(nowMs: number): Verdict {
  return { kind: 'again', atMs: nowMs + newerRetryMs, isNewer: true };
}

/** No worker has anything to do for the job. A watch that rests is due at no time. */
export function hasEnded({ status, dueAtMs }: Job): boolean {
  return isFinal(status) || status === 'blocked' || dueAtMs === undefined;
}
