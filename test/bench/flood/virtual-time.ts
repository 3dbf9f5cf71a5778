import { setImmediate } from 'node:timers/promises';

interface Timer {
  atMs: number;
  wake: () => void;
}

export type VirtualTime = ReturnType<typeof createVirtualTime>;

/** A clock that jumps to the next timer when no other work is left. Only sleeps on this clock may be awaited. */
export function createVirtualTime(startMs: number) {
  let nowMs = startMs;
  /** Sorted by time. Timers of the same time keep the order in which they were set. */
  const timers: Timer[] = [];
  return { now: () => nowMs, sleep, sleepUntil, run };

  function sleepUntil(atMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const place = timers.findLastIndex((timer) => timer.atMs <= atMs) + 1;
    timers.splice(place, 0, { atMs, wake: resolve });
    return promise;
  }

  function sleep(ms: number): Promise<void> {
    return sleepUntil(nowMs + ms);
  }

  /** Advances the clock until the work is done. @throws Error when the work waits for something other than a timer. */
  async function run<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    function end() {
      isDone = true;
    }
    work.then(end, end);
    for (;;) {
      await setImmediate();
      if (isDone) {
        return work;
      }
      const next = timers.shift();
      if (next === undefined) {
        throw new Error('nothing is left to wait for, and the work is not done');
      }
      nowMs = Math.max(nowMs, next.atMs);
      next.wake();
    }
  }
}
