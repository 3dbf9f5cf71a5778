import { expect, test } from 'vitest';
import { createFloodPolicy } from '../../../telegram-emulator/flood-policy.ts';
import { createGate, optimalLinksAtMs, slidingWindow, tokenBucket } from './limits.ts';

test('a token bucket judges as the local data centre does', () => {
  let nowMs = 0;
  const limit = { refillPerMinute: 20, capacity: 5, penaltySeconds: 5 };
  const policy = createFloodPolicy({ links: limit }, () => nowMs);
  const gate = createGate(tokenBucket(20, 5), 0);
  for (; nowMs < 300_000; nowMs += 1_100) {
    const { isAllowed, ...refusal } = policy.check('account', 'links');
    const verdict = gate.check(nowMs);
    expect(verdict.isAllowed).toBe(isAllowed);
    if (!verdict.isAllowed && 'error' in refusal) {
      expect(`FLOOD_WAIT_${verdict.waitSeconds}`).toBe(refusal.error.message);
    }
  }
});

test.for([tokenBucket(20, 10), slidingWindow(20, 60)])(
  'the optimum of $name is allowed, and not a moment sooner',
  (limit) => {
    const optimum = optimalLinksAtMs(limit, 100);
    const gate = createGate(limit, 0);
    expect(optimum.every((atMs) => gate.check(atMs).isAllowed)).toBe(true);
    const sooner = createGate(limit, 0);
    for (const atMs of optimum.slice(0, -1)) {
      sooner.check(atMs);
    }
    expect(sooner.check((optimum.at(-1) ?? 0) - 1)).toMatchObject({ isAllowed: false });
  },
);
