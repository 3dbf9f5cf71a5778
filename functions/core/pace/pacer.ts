import { exportMethod } from '../rpc/methods.ts';
import {
  applyLearned,
  type LearnedPace,
  learnFromLink,
  learnFromWait,
  nothingLearned,
  type PaceOrigin,
  type TooMuch,
} from './learned-pace.ts';
import { defaultPace, type Pace } from './pace.ts';

/** A worker waits for this many slots at once: a wake-up for each link would cost more than it gains. */
const maxPerWakeUp = 5;

/** What a sum of such times may lose: a slot must not be lost with it. */
const roundingMs = 0.01;

/** What an account's row holds of its pace. */
export interface PacedAccount {
  pace?: Pace;
  learnedPace?: LearnedPace;
  paidUntilMs?: number;
  settledAtMs?: number;
  /** Telegram's waits, per method. */
  blockedUntilMs?: Record<string, number>;
}

/** The pace that an account works at now: the configured one, or the usual one, with what was learned since. */
export function currentPace(account: PacedAccount): Pace {
  return applyLearned(account.pace ?? defaultPace, learnedOf(account));
}

/** A worker that was active while the pace was changed stores what it learned under the old pace: that does not count. */
function learnedOf({ pace = defaultPace, learnedPace = nothingLearned }: PacedAccount): LearnedPace {
  const { of = pace } = learnedPace;
  return of.perMinute === pace.perMinute && of.burst === pace.burst ? learnedPace : nothingLearned;
}

/** The account has rested: its allowance at Telegram has filled up, nobody knows how far. */
function forgetWait({ lastWait: _lastWait, ...learned }: LearnedPace): LearnedPace {
  return learned;
}

/** A debt stored under a slower pace would last for hours, so no more than a burst of the current pace is owed. */
function paidSoFarMs(account: PacedAccount): number {
  const { pace = defaultPace, paidUntilMs = 0, settledAtMs = paidUntilMs, blockedUntilMs = {} } = account;
  const owedFromMs = Math.max(settledAtMs, blockedUntilMs[exportMethod] ?? 0);
  return Math.min(paidUntilMs, owedFromMs + (pace.burst * 60_000) / currentPace(account).perMinute);
}

/**
 * A generic cell rate algorithm. It keeps calls within the account's pace, so that Telegram seldom asks for a wait. The pace
 * follows the waits: see `learned-pace.ts`.
 * @see https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export function createPacer(account: PacedAccount) {
  const { pace: configured = defaultPace } = account;
  const origin: PaceOrigin = account.pace === undefined ? 'usual' : 'operator';
  let learned = learnedOf(account);
  let waitUntilMs = 0;
  /** The calls made so far have used the pace up until then. */
  let paidMs = paidSoFarMs(account);
  let callsSinceFull = Number.POSITIVE_INFINITY;

  function pace() {
    return applyLearned(configured, learned);
  }

  function intervalMs() {
    return 60_000 / pace().perMinute;
  }
  /** How far ahead of the long run calls may be. */
  function aheadMs() {
    return (pace().burst - 1) * intervalMs();
  }

  return {
    slots,
    spend,
    refund,
    noteLink,
    noteWait,
    perWakeUp,
    readyAtMs,
    /** Rounded down: rounded up, the one slot at a wait's end would come a moment after it. */
    paidUntilMs: () => Math.floor(paidMs),
    learned: (): LearnedPace => ({ ...learned, of: configured }),
  };

  /** How many calls may go out now. */
  function slots(nowMs: number): number {
    const owedMs = Math.max(paidMs - nowMs - roundingMs, 0);
    return Math.max(Math.floor(pace().burst - owedMs / intervalMs()), 0);
  }

  /** Notes calls that are about to go out, or went out then. */
  function spend(calls: number, atMs: number): void {
    if (atMs - paidMs > intervalMs()) {
      learned = forgetWait(learned);
    }
    callsSinceFull = (paidMs <= atMs ? 0 : callsSinceFull) + calls;
    paidMs = Math.max(paidMs, atMs) + calls * intervalMs();
  }

  /** Calls that were spent a moment ago were not made, because one before them was refused. To be called before its wait is noted. */
  function refund(calls: number): void {
    callsSinceFull -= calls;
    paidMs -= calls * intervalMs();
  }

  /** A call was answered with a link. */
  function noteLink(): void {
    learned = learnFromLink(learned, origin, isPastBurst());
  }

  /**
   * Telegram has asked for a wait: its patience is used up, and grows again from the wait's end on. Calls of one round are
   * refused together: only the first of them tells of the pace.
   */
  function noteWait(untilMs: number, nowMs: number): void {
    if (nowMs >= waitUntilMs) {
      const wait = { tooMuch: whatWasTooMuch(), atMs: nowMs, untilMs, passed: callsSinceFull - 1 };
      learned = learnFromWait(learned, wait, origin, configured);
    } else if (learned.lastWait !== undefined) {
      learned = { ...learned, lastWait: { ...learned.lastWait, untilMs: Math.max(waitUntilMs, untilMs) } };
    }
    waitUntilMs = Math.max(waitUntilMs, untilMs);
    // What comes next comes from an empty allowance, so it is no burst.
    callsSinceFull = Number.POSITIVE_INFINITY;
    paidMs = Math.max(paidMs, untilMs + aheadMs());
  }

  /** The last call came at the pace's rate. Where only one may come at once, each does. */
  function isPastBurst(): boolean {
    return pace().burst < 2 || callsSinceFull > pace().burst;
  }

  function whatWasTooMuch(): TooMuch {
    if (isPastBurst()) {
      return 'rate';
    }
    return callsSinceFull > 1 ? 'burst' : 'neither';
  }

  /** Half of the burst at most: larger groups of calls would meet a limit just below the burst. */
  function perWakeUp(): number {
    return Math.max(Math.min(Math.floor(pace().burst / 2), maxPerWakeUp), 1);
  }

  /** When it is worth coming back for so many jobs: when there is a slot for each, or for a few of them. */
  function readyAtMs(jobs: number, nowMs: number): number {
    const wanted = Math.max(Math.min(jobs, perWakeUp()), 1);
    return Math.max(Math.ceil(paidMs - aheadMs() + (wanted - 1) * intervalMs()), nowMs);
  }
}
