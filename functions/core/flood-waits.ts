import type { Account } from './account.ts';
import { type Job, longestLifeMs } from './job.ts';
import { floodMarginMs } from './wait.ts';
import type { WorkDeps } from './work-account.ts';

/** How long a wait that could not be stored is left before storing it is tried again. */
const storeAgainMs = 500;

/**
 * Telegram's waits for one account, per method, during one pass over it.
 * @see https://core.telegram.org/api/errors#420-flood
 */
export function createFloodWaits(
  deps: Pick<WorkDeps, 'now' | 'sleep' | 'saveFloodWait'>,
  account: Account,
  hand: Map<string, Job>,
) {
  const blockedUntilMs = knownWaits(account, hand);
  return { blockedUntil, note, store };

  /** Until when the account may not call the method; in the past when it may. */
  function blockedUntil(method: string): number {
    return blockedUntilMs[method] ?? 0;
  }

  /**
   * Telegram has refused the method with a wait.
   * @returns the end of the longest wait known for the method.
   */
  function note(method: string, seconds: number): number {
    const endsAtMs = deps.now() + Math.min(seconds * 1000, longestLifeMs) + floodMarginMs;
    const longestMs = Math.max(blockedUntil(method), endsAtMs);
    blockedUntilMs[method] = longestMs;
    return longestMs;
  }

  /** A wait that is not stored leads the next worker into a call inside it, so storing it is tried for as long as there is time. */
  async function store(method: string, untilMs: number): Promise<void> {
    for (;;) {
      try {
        return await deps.saveFloodWait(account.accountId, method, blockedUntil(method));
      } catch (error) {
        if (deps.now() >= untilMs) {
          throw error;
        }
        await deps.sleep(storeAgainMs);
      }
    }
  }
}

/** The account's waits, and those that only a job knows of because the worker broke off before it told the account. */
function knownWaits(account: Account, hand: Map<string, Job>): Record<string, number> {
  const waits = { ...account.blockedUntilMs };
  for (const { wait } of hand.values()) {
    if (wait?.method !== undefined) {
      waits[wait.method] = Math.max(waits[wait.method] ?? 0, wait.retryAtMs);
    }
  }
  return waits;
}
