import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface NotifyOptions {
  env: Record<string, string | undefined>;
  /** Whether the service works; it need not answer in time. */
  check(): Promise<unknown>;
  /** Tells systemd a state, such as `READY=1`. */
  notify?: (state: string) => Promise<unknown>;
}

/**
 * Tells systemd that the service is ready, and after that, as often as its watchdog asks, that it works: this process turns, and
 * the database answers. Without that systemd ends and restarts it. Does nothing where systemd has not asked (`Type=notify`).
 * @returns a function that stops it.
 * @see https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
 */
export function notifySystemd({ env, check, notify = runSystemdNotify }: NotifyOptions): () => void {
  if (!env.NOTIFY_SOCKET) {
    return () => {};
  }
  let isChecking = false;
  async function keepAlive() {
    // What hangs is not asked again.
    if (isChecking) {
      return;
    }
    isChecking = true;
    try {
      await check();
      await notify('WATCHDOG=1');
    } catch {
      // systemd acts when nothing is told for long enough.
    } finally {
      isChecking = false;
    }
  }
  notify('READY=1').catch((error: unknown) => console.error(`systemd-notify failed: ${error}`));
  const watchdogMs = Number(env.WATCHDOG_USEC ?? 0) / 1000;
  const timer = watchdogMs > 0 ? setInterval(() => void keepAlive(), watchdogMs / 3).unref() : undefined;
  return () => {
    clearInterval(timer);
    // The service ends all the same.
    void notify('STOPPING=1').catch(() => {});
  };
}

/** Node has no datagram sockets of the file system, so systemd's own program sends the message. */
function runSystemdNotify(state: string): Promise<unknown> {
  return promisify(execFile)('systemd-notify', [state]);
}
