import type { Pace } from './pace.ts';

/** What an account's calls have shown of its limit, as shares of the pace that it began with. */
export interface LearnedPace {
  /** Of the rate: 0.25 to 3, or to 2 of a pace that the operator has set. */
  rate: number;
  /** Of the burst: 0.1 to 1. */
  burst: number;
  /** The share of the rate that Telegram last refused, measured where it could be. Absent while the limit is searched for. */
  refusedRate?: number;
  /** Made since the last wait. */
  links: number;
  /**
   * The last wait's end and the rate after it, while the account has not rested since. Rows that versions up to 0.1 wrote have
   * none.
   */
  lastWait?: { untilMs: number; rate: number };
  /** A rested account has met a wait while the limit was searched for. */
  hasMetWait?: boolean;
  /** The pace that these are shares of: of another one nothing is learned by them. */
  of?: Pace;
}

/** Who chose the pace that the account began with: nobody, so it is the usual one, or its operator. */
export type PaceOrigin = 'usual' | 'operator';

export const nothingLearned: LearnedPace = { rate: 1, burst: 1, links: 0 };

/** Three times the usual rate is a little below 60 a minute. What an operator has set is at most doubled. */
const maxRate = { usual: 3, operator: 2 };
const minRate = 0.25;
const minBurst = 0.1;

/** A wait after fewer links than this says that the pace is far off; a later one, that it has crept a little too far. */
const soonLinks = 100;
const soonCut = 0.75;
const lateCut = 0.9;

/** The fast growth has gone past the limit by as much as the account's allowance lasted: little where that is a single call. */
const searchCut = 0.8;

/** Telegram refused calls that a full pacer let out together: what may come at once is less, the rate is not to blame. */
const burstCut = 0.5;
/** Down to what had passed, but not to one call at once: then each link would be a wake-up, and none could make up for a late one. */
const minPassed = 2;

/**
 * Growth with each link while the limit is searched for: from 19.5 to 58.5 a minute in 75 links. Slower, an account that may make 60
 * a minute loses too much time; faster, the first wait comes too far beyond the limit.
 */
const searchGrowth = 1.015;
/** Growth with each link afterwards: 2 % in a hundred where calls went well before, half a percent in a hundred beyond. */
const knownGrowth = 1.0002;
const unknownGrowth = 1.00005;
/** Up to this share of the rate that was refused. */
const knownShare = 0.95;

/** Fewer links than this measure badly, because waits are whole seconds. Only a rate far below is believed from them. */
const measuringLinks = 8;
const farBelow = 0.6;
/** A mean so little above the rate at the beginning comes from waits of whole seconds as well. */
const roundingShare = 1.1;

/** A wait is told in whole seconds, and ends half a second later. */
const waitRoundingMs = 1_500;

/** An operator's pace is no guess, so from there nothing is searched for. */
function isSearching({ refusedRate }: LearnedPace, origin: PaceOrigin): boolean {
  return origin === 'usual' && refusedRate === undefined;
}

/**
 * A link was made without a wait: the pace grows. While the limit is searched for it grows fast. Then it grows slowly, by multiplicative
 * increase and decrease, so that as many links lie between two waits whatever the limit is: more than 1,000.
 * @param isAtPace false for a call within the burst of a rested account, which shows nothing of the rate.
 */
export function learnFromLink(learned: LearnedPace, origin: PaceOrigin, isAtPace: boolean): LearnedPace {
  const { rate, burst, refusedRate = 0, links } = learned;
  const slowGrowth = rate < refusedRate * knownShare ? knownGrowth : unknownGrowth;
  const growth = isSearching(learned, origin) ? searchGrowth : slowGrowth;
  return {
    ...learned,
    rate: isAtPace ? Math.min(rate * growth, maxRate[origin]) : rate,
    burst: Math.min(burst * knownGrowth, 1),
    links: links + 1,
  };
}

/**
 * What a wait is blamed on. The first calls that a full pacer lets out are a burst; one call alone is none: what refuses
 * that has another cause, such as what the account's owner does elsewhere.
 */
export type TooMuch = 'rate' | 'burst' | 'neither';

/** A wait that Telegram has asked for. */
export interface MetWait {
  tooMuch: TooMuch;
  /** Allowed since the pacer was full. */
  passed: number;
  atMs: number;
  untilMs: number;
}

/** Telegram asked for a wait: the pace shrinks. To be called once for each wait, not for each call that met it. */
export function learnFromWait(
  learned: LearnedPace,
  wait: MetWait,
  origin: PaceOrigin,
  configured: Pace,
): LearnedPace {
  const { rate, burst } = learned;
  const { tooMuch, untilMs, passed } = wait;
  const next = { ...learned, links: 0, lastWait: { untilMs, rate } };
  if (tooMuch === 'neither') {
    return next;
  }
  if (tooMuch === 'burst') {
    const nextBurst = Math.min(burst * burstCut, Math.max(passed, minPassed) / configured.burst);
    return { ...next, burst: Math.max(nextBurst, minBurst) };
  }
  const found = findRate(learned, wait, origin, configured);
  const nextRate = Math.max(Math.min(found.rate, rate * lateCut), minRate);
  return { ...next, ...found, rate: nextRate, lastWait: { untilMs, rate: nextRate } };
}

type Found = Omit<LearnedPace, 'links' | 'lastWait' | 'of'>;

function findRate(
  learned: LearnedPace,
  wait: MetWait,
  origin: PaceOrigin,
  { perMinute, burst: configuredBurst }: Pace,
): Found {
  const { rate, burst, links, lastWait } = learned;
  const searches = isSearching(learned, origin);
  const isSoon = links < soonLinks;
  if (lastWait === undefined) {
    // The account has rested, and how large an allowance it has saved meanwhile is unknown.
    return searches && !learned.hasMetWait
      ? { rate: rate * soonCut, burst, hasMetWait: true }
      : {
          rate: rate * (isSoon ? soonCut : lateCut),
          burst: Math.max(burst * (isSoon ? soonCut : 1), minBurst),
          refusedRate: rate,
        };
  }
  if (!searches && !isSoon) {
    return { rate: rate * lateCut, burst, refusedRate: rate };
  }
  const spanMs = Math.max(wait.untilMs - lastWait.untilMs, 1);
  const measured = measureRate(links, spanMs) / perMinute;
  // Longer than a link takes at that rate: calls before the last wait count as well, so the measured rate is too low.
  const isWindow = (wait.untilMs - wait.atMs - waitRoundingMs) * links > spanMs;
  const isMeasured = searches ? isMeanTrue(measured, learned, lastWait.rate) : !isWindow;
  if (isMeasured && links > 0) {
    return { rate: measured * knownShare, burst, refusedRate: Math.min(measured, rate) };
  }
  if (!searches) {
    return { rate: Math.max(measured * knownShare, rate * soonCut), burst, refusedRate: rate };
  }
  const cut = configuredBurst * burst < 2 ? lateCut : searchCut;
  const nextRate = Math.max(measured * knownShare, rate * cut);
  return { rate: nextRate, burst, refusedRate: nextRate / knownShare };
}

/**
 * Links a minute that Telegram has allowed between the ends of two waits. When a wait ends, one more call is allowed, and no more.
 * So what is allowed from one such moment to the next is the limit itself: the length of the wait makes it exact.
 */
function measureRate(links: number, spanMs: number): number {
  return (links * 60_000) / spanMs;
}

/**
 * While the pace grows fast, its mean since the last wait is the limit only if the limit was exceeded all the time. Otherwise
 * Telegram's allowance filled up meanwhile, and more would have been allowed.
 */
function isMeanTrue(measured: number, { rate, links }: LearnedPace, firstRate: number): boolean {
  return (links >= measuringLinks || measured < rate * farBelow) && measured <= firstRate * roundingShare;
}

/** The configured pace with what was learned since. At least one call at once. */
export function applyLearned({ perMinute, burst }: Pace, learned: LearnedPace): Pace {
  return { perMinute: perMinute * learned.rate, burst: Math.max(burst * learned.burst, 1) };
}
