import { floodMarginMs } from '../../../../functions/core/rpc/wait.ts';
import { createRandom } from '../../../chaos/random.ts';
import { createGate, type Limit } from '../limits.ts';
import type { Policy } from './policy.ts';

/** What came of so many links, from the first call on. */
export interface Trial {
  linksAtMs: number[];
  /** After how many links each wait was met. */
  waitsAfterLinks: number[];
  callsInsideWait: number;
}

/** One call after the other, over a network that delays each by up to 50 ms. */
export function tryPolicy(policy: Policy, limit: Limit, links: number, seed: number): Trial {
  const startMs = Date.UTC(2026, 11, 1);
  const random = createRandom(seed, 'policy');
  const gate = createGate(limit, startMs);
  const trial: Trial = { linksAtMs: [], waitsAfterLinks: [], callsInsideWait: 0 };
  let nowMs = startMs;
  let arrivedMs = startMs;
  while (trial.linksAtMs.length < links) {
    nowMs = policy.nextAtMs(nowMs);
    policy.noteCall(nowMs);
    // Calls over one connection arrive in their order.
    arrivedMs = Math.max(arrivedMs, nowMs + 50 * random.next());
    const verdict = gate.check(arrivedMs);
    if (verdict.isAllowed) {
      trial.linksAtMs.push(arrivedMs - startMs);
      policy.noteLink(nowMs);
    } else {
      trial.waitsAfterLinks.push(trial.linksAtMs.length);
      trial.callsInsideWait += Number(verdict.insideWait);
      policy.noteWait(arrivedMs + verdict.waitSeconds * 1000 + floodMarginMs, arrivedMs);
    }
  }
  return trial;
}
