/** Where a wait is spent: see ARCHITECTURE.md, "Waits". */
export type WaitTier = 'sleep' | 'visibility' | 'park';

/** A shorter wait is cheaper as a sleep in the worker than as another invocation. */
export const maxSleepMs = 2_000;

/** A longer wait leaves the queue, because a hidden message keeps its whole group in the queue's search window. */
export const maxVisibilityMs = 15 * 60_000;

/** Whether the wait leaves the queue. No message is hidden for it; the sweeper sends a new one when it is over. */
export function isTooLongForQueue(waitMs: number): boolean {
  return waitMs > maxVisibilityMs;
}

/**
 * Milliseconds added to every wait of Telegram, because its seconds are rounded and clocks differ. A call that comes
 * too early lengthens the wait.
 */
export const floodMarginMs = 500;

/** Chooses where a wait is spent, given the time that the invocation can still sleep. */
export function chooseWaitTier(waitMs: number, sleepBudgetMs: number): WaitTier {
  if (waitMs <= Math.min(maxSleepMs, sleepBudgetMs)) {
    return 'sleep';
  }
  return isTooLongForQueue(waitMs) ? 'park' : 'visibility';
}

/**
 * Seconds for ChangeMessageVisibility, rounded up so that a message never returns inside a wait.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export function visibilitySecondsUntil(retryAtMs: number, nowMs: number): number {
  return Math.min(Math.max(Math.ceil((retryAtMs - nowMs) / 1000), 0), 43_200 - 60);
}

const backoffBaseMs = 2_000;
const backoffCapMs = 5 * 60_000;

/**
 * Exponential backoff: the `attempt`th failure waits for 2, 4, 8 ... 300 seconds, with jitter down to half of that.
 * `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.max(attempt - 1, 0));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
