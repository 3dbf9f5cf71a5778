import { expect, onTestFinished, test, vi } from 'vitest';
import { stopOnSignal } from '../../local/stop-signals.ts';

/** Watches for the end, as a script that npm runs as `script`. */
function watch(script: string | undefined, parentPid: number) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  vi.stubEnv('npm_lifecycle_event', script);
  const parent = vi.spyOn(process, 'ppid', 'get').mockReturnValue(parentPid);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const listeners = signals.map((signal) => process.listeners(signal));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    parent.mockRestore();
    for (const [index, signal] of signals.entries()) {
      for (const listener of process.listeners(signal)) {
        if (!listeners[index]?.includes(listener)) {
          process.off(signal, listener);
        }
      }
    }
  });
  const stop = vi.fn();
  stopOnSignal(stop);
  return { stop, parent };
}

/** The parent of such a script is gone after a while. */
function loseParent(script: string | undefined) {
  const { stop, parent } = watch(script, 2);
  vi.advanceTimersByTime(10_000);
  expect(stop).not.toHaveBeenCalled();
  parent.mockReturnValue(1);
  vi.advanceTimersByTime(10_000);
  return stop;
}

test('what "npm start" runs stops once when npm is gone', () => {
  expect(loseParent('start')).toHaveBeenCalledOnce();
});

test('what "npm start" runs stops when npm was gone before it could look', () => {
  const { stop } = watch('start', 1);
  vi.advanceTimersByTime(10_000);
  expect(stop).toHaveBeenCalledOnce();
});

test.each([undefined, 'npx', 'test'])(
  'what the script %s of npm runs goes on without its parent',
  (script) => {
    expect(loseParent(script)).not.toHaveBeenCalled();
  },
);
