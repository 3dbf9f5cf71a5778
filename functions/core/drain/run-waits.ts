import type { Account } from '../account/account.ts';
import type { Job } from '../job/job.ts';
import { maxLifeMs } from '../job-life.ts';
import { floodMarginMs } from '../rpc/wait.ts';
import type { WorkDeps } from './work.ts';

/** How long a wait that could not be stored is left before storing it is tried again. */
const storeAgainMs = 500;

/**
 * Telegram's waits for one account during one pass over it, each for a method or for a method in one chat (`chatScope`).
 * @see https://core.telegram.org/api/errors#420-flood
 */
export function createFloodWaits(
  deps: Pick<WorkDeps, 'now' | 'sleep' | 'saveFloodWait'>,
  account: Account,
  hand: Map<string, Job>,
) {
  const blockedUntilMs = knownWaits(account, hand);
  return { blockedUntil, note, store };

  /** Until when the account may not make such calls; in the past when it may. */
  function blockedUntil(scope: string): number {
    return blockedUntilMs[scope] ?? 0;
  }

  /**
   * Telegram has refused a call with a wait.
   * @returns the end of the longest wait known for such calls.
   */
  function note(scope: string, seconds: number): number {
    const endsAtMs = deps.now() + Math.min(seconds * 1000, maxLifeMs) + floodMarginMs;
    const maxMs = Math.max(blockedUntil(scope), endsAtMs);
    blockedUntilMs[scope] = maxMs;
    return maxMs;
  }

  /** A wait that is not stored leads the next worker into a call inside it, so storing it is tried for as long as there is time. */
  async function store(scope: string, untilMs: number): Promise<void> {
    for (;;) {
      try {
        return await deps.saveFloodWait(account.accountId, scope, blockedUntil(scope));
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
