import type { Pace } from '../../../../functions/core/pace/pace.ts';
import { createPaced, firstPace, type Learner, type Policy } from './policy.ts';

const maxPerMinute = 58.5;
const minPerMinute = firstPace.perMinute / 4;

/** The policy of version 0.1. */
export function createCautious(): Policy {
  return createPaced(multiply({ searchGrowth: 1.00005, maxRate: 2 }));
}

/** Grows fast until the first wait, then as version 0.1 with its memory of the last refused rate. The wait's length is not used. */
export function createMultiplicative(): Policy {
  return createPaced(multiply({ searchGrowth: 1.015, maxRate: 3 }));
}

/** What version 0.1 does: grows by each link, shrinks by a share with each wait, and remembers the rate that was refused. */
function multiply({ searchGrowth, maxRate }: { searchGrowth: number; maxRate: number }): Learner {
  let [rate, burst, links] = [1, 1, 0];
  let refusedRate: number | undefined;
  function pace(): Pace {
    return { perMinute: firstPace.perMinute * rate, burst: Math.max(firstPace.burst * burst, 1) };
  }
  return {
    pace,
    onLink() {
      const slowGrowth = rate < (refusedRate ?? 0) * 0.95 ? 1.0002 : 1.00005;
      rate = Math.min(rate * (refusedRate === undefined ? searchGrowth : slowGrowth), maxRate);
      burst = Math.min(burst * 1.0002, 1);
      links += 1;
    },
    onWait({ callsSinceFull }) {
      const isBurst = pace().burst >= 2 && callsSinceFull <= pace().burst;
      if (isBurst) {
        burst = callsSinceFull > 1 ? Math.max(burst / 2, 0.1) : burst;
      } else {
        refusedRate = rate;
        rate = Math.max(rate * (links < 100 ? 0.75 : 0.9), 0.25);
        burst = Math.max(burst * (links < 100 ? 0.75 : 1), 0.1);
      }
      links = isBurst && callsSinceFull === 1 ? links : 0;
    },
  };
}

/** A limit that may be the true one, the calls that it would still allow, and how much speaks for it. */
interface Hypothesis {
  perMinute: number;
  capacity: number;
  tokens: number;
  weight: number;
}

/** What remains of a hypothesis that an answer speaks against. */
const doubt = 0.02;

/**
 * A Bayesian estimate: 256 token buckets, each of which foretells every answer. The pace is the one that three quarters of what is
 * believed would allow. It explores as long as they do not agree.
 */
export function createBayesian(): Policy {
  const hypotheses: Hypothesis[] = [1, 2, 3, 5, 7, 10, 14, 20].flatMap((capacity) =>
    Array.from({ length: 32 }, (_, index) => 5 * 1.084 ** index).map((perMinute) => ({
      perMinute,
      capacity,
      tokens: capacity,
      weight: 1,
    })),
  );
  let lastMs: number | undefined;
  let chosen = firstPace;

  function advance(nowMs: number): void {
    for (const each of hypotheses) {
      const gained = ((nowMs - (lastMs ?? nowMs)) * each.perMinute) / 60_000;
      each.tokens = Math.min(each.capacity, each.tokens + gained);
    }
    lastMs = nowMs;
  }

  function reweigh(likelihood: (each: Hypothesis) => number): void {
    let total = 0;
    for (const each of hypotheses) {
      each.weight *= likelihood(each);
      total += each.weight;
    }
    for (const each of hypotheses) {
      // A floor, so that a limit that changes is found again.
      each.weight = Math.max(each.weight / total, 1e-6);
    }
    chosen = {
      perMinute: quantile('perMinute', 0.25),
      burst: Math.min(quantile('capacity', 0.25), firstPace.burst),
    };
  }

  function quantile(of: 'perMinute' | 'capacity', share: number): number {
    const sorted = hypotheses.toSorted((a, b) => a[of] - b[of]);
    let left = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
    for (const each of sorted) {
      left -= each.weight;
      if (left <= 0) {
        return each[of];
      }
    }
    return sorted.at(-1)?.[of] ?? 1;
  }

  return createPaced({
    pace: () => ({
      perMinute: Math.min(Math.max(chosen.perMinute * 0.95, minPerMinute), maxPerMinute),
      burst: chosen.burst,
    }),
    onLink(nowMs) {
      advance(nowMs);
      reweigh(({ tokens }) => (tokens >= 0.8 ? 1 : doubt));
      for (const each of hypotheses) {
        each.tokens = Math.max(each.tokens - 1, 0);
      }
    },
    onWait({ waitMs, nowMs }) {
      advance(nowMs);
      reweigh(({ tokens, perMinute }) => {
        const foretoldMs = (Math.max(1 - tokens, 0) * 60_000) / perMinute;
        return tokens < 1.2 && Math.abs(foretoldMs + 1_000 - waitMs) < 1_500 ? 1 : doubt;
      });
      for (const each of hypotheses) {
        each.tokens = Math.min(each.tokens, 1);
      }
    },
  });
}
