import type { Log } from '../aws/log.ts';
import type { KeyedEvent } from './authenticate-key.ts';

export interface LimitHeldDeps {
  /** Enters the holder into the counter's window unless `max` others are in it; tells whether it is in. */
  enterHeld(counter: string, windowStartMs: number, holder: string, max: number): Promise<boolean>;
  leaveHeld(counter: string, windowStartMs: number, holder: string): Promise<void>;
  /** Answers that may be held at once, those of all keys together. A key may have half of them. */
  heldAnswers: number;
  now(): number;
  log: Log;
}

/** Longer than the function may run: what is held began in this window or in the one before. */
const windowMs = 30_000;

const counterOfAll = 'all';

/**
 * Admits one more held answer, however many environments hold some. Each window of 30 s has half of the limit, for two
 * windows can overlap: so the limit holds at every instant, also when a process dies and never leaves, and its place is
 * free again when the window is over.
 * @returns what gives the place back; undefined when there is none, or when that cannot be known.
 */
export async function admitHeld(
  { enterHeld, leaveHeld, heldAnswers, now, log }: LimitHeldDeps,
  { key: { keyHash }, requestContext: { requestId } }: KeyedEvent,
): Promise<(() => Promise<void>) | undefined> {
  const windowStartMs = Math.floor(now() / windowMs) * windowMs;
  const limits = [
    [keyHash, Math.floor(heldAnswers / 4)],
    [counterOfAll, Math.floor(heldAnswers / 2)],
  ] as const;
  const entered: string[] = [];

  async function leave(): Promise<void> {
    const left = await Promise.allSettled(
      entered.map((counter) => leaveHeld(counter, windowStartMs, requestId)),
    );
    const failed = left.find(({ status }) => status === 'rejected');
    if (failed !== undefined) {
      log.warn('place of a held answer not given back', { error: (failed as PromiseRejectedResult).reason });
    }
  }

  try {
    for (const [counter, max] of limits) {
      if (!(await enterHeld(counter, windowStartMs, requestId, max))) {
        await leave();
        return undefined;
      }
      entered.push(counter);
    }
    return leave;
  } catch (error) {
    log.warn('answer not held', { error });
    await leave();
    return undefined;
  }
}
