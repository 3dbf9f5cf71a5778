/** How often a process that npm has started looks whether npm is still there. */
const parentCheckMs = 1_000;

/**
 * Calls `stop` once: on the first signal that asks for an end, or when npm, which has started this process, is gone. npm
 * passes SIGINT and SIGTERM on; killed, it passes nothing, and nobody would know of this process any more.
 */
export function stopOnSignal(stop: () => void): void {
  let isStopping = false;
  const stopOnce = () => {
    if (isStopping) return;
    isStopping = true;
    clearInterval(timer);
    stop();
  };
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid !== parent && stopOnce(), parentCheckMs).unref();
  if (process.env.npm_lifecycle_event === undefined) clearInterval(timer);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // It stays in place: npm passes Ctrl-C on to a process that had it from the terminal already.
    process.on(signal, stopOnce);
  }
}
