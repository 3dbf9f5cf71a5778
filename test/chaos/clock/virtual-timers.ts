import { AsyncResource } from 'node:async_hooks';
import type { ClockFile } from './clock-file.ts';

type Callback = (...args: unknown[]) => void;

/** The machine's own timers, from before `preload.ts` replaced them by virtual ones. */
const machineTimers = { clearTimeout: globalThis.clearTimeout, setImmediate: globalThis.setImmediate };

/** Timers on the virtual clock. They fire only in `runDue`, which must be called after the clock has moved. */
export function createVirtualTimers(clock: ClockFile) {
  const armed = new Map<number, VirtualTimer>();
  let lastId = 0;
  let lastArmed = 0;

  class VirtualTimer {
    readonly id = ++lastId;
    dueAtMs = 0;
    /** Of two timers with the same due time, the one set first fires first. */
    place = 0;
    #isRef = true;
    readonly #delayMs: number;
    readonly #isRepeating: boolean;
    readonly #run: () => void;

    constructor(run: () => void, delayMs: number, isRepeating: boolean) {
      this.#run = AsyncResource.bind(run);
      this.#delayMs = Number.isFinite(delayMs) ? Math.max(Math.floor(delayMs), 1) : 1;
      this.#isRepeating = isRepeating;
      this.refresh();
    }

    refresh(): this {
      this.dueAtMs = clock.nowMs() + this.#delayMs;
      this.place = ++lastArmed;
      armed.set(this.id, this);
      return this;
    }

    fire(): void {
      if (this.#isRepeating) {
        this.refresh();
      } else {
        this.close();
      }
      this.#run();
    }

    close(): this {
      armed.delete(this.id);
      return this;
    }

    ref(): this {
      this.#isRef = true;
      return this;
    }

    unref(): this {
      this.#isRef = false;
      return this;
    }

    hasRef(): boolean {
      return this.#isRef;
    }

    [Symbol.toPrimitive](): number {
      return this.id;
    }

    [Symbol.dispose](): void {
      this.close();
    }
  }

  function start(isRepeating: boolean) {
    return (callback: Callback, delayMs: number, ...args: unknown[]) =>
      new VirtualTimer(() => callback(...args), Number(delayMs), isRepeating);
  }

  /** It also accepts the machine's timers, because some were set before the virtual ones existed. */
  function clear(timer: unknown): void {
    if (timer instanceof VirtualTimer) {
      timer.close();
    } else if (typeof timer === 'number' && armed.has(timer)) {
      armed.get(timer)?.close();
    } else {
      machineTimers.clearTimeout(timer as NodeJS.Timeout);
    }
  }

  function next() {
    return [...armed.values()].reduce<VirtualTimer | undefined>(
      (first, timer) => (first === undefined || isBefore(timer, first) ? timer : first),
      undefined,
    );
  }

  function isBefore(one: VirtualTimer, other: VirtualTimer) {
    return one.dueAtMs < other.dueAtMs || (one.dueAtMs === other.dueAtMs && one.place < other.place);
  }

  /** Fires the due timers, each in its own turn, as Node does. Calls back when none is due any more. */
  function runDue(onDone: () => void): void {
    const timer = next();
    if (timer === undefined || timer.dueAtMs > clock.nowMs()) {
      onDone();
    } else {
      machineTimers.setImmediate(() => runDue(onDone));
      timer.fire();
    }
  }

  return {
    setTimeout: start(false),
    setInterval: start(true),
    clear,
    /** Infinity when nothing waits. */
    nextTimerMs: () => next()?.dueAtMs ?? Number.POSITIVE_INFINITY,
    runDue,
  };
}
