import { expect, test } from 'vitest';
import { createFloodPolicy } from '../../../telegram-emulator/flood-policy.ts';
import { lapLinks, optimalLinksAtMs, runCore, runUsualLoop } from './laps.ts';

const usual = { refillPerMinute: 20, capacity: 10, penaltySeconds: 5 };
const smaller = { refillPerMinute: 12, capacity: 5, penaltySeconds: 5 };

test('the optimum is what the policy allows, and not a moment sooner', () => {
  let nowMs = 0;
  function policyOf() {
    return createFloodPolicy({ links: usual }, () => nowMs);
  }
  const policy = policyOf();
  const links = optimalLinksAtMs(usual);
  for (nowMs of links) {
    expect(policy.check('account', 'links')).toEqual({ isAllowed: true });
  }
  nowMs = 0;
  const sooner = policyOf();
  for (nowMs of links.slice(0, -1)) {
    sooner.check('account', 'links');
  }
  nowMs = (links.at(-1) ?? 0) - 1;
  expect(sooner.check('account', 'links')).toMatchObject({ isAllowed: false });
});

test('under the usual limit the core makes 500 links close to the optimum and meets no wait', async () => {
  const { first, known } = await runCore(usual, 1);
  expect(first).toMatchObject({ waits: 0, callsInsideWait: 0 });
  expect(first.tookMs).toBeLessThan(1.1 * (optimalLinksAtMs(usual).at(-1) ?? 0));
  expect(known.waits).toBeLessThanOrEqual(1);
});

test('under a smaller limit it finds the pace in a few waits, and then keeps just below it', async () => {
  const { first, known } = await runCore(smaller, 1);
  expect(first.waits).toBeLessThanOrEqual(5);
  expect(known).toMatchObject({ callsInsideWait: 0 });
  expect(known.waits).toBeLessThanOrEqual(1);
  expect(known.tookMs).toBeLessThan(1.1 * (optimalLinksAtMs(smaller).at(-1) ?? 0));
});

test('the usual loop meets a wait with nearly every link', async () => {
  const { waits, linksAtMs } = await runUsualLoop(usual, 1);
  expect(linksAtMs).toHaveLength(lapLinks);
  expect(waits).toBeGreaterThan(400);
});
