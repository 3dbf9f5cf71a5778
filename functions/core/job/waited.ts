import type { Job } from './job.ts';

/**
 * How long a job has waited up to `nowMs`, in milliseconds: all the time it was `waiting`, whatever for (a wait of
 * Telegram's, a backoff after a failure, a chat held for a call of unknown outcome), up to that wait's end; and all the
 * time it was `blocked`. How late a worker comes after a wait is no part of it, nor is the time in line for its account's
 * pace: both are this service's own speed.
 */
export function waitedMsOf({ status, wait, waitedMs = 0, updatedAtMs }: Job, nowMs: number): number {
  if (status !== 'waiting' && status !== 'blocked') {
    return waitedMs;
  }
  const endMs = status === 'waiting' && wait !== undefined ? Math.min(wait.retryAtMs, nowMs) : nowMs;
  return waitedMs + Math.max(endMs - updatedAtMs, 0);
}

/** How long a job has been under way since it was accepted, in milliseconds, without its waits. */
export function pendingMsOf(job: Job, nowMs: number): number {
  return Math.max(nowMs - job.createdAtMs - waitedMsOf(job, nowMs), 0);
}
