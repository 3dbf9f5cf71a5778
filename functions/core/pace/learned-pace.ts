import type { Pace } from './pace.ts';

/** What an account's calls have shown of its limit, as shares of the configured pace. */
export interface LearnedPace {
  /** Of the rate: 0.25 to 2. */
  rate: number;
  /** Of the burst: 0.1 to 1. */
  burst: number;
  /** The share of the rate at which Telegram last asked for a wait. */
  refusedRate?: number;
  /** Made since that wait. */
  links: number;
  /** The pace that these are shares of: of another one nothing is learned by them. */
  of?: Pace;
}

export const nothingLearned: LearnedPace = { rate: 1, burst: 1, links: 0 };

const bounds = { rate: { least: 0.25, most: 2 }, burst: { least: 0.1, most: 1 } };

/** A wait after fewer links than this says that the pace is far off; a later one, that it has crept a little too far. */
const soonLinks = 100;
const soonCut = 0.75;
const lateCut = 0.9;

/** Telegram refused calls that a full pacer let out together: what may come at once is less, the rate is not to blame. */
const burstCut = 0.5;

/** Growth with each link: 2 % in a hundred where calls went well before, half a percent in a hundred beyond. */
const knownGrowth = 1.0002;
const unknownGrowth = 1.00005;
/** Up to this share of the rate that was refused. */
const knownShare = 0.95;

/**
 * A link was made without a wait: the pace grows slowly. Multiplicative increase and decrease, so that as many links lie
 * between two waits whatever the limit is: about 1,200. Twice the configured rate takes some 14,000 links without a wait.
 */
export function learnFromLink(learned: LearnedPace): LearnedPace {
  const { rate, burst, refusedRate = 0, links } = learned;
  const growth = rate < refusedRate * knownShare ? knownGrowth : unknownGrowth;
  return {
    ...learned,
    rate: Math.min(rate * growth, bounds.rate.most),
    burst: Math.min(burst * knownGrowth, bounds.burst.most),
    links: links + 1,
  };
}

/**
 * What a wait is blamed on. The first calls that a full pacer lets out are a burst; one call alone is none: what refuses
 * that has another cause, such as what the account's owner does elsewhere.
 */
export type TooMuch = 'rate' | 'burst' | 'neither';

/** Telegram asked for a wait: the pace shrinks. To be called once for each wait, not for each call that met it. */
export function learnFromWait(learned: LearnedPace, tooMuch: TooMuch): LearnedPace {
  const { rate, burst, links } = learned;
  if (tooMuch === 'neither') {
    return learned;
  }
  if (tooMuch === 'burst') {
    return { ...learned, burst: Math.max(burst * burstCut, bounds.burst.least), links: 0 };
  }
  const isSoon = links < soonLinks;
  return {
    rate: Math.max(rate * (isSoon ? soonCut : lateCut), bounds.rate.least),
    burst: Math.max(burst * (isSoon ? soonCut : 1), bounds.burst.least),
    refusedRate: rate,
    links: 0,
  };
}

/** The configured pace with what was learned since. At least one call at once. */
export function applyLearned({ perMinute, burst }: Pace, learned: LearnedPace): Pace {
  return { perMinute: perMinute * learned.rate, burst: Math.max(burst * learned.burst, 1) };
}
