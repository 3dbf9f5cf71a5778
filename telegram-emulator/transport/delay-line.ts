/**
 * Delivers values in the order in which they came, each after its delay. Without a delay, and with nothing waiting, it
 * delivers at once. Delays overlap: a value does not add to the delay of the next one.
 */
export function createDelayLine<T>(deliver: (value: T) => void): {
  push(value: T, delayMs: number): void;
  stop(): void;
} {
  const underway: { value: T; dueAtMs: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function push(value: T, delayMs: number): void {
    if (isStopped) {
      return;
    }
    if (delayMs <= 0 && underway.length === 0) {
      deliver(value);
      return;
    }
    // Wall time, not Telegram's clock: a delay is a property of the line.
    const dueAtMs = Math.max(performance.now() + delayMs, underway.at(-1)?.dueAtMs ?? 0);
    underway.push({ value, dueAtMs });
    schedule();
  }

  function schedule(): void {
    const [next] = underway;
    if (next === undefined || timer !== undefined) {
      return;
    }
    timer = setTimeout(deliverDue, Math.max(0, next.dueAtMs - performance.now()));
    timer.unref();
  }

  function deliverDue(): void {
    timer = undefined;
    for (let next = underway[0]; next !== undefined; next = underway[0]) {
      if (next.dueAtMs > performance.now() || isStopped) {
        break;
      }
      underway.shift();
      deliver(next.value);
    }
    if (!isStopped) {
      schedule();
    }
  }

  function stop(): void {
    isStopped = true;
    underway.length = 0;
    clearTimeout(timer);
  }

  return { push, stop };
}
