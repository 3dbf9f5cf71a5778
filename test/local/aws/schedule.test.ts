import type { ScheduledEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startSchedule } from '../../../local/aws/schedule.ts';

const settings = { ruleArn: 'arn:rule', functionArn: 'arn:sweeper', periodMs: 60_000 };

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 0, 2, 3, 4, 5) }));
afterEach(() => vi.useRealTimers());

test('the function runs once per period, for the first time after one', async () => {
  const invoke = vi.fn(async (_: ScheduledEvent) => null);
  const schedule = startSchedule(settings, invoke);
  expect(invoke).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(invoke).toHaveBeenCalledTimes(2);
  expect(invoke.mock.lastCall?.[0]).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: ['arn:rule'],
    time: '2026-01-02T03:06:05Z',
  });
  await schedule.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(invoke).toHaveBeenCalledTimes(2);
});

test('a run that fails does not end the rhythm', async () => {
  const invoke = vi.fn(() => Promise.reject(new Error('down')));
  const schedule = startSchedule(settings, invoke);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(invoke).toHaveBeenCalledTimes(2);
  await schedule.stop();
});

test('a run asked for tells how it went', async () => {
  const invoke = vi.fn(async () => 'swept').mockRejectedValueOnce(new Error('down'));
  const schedule = startSchedule(settings, invoke);
  await expect(schedule.runNow()).rejects.toThrow('down');
  await expect(schedule.runNow()).resolves.toBe('swept');
  await schedule.stop();
});

test('stopping waits for the run in hand', async () => {
  const finish = Promise.withResolvers<void>();
  const schedule = startSchedule(settings, () => finish.promise);
  const run = schedule.runNow();
  let stopped = false;
  const stopping = schedule.stop().then(() => {
    stopped = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(stopped).toBe(false);
  finish.resolve();
  await Promise.all([run, stopping]);
});
