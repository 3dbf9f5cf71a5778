/** How often an account may call: `burst` calls at once, `perMinute` in the long run. */
export interface Pace {
  perMinute: number;
  burst: number;
}

/**
 * Telegram publishes no rate. A bot platform states 20 links in 60 seconds, and nobody has met a wait below ten at once.
 * A little below that: Telegram counts calls as they arrive, the pacer as they leave, and networks are uneven.
 */
export const defaultPace: Pace = { perMinute: 19.5, burst: 10 };

/** Slots that are waited for together: one wake-up for each link would cost more than it gains. */
export const slotsPerWakeUp = 5;

/**
 * A generic cell rate algorithm: keeps calls within the pace, so that a wait of Telegram's is met as seldom as can be.
 * @param paidUntilMs up to when the calls made so far have used the pace up; kept with the account.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function createPacer({ perMinute, burst }: Pace, paidUntilMs: number) {
  const intervalMs = 60_000 / perMinute;
  const toleranceMs = (burst - 1) * intervalMs;
  let paidMs = paidUntilMs;

  return {
    /** How many calls may go out now. */
    slots(nowMs: number): number {
      return Math.max(Math.floor((nowMs + toleranceMs - Math.max(paidMs, nowMs)) / intervalMs) + 1, 0);
    },

    /** Notes calls that are about to go out, or went out then. */
    spend(calls: number, atMs: number): void {
      paidMs = Math.max(paidMs, atMs) + calls * intervalMs;
    },

    /** Telegram has asked for a wait: its patience is used up, and grows again from the wait's end on. */
    exhaust(untilMs: number): void {
      paidMs = Math.max(paidMs, untilMs + toleranceMs);
    },

    /** When it is worth coming back for so many jobs: when there is a slot for each, or for a few of them. */
    readyAtMs(jobs: number, nowMs: number): number {
      const wanted = Math.max(Math.min(jobs, slotsPerWakeUp, burst), 1);
      return Math.max(Math.ceil(paidMs - toleranceMs + (wanted - 1) * intervalMs), nowMs);
    },

    paidUntilMs: () => Math.ceil(paidMs),
  };
}
