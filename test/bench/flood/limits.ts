/** What Telegram may count. Nobody outside knows which of them it is. */
export interface Allowance {
  /** The soonest moment, not before `nowMs`, at which a call is allowed. */
  freeAtMs(nowMs: number): number;
  /** Counts a call that was allowed. */
  take(nowMs: number): void;
}

/** One of the limits that policies are tried under. */
export interface Limit {
  name: string;
  /** A fresh account at this moment. */
  begin(startMs: number): Allowance;
  /** Waits that follow one another within ten minutes double, up to this many times. */
  maxDoublings?: number;
}

/** Calls that are allowed again one by one. */
export function tokenBucket(perMinute: number, capacity: number): Limit {
  return {
    name: `${perMinute} a minute, ${capacity} at once`,
    begin: (startMs) => fillBucket(() => perMinute, capacity, startMs),
  };
}

/** Calls of the last so many seconds are counted. */
export function slidingWindow(calls: number, seconds: number): Limit {
  return { name: `${calls} in any ${seconds} s`, begin: () => createWindow(calls, seconds * 1000) };
}

/** A bucket whose refill changes a while after the beginning. */
export function changingBucket(perMinute: number, later: number, afterMs: number, capacity: number): Limit {
  return {
    name: `${perMinute} a minute, after ${afterMs / 60_000} minutes ${later}; ${capacity} at once`,
    begin: (startMs) =>
      fillBucket((atMs) => (atMs < startMs + afterMs ? perMinute : later), capacity, startMs),
  };
}

/** The same with waits that grow. */
export function withGrowingWaits(limit: Limit): Limit {
  return { ...limit, name: `${limit.name}, waits double`, maxDoublings: 4 };
}

function fillBucket(perMinuteAt: (atMs: number) => number, capacity: number, startMs: number): Allowance {
  let [tokens, filledAtMs] = [capacity, startMs];
  function fill(nowMs: number): void {
    tokens = Math.min(capacity, tokens + ((nowMs - filledAtMs) * perMinuteAt(nowMs)) / 60_000);
    filledAtMs = nowMs;
  }
  return {
    freeAtMs(nowMs) {
      fill(nowMs);
      // Rounding must not make a token out of almost one.
      return tokens >= 1 - 1e-9 ? nowMs : nowMs + ((1 - tokens) * 60_000) / perMinuteAt(nowMs);
    },
    take(nowMs) {
      fill(nowMs);
      tokens -= 1;
    },
  };
}

function createWindow(calls: number, windowMs: number): Allowance {
  const madeAtMs: number[] = [];
  return {
    freeAtMs: (nowMs) => Math.max(nowMs, (madeAtMs.at(-calls) ?? Number.NEGATIVE_INFINITY) + windowMs),
    take: (nowMs) => void madeAtMs.push(nowMs),
  };
}

/** When each of so many links can be made at the soonest, counted from the beginning. */
export function optimalLinksAtMs(limit: Limit, links: number): number[] {
  const allowance = limit.begin(0);
  let nowMs = 0;
  return Array.from({ length: links }, () => {
    nowMs = allowance.freeAtMs(nowMs);
    allowance.take(nowMs);
    return nowMs;
  });
}

export type GateVerdict =
  | { isAllowed: true }
  | { isAllowed: false; waitSeconds: number; insideWait: boolean };

const penaltyMs = 5_000;
const doublesWithinMs = 10 * 60_000;

/** Refuses as Telegram does: with whole seconds, and longer to whoever calls inside a wait. */
export function createGate({ begin, maxDoublings = 0 }: Limit, startMs: number) {
  const allowance = begin(startMs);
  let [waitUntilMs, doublings] = [Number.NEGATIVE_INFINITY, 0];
  return { check };

  function check(nowMs: number): GateVerdict {
    if (nowMs < waitUntilMs) {
      waitUntilMs += penaltyMs;
      return refuse(nowMs, true);
    }
    const freeAtMs = allowance.freeAtMs(nowMs);
    if (freeAtMs <= nowMs) {
      allowance.take(nowMs);
      return { isAllowed: true };
    }
    doublings = nowMs - waitUntilMs < doublesWithinMs ? Math.min(doublings + 1, maxDoublings) : 0;
    waitUntilMs = nowMs + Math.ceil((freeAtMs - nowMs) / 1000) * 1000 * 2 ** doublings;
    return refuse(nowMs, false);
  }

  function refuse(nowMs: number, insideWait: boolean): GateVerdict {
    return { isAllowed: false, waitSeconds: Math.ceil((waitUntilMs - nowMs) / 1000), insideWait };
  }
}
