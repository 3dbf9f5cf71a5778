import { expect, test } from 'vitest';
import { lapLinks, runCore, runUsualLoop } from './laps.ts';
import { optimalLinksAtMs, tokenBucket } from './limits.ts';

const usual = tokenBucket(20, 10);
const smaller = tokenBucket(12, 5);

test('under the usual limit the core makes 500 links close to the optimum and meets few waits', async () => {
  const { first, known } = await runCore(usual, 1);
  expect(first.waits).toBeLessThanOrEqual(3);
  expect(first.callsInsideWait).toBe(0);
  expect(first.tookMs).toBeLessThan(1.1 * (optimalLinksAtMs(usual, lapLinks).at(-1) ?? 0));
  expect(known.waits).toBeLessThanOrEqual(1);
});

test('under a smaller limit it finds the pace in a few waits, and then keeps just below it', async () => {
  const { first, known } = await runCore(smaller, 1);
  expect(first.waits).toBeLessThanOrEqual(3);
  expect(known).toMatchObject({ callsInsideWait: 0 });
  expect(known.waits).toBeLessThanOrEqual(1);
  expect(known.tookMs).toBeLessThan(1.2 * (optimalLinksAtMs(smaller, lapLinks).at(-1) ?? 0));
});

test('the usual loop meets a wait with nearly every link', async () => {
  const { waits, linksAtMs } = await runUsualLoop(usual, 1);
  expect(linksAtMs).toHaveLength(lapLinks);
  expect(waits).toBeGreaterThan(400);
});
