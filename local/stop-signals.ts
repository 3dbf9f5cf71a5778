import { readFileSync } from 'node:fs';

/** How often the system that `npm start` runs looks whether npm is still there. */
const parentCheckMs = 1_000;

/**
 * Calls `stop` once: on the first signal that asks for an end, or when npm is gone, whose `npm start` is this process. npm
 * passes SIGINT and SIGTERM on; killed, it passes nothing, and nobody would know of this process any more.
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
  // Every other script's children have that variable too, and their parent may be a shell that ends when it likes.
  if (process.env.npm_lifecycle_event !== 'start') {
    clearInterval(timer);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // It stays in place: npm passes Ctrl-C on to a process that had it from the terminal already.
    process.on(signal, stopOnce);
  }
}

/** npm was killed before this process could look: init has taken its place. In a container npm itself may be process 1. */
function wasLeftToInit(parent: number): boolean {
  if (parent !== 1) {
    return false;
  }
  try {
    return !/npm|yarn|bun/.test(readFileSync('/proc/1/cmdline', 'utf8'));
  } catch {
    // Where there is no /proc, process 1 is never npm.
    return true;
  }
}
