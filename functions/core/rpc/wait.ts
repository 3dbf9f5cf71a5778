/** Where a wait is sat out: see ARCHITECTURE.md, "Waits". */
export type WaitTier = 'sleep' | 'visibility' | 'park';

/** Below this a wait costs less asleep in the worker than as another wake-up. */
export const maxSleepMs = 2_000;

/** Above this a wait leaves the queue: a hidden message keeps its whole group in the queue's search window. */
export const maxVisibilityMs = 15 * 60_000;

/** Whether no message is hidden for such a wait: the sweeper sends another one when it is over. */
export function isTooLongForQueue(waitMs: number): boolean {
  return waitMs > maxVisibilityMs;
}

/**
 * Added to every wait of Telegram, in milliseconds: its seconds are whole, and two clocks never agree entirely. A call
 * one moment too early lengthens the wait.
 */
export const floodMarginMs = 500;

/** Chooses where a wait is sat out, given the time the invocation has left for sleeping. */
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
 * Exponential backoff with full jitter in its upper half: the `attempt`th failure waits between half of and the whole
 * of 2, 4, 8 ... 300 seconds. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.max(attempt - 1, 0));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
