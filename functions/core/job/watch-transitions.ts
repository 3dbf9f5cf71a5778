import { watchFromMs } from './due.ts';
import type { Job, JobWait } from './job.ts';
import type { WatchProgress } from './watch-progress.ts';

/*
 * The changes that a watch can go through, beside those of every job (`transitions.ts`): it waits, looks and rests, and never ends.
 */

/** A job that watches a chat. */
export type Watch = Job & { watch: WatchProgress };

/** Between two looks that went well. */
export const nextLookReason = 'NEXT_LOOK';

function next(watch: Job, nowMs: number): Watch {
  const { wait: _wait, error: _error, ...kept } = watch as Watch;
  return { ...kept, version: watch.version + 1, updatedAtMs: nowMs };
}

/**
 * A look is about to begin. It is counted before, and the next one is put off: a look that kills its worker must not keep the account
 * from its work.
 */
export function beginLook(watch: Job, fence: number, againAtMs: number, nowMs: number): Watch {
  const begun = next(watch, nowMs);
  return {
    ...begun,
    status: 'running',
    fence,
    attempts: watch.attempts + 1,
    dueAtMs: watchFromMs + againAtMs,
  };
}

/** Something that the look has found is stored with this. */
export function noteProgress(watch: Job, progress: WatchProgress, nowMs: number): Watch {
  return { ...next(watch, nowMs), watch: progress };
}

/** The look went well: what failed before is not held against the watch any more. */
export function endLook(watch: Job, progress: WatchProgress, atMs: number, nowMs: number): Watch {
  const ended = waitForLook(watch, progress, { reason: nextLookReason, retryAtMs: atMs }, nowMs);
  return { ...ended, waits: watch.attempts };
}

/** It looks then, and not before. */
export function waitForLook(watch: Job, progress: WatchProgress, until: JobWait, nowMs: number): Watch {
  return {
    ...next(watch, nowMs),
    watch: progress,
    status: 'waiting',
    wait: until,
    dueAtMs: watchFromMs + until.retryAtMs,
  };
}

/** No tracked link is open: it looks no more until the next one is tracked. */
export function restWatch(watch: Job, nowMs: number, progress = (watch as Watch).watch): Watch {
  const { dueAtMs: _dueAtMs, ...rested } = next(watch, nowMs);
  return { ...rested, watch: progress, status: 'waiting', waits: watch.attempts };
}
