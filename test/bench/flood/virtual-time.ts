import { setImmediate } from 'node:timers/promises';

interface Timer {
  atMs: number;
  wake: () => void;
}

export type VirtualTime = ReturnType<typeof createVirtualTime>;

/** A clock that jumps to the next timer as soon as nothing else is left to do. Only what sleeps on it may be awaited. */
export function createVirtualTime(startMs: number) {
  let nowMs = startMs;
  /** By their time; of one time, as they were set. */
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

  /** Lets time pass until the work is done. @throws Error when it waits for something that no timer brings. */
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
