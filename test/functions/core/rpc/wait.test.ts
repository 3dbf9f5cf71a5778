import { expect, test } from 'vitest';
import {
  backoffMs,
  chooseWaitTier,
  floodMarginMs,
  maxSleepMs,
  maxVisibilityMs,
  visibilitySecondsUntil,
} from '../../../../functions/core/rpc/wait.ts';

test.each([
  [0, 'sleep'],
  [maxSleepMs, 'sleep'],
  [maxSleepMs + 1, 'visibility'],
  [maxVisibilityMs, 'visibility'],
  [maxVisibilityMs + 1, 'park'],
  [14 * 24 * 3600 * 1000, 'park'],
])('a wait of %i ms is sat out by %s', (waitMs, tier) => {
  expect(chooseWaitTier(waitMs, 30_000)).toBe(tier);
});

test('nobody sleeps longer than the invocation has time for', () => {
  expect(chooseWaitTier(1_000, 1_000)).toBe('sleep');
  expect(chooseWaitTier(1_000, 999)).toBe('visibility');
  expect(chooseWaitTier(1, -5_000)).toBe('visibility');
});

test('the tiers are those of the design, and the margin covers a whole second cut short', () => {
  expect([maxSleepMs, maxVisibilityMs]).toEqual([2_000, 900_000]);
  expect(floodMarginMs).toBeGreaterThan(0);
  expect(floodMarginMs).toBeLessThanOrEqual(1_000);
});

test.each([
  [1_000, 0, 1],
  [1_001, 0, 2],
  [1_000, 1, 1],
  [5_000, 5_000, 0],
  [4_000, 5_000, 0],
])(
  'a message hidden until %i ms at %i ms is hidden for %i s: never too short',
  (retryAtMs, nowMs, seconds) => {
    expect(visibilitySecondsUntil(retryAtMs, nowMs)).toBe(seconds);
  },
);

test('a message is hidden for less than the twelve hours that SQS allows', () => {
  expect(visibilitySecondsUntil(Number.MAX_SAFE_INTEGER, 0)).toBe(12 * 3600 - 60);
});

test.each([
  [0, 2_000],
  [1, 2_000],
  [2, 4_000],
  [3, 8_000],
  [8, 256_000],
  [9, 300_000],
  [1_000, 300_000],
])('failure %i backs off between half of and the whole of %i ms', (attempt, ceilingMs) => {
  expect(backoffMs(attempt, 0)).toBe(ceilingMs / 2);
  expect(backoffMs(attempt, 0.999_999_9)).toBe(ceilingMs);
});
