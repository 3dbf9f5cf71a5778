import type { ClockFile } from './clock-file.ts';

type Callback = (...args: unknown[]) => void;

/** The machine's own timers, as they were before `preload.ts` put virtual ones in their place. */
export const machineTimers = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

/** The longest that a machine's timer can wait. */
const longestTimerMs = 2 ** 31 - 1;

/** Timers on the virtual clock. `wake` must be called after the clock has jumped. */
export function createVirtualTimers(clock: ClockFile) {
  const armed = new Set<VirtualTimer>();
  const byId = new Map<number, VirtualTimer>();
  let lastId = 0;

  class VirtualTimer {
    readonly id = ++lastId;
    #real: NodeJS.Timeout | undefined;
    #dueAtMs = 0;
    #isRef = true;
    readonly #delayMs: number;
    readonly #isRepeating: boolean;
    readonly #run: () => void;

    constructor(run: () => void, delayMs: number, isRepeating: boolean) {
      this.#run = run;
      this.#delayMs = Number.isFinite(delayMs) ? Math.max(delayMs, 1) : 1;
      this.#isRepeating = isRepeating;
      byId.set(this.id, this);
      this.refresh();
    }

    refresh(): this {
      this.#dueAtMs = clock.nowMs() + this.#delayMs;
      armed.add(this);
      this.rearm();
      return this;
    }

    rearm(): void {
      machineTimers.clearTimeout(this.#real);
      const waitMs = Math.min(Math.max(this.#dueAtMs - clock.nowMs(), 0) / clock.rate, longestTimerMs);
      this.#real = machineTimers.setTimeout(() => this.#fire(), waitMs);
      if (!this.#isRef) this.#real.unref();
    }

    #fire(): void {
      // The machine's timers are whole milliseconds: this one may be a little early.
      if (clock.nowMs() < this.#dueAtMs) {
        this.rearm();
        return;
      }
      if (this.#isRepeating) this.refresh();
      else this.close();
      this.#run();
    }

    close(): this {
      machineTimers.clearTimeout(this.#real);
      armed.delete(this);
      byId.delete(this.id);
      return this;
    }

    ref(): this {
      this.#isRef = true;
      this.#real?.ref();
      return this;
    }

    unref(): this {
      this.#isRef = false;
      this.#real?.unref();
      return this;
    }

    dueAtMs(): number {
      return this.#dueAtMs;
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

  const start =
    (isRepeating: boolean) =>
    (callback: Callback, delayMs: number, ...args: unknown[]) =>
      new VirtualTimer(() => callback(...args), Number(delayMs), isRepeating);

  /** Takes the machine's timers too: some are older than the virtual ones. */
  function clear(timer: unknown): void {
    if (timer instanceof VirtualTimer) timer.close();
    else if (typeof timer === 'number' && byId.has(timer)) byId.get(timer)?.close();
    else machineTimers.clearTimeout(timer as NodeJS.Timeout);
  }

  return {
    setTimeout: start(false),
    setInterval: start(true),
    clear,
    /** Infinity when nothing waits. */
    nextTimerMs: () =>
      [...armed].reduce((next, timer) => Math.min(next, timer.dueAtMs()), Number.POSITIVE_INFINITY),
    wake: () => {
      for (const timer of [...armed]) timer.rearm();
    },
  };
}
