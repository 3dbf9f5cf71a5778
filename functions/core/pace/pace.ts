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
