import type { Log } from '../aws/log.ts';

export interface PreferWaitDeps {
  sleep(ms: number): Promise<void>;
  now(): number;
  log: Log;
}

/** Below the function's timeout of 29 s with room for what comes before and after. */
const maxWaitSeconds = 25;

const firstPauseMs = 250;
const maxPauseMs = 1_000;
const pauseGrowth = 1.5;

/**
 * The seconds that `Prefer: wait=N` asks the answer to be held for, 25 at most; undefined without it. Other preferences
 * are for other servers, and a malformed one is no preference.
 * @see https://www.rfc-editor.org/rfc/rfc7240#section-4.3
 */
export function readWaitSeconds(headers: Record<string, string | undefined>): number | undefined {
  for (const preference of (headers.prefer ?? '').split(',')) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;.*)?$/i.exec(preference)?.[1];
    if (seconds !== undefined) {
      return Math.min(Number(seconds), maxWaitSeconds);
    }
  }
  return undefined;
}

/**
 * Reads a resource again until it is final or the seconds have passed. When it cannot be read again, what is known of it
 * is the answer: a request that has stored jobs must be answered with them.
 */
export async function holdUntilFinal<T>(
  deps: PreferWaitDeps,
  waitSeconds: number | undefined,
  first: T,
  { isFinal, reload }: { isFinal: (known: T) => boolean; reload: (known: T) => Promise<T> },
): Promise<T> {
  const endsAtMs = deps.now() + (waitSeconds ?? 0) * 1000;
  let known = first;
  let pauseMs = firstPauseMs;
  while (!isFinal(known) && deps.now() < endsAtMs) {
    await deps.sleep(Math.min(pauseMs, endsAtMs - deps.now()));
    pauseMs = Math.min(pauseMs * pauseGrowth, maxPauseMs);
    try {
      known = await reload(known);
    } catch (error) {
      deps.log.warn('held answer sent early', { error });
      return known;
    }
  }
  return known;
}

/** The header that says which wait was applied. */
export function preferenceApplied(waitSeconds: number | undefined): Record<string, string> {
  return waitSeconds === undefined ? {} : { 'preference-applied': `wait=${waitSeconds}` };
}
