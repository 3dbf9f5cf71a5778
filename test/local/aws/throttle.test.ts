import { expect, test } from 'vitest';
import { createThrottle } from '../../../local/aws/throttle.ts';

test('a burst passes at once, and then as many as the rate allows', () => {
  let nowMs = 0;
  const pass = createThrottle({ ratePerSecond: 2, burst: 3 }, () => nowMs);
  expect([pass(), pass(), pass(), pass()]).toEqual([true, true, true, false]);
  nowMs += 500;
  expect([pass(), pass()]).toEqual([true, false]);
  nowMs += 60_000;
  expect([pass(), pass(), pass(), pass()]).toEqual([true, true, true, false]);
});
