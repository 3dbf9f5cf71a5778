import { readFileSync } from 'node:fs';

/** How often the system that `npm start` runs checks whether npm still runs. */
const parentCheckMs = 1_000;

/**
 * Calls `stop` once: on the first signal that asks for an end, or when the npm that runs this process as `npm start`
 * has ended. npm passes SIGINT and SIGTERM on. When npm is killed it passes nothing on, and this process would run
 * unnoticed.
 */
export function stopOnSignal(stop: () => void): void {
  let isStopping = false;
  function stopOnce() {
    if (isStopping) {
      return;
    }
    isStopping = true;
    clearInterval(timer);
    stop();
  }
  const parent = process.ppid;
  const isLate = wasLeftToInit(parent);
  const timer = setInterval(() => (isLate || process.ppid !== parent) && stopOnce(), parentCheckMs).unref();
  // Other npm scripts set that variable too. Their parent may be a shell, which may end at any time.
  if (process.env.npm_lifecycle_event !== 'start') {
    clearInterval(timer);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // The listener stays: on Ctrl-C the signal comes twice, from the terminal and from npm.
    process.on(signal, stopOnce);
  }
}

/** npm was killed before this process could check, so the parent is init. In a container npm itself may be process 1. */
function wasLeftToInit(parent: number): boolean {
  if (parent !== 1) {
    return false;
  }
  try {
    return !/npm|yarn|bun/.test(readFileSync('/proc/1/cmdline', 'utf8'));
  } catch {
    // Without /proc, process 1 is never npm.
    return true;
  }
}
