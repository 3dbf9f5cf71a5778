import { expect, test } from 'vitest';
import { describeDuration, describeMoment } from '../../../console/parts/describe-time.ts';

test.each([
  [0, '0 s'],
  [999, '1 s'],
  [65_000, '1 min 5 s'],
  [3_600_000, '1 h'],
  [3_660_000, '1 h 1 min'],
  [90_061_000, '1 d 1 h'],
])('%i ms is %s', (ms, words) => {
  expect(describeDuration(ms)).toBe(words);
});

test.each([
  [-3_000, 'just now'],
  [-59_000, '59 s ago'],
  [-185_000, '3 min ago'],
  [7_300_000, 'in 2 h'],
])('%i ms from now is %s', (away, words) => {
  const nowMs = Date.UTC(2026, 10, 30);
  expect(describeMoment(nowMs + away, nowMs)).toBe(words);
});
