import type { KeyedEvent } from './authenticate-key.ts';
import { admitHeld, type LimitHeldDeps } from './limit-held.ts';

export interface PreferWaitDeps extends LimitHeldDeps {
  sleep(ms: number): Promise<void>;
}

/** Below the function's timeout of 29 s with room for what comes before and after. */
const maxWaitSeconds = 25;

/** Before this no link is made: connecting to Telegram and one call alone take as long. */
const firstPauseMs = 100;
/**
 * A pause is a share of the time waited so far: an answer is late by that share of it at most, and many reads are made
 * only for what is quick.
 */
const pauseShare = 0.1;
const minPauseMs = 25;
const maxPauseMs = 2_000;

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

/** How to look at what is waited for. */
export interface HeldReads<T> {
  isFinal(known: T): boolean;
  /** Looks again, at as little as tells whether there is something new: what is known now. */
  poll(known: T): Promise<T>;
  /** Reads all that the answer tells. */
  reload(known: T): Promise<T>;
}

/** What is known at the end of a wait, and the headers that say which wait was applied. */
export interface Held<T> {
  known: T;
  applied: Record<string, string>;
}

/**
 * Waits until a resource is final or the seconds that the request prefers have passed. Where no more answers may be held,
 * it does not wait, and no header says that it did.
 */
export async function holdUntilFinal<T>(
  deps: PreferWaitDeps,
  event: KeyedEvent,
  first: T,
  reads: HeldReads<T>,
): Promise<Held<T>> {
  const waitSeconds = readWaitSeconds(event.headers);
  if (waitSeconds === undefined) {
    return { known: first, applied: {} };
  }
  const applied = { 'preference-applied': `wait=${waitSeconds}` };
  if (waitSeconds === 0 || reads.isFinal(first)) {
    return { known: first, applied };
  }
  const begunAtMs = deps.now();
  const leave = await admitHeld(deps, event);
  if (leave === undefined) {
    return { known: first, applied: {} };
  }
  try {
    return { known: await pollUntilFinal(deps, begunAtMs, waitSeconds, first, reads), applied };
  } finally {
    await leave();
  }
}

/**
 * When the resource cannot be read again, what is known of it is the answer: a request that has stored jobs must be
 * answered with them.
 */
async function pollUntilFinal<T>(
  { now, sleep, log }: PreferWaitDeps,
  begunAtMs: number,
  waitSeconds: number,
  first: T,
  { isFinal, poll, reload }: HeldReads<T>,
): Promise<T> {
  const endsAtMs = begunAtMs + waitSeconds * 1000;
  let known = first;
  try {
    while (!isFinal(known)) {
      const leftMs = endsAtMs - now();
      if (leftMs <= 0) {
        return known;
      }
      const pauseMs = pauseAfter(now() - begunAtMs);
      await sleep(Math.min(pauseMs, leftMs));
      known = await (pauseMs < leftMs ? poll(known) : reload(known));
    }
  } catch (error) {
    log.warn('held answer sent early', { error });
  }
  return known;
}

function pauseAfter(waitedMs: number): number {
  return waitedMs < firstPauseMs
    ? firstPauseMs - waitedMs
    : Math.min(Math.max(waitedMs * pauseShare, minPauseMs), maxPauseMs);
}
