import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { notifySystemd } from '../../local/notify-systemd.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const env = { NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '60000000' };

function start(given: Record<string, string>, check: () => Promise<unknown> = async () => {}) {
  const told: string[] = [];
  const stop = notifySystemd({ env: given, check, notify: async (state) => told.push(state) });
  return { told, stop };
}

test('systemd is told that the service is ready, works, and stops', async () => {
  const { told, stop } = start(env);
  await vi.advanceTimersByTimeAsync(40_000);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'STOPPING=1']);
});

test('the watchdog hears nothing of a service whose check fails or does not end', async () => {
  const failing = start(env, () => Promise.reject(new Error('no database')));
  const hanging = start(env, () => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(120_000);
  expect([failing.told, hanging.told]).toEqual([['READY=1'], ['READY=1']]);
});

test('without a watchdog only the start and the stop are told, and without systemd nothing', async () => {
  const plain = start({ NOTIFY_SOCKET: '/run/systemd/notify' });
  const none = start({});
  await vi.advanceTimersByTimeAsync(120_000);
  expect([plain.told, none.told]).toEqual([['READY=1'], []]);
});
