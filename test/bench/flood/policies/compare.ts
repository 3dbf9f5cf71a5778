import { figureOf } from '../../figure.ts';
import type { PartResult } from '../../part.ts';
import { lapLinks } from '../laps.ts';
import {
  changingBucket,
  type Limit,
  optimalLinksAtMs,
  slidingWindow,
  tokenBucket,
  withGrowingWaits,
} from '../limits.ts';
import { createOurs, type Policy } from './policy.ts';
import { createBayesian, createCautious, createMultiplicative } from './rivals.ts';
import { tryPolicy } from './try-policy.ts';

const policies: [name: string, create: () => Policy][] = [
  ['version 0.1', createCautious],
  ['fast growth until a wait, then as 0.1', createMultiplicative],
  ['Bayesian estimate', createBayesian],
  ['fast growth, then measured by the waits', createOurs],
];

const rates = [6, 10, 20, 30, 40, 60];
const families: [name: string, limits: Limit[]][] = [
  [
    'buckets, 2 to 20 at once',
    rates.flatMap((rate) => [2, 5, 10, 20].map((size) => tokenBucket(rate, size))),
  ],
  ['buckets, one at once', rates.map((rate) => tokenBucket(rate, 1))],
  ['windows of 60 s', rates.map((rate) => slidingWindow(rate, 60))],
  ['waits that double', [6, 20, 40].map((rate) => withGrowingWaits(tokenBucket(rate, 5)))],
  ['a limit that falls', [changingBucket(40, 10, 300_000, 5)]],
  ['a limit that rises', [changingBucket(20, 30, 600_000, 10), changingBucket(10, 40, 600_000, 5)]],
];

/** Each policy by itself, without the core, under families of limits: the worst member of each. */
export function tabulatePolicies(): PartResult['tables'][number] {
  const rows = families.flatMap(([family, limits]) =>
    policies.map(([name, create]) => {
      const trials = limits.map((limit) => ({
        trial: tryPolicy(create(), limit, lapLinks, 1),
        optimumMs: optimalLinksAtMs(limit, lapLinks).at(-1) ?? 0,
      }));
      const times = trials.map(({ trial, optimumMs }) => (trial.linksAtMs.at(-1) ?? 0) / optimumMs);
      const waits = trials.map(({ trial }) => trial.waitsAfterLinks.length);
      return [family, name, figureOf(times), figureOf(waits)];
    }),
  );
  return {
    title: `Policies by themselves: ${lapLinks} links, median over the family's limits (best to worst)`,
    columns: ['limits', 'policy', 'time over optimum', 'waits met'],
    rows,
  };
}
