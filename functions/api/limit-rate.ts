import type { MiddlewareObj } from '@middy/core';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { ProblemError } from './problem-error.ts';
import { remember } from './remember.ts';

export interface LimitRateDeps {
  /** Counts so many requests of the key within the window that began then, and tells how many there are with them. */
  countRequests(keyHash: string, windowStartMs: number, requests: number): Promise<number>;
  now(): number;
}

const windowSeconds = 60;

/**
 * An environment counts requests before they come, in lots of this share of what the key has left: 12 at first where the
 * rate is 600, and at last one by one. What it has counted it answers without a write.
 */
const shareOfLeft = 0.02;

/** A key beyond these is counted again. */
const maxKeysCounted = 1000;

/** A key's requests in a window, as far as they are known here. */
interface Count {
  windowStartMs: number;
  /** Requests of all environments that were counted, up to the rate. */
  counted: number;
  /** Of those, the requests that were counted here and have not come yet. */
  ahead: number;
}

/**
 * Lets a key make so many requests a minute, by the clock's minutes: of one minute's requests no more than the key's rate
 * pass, however many environments take them. Fewer pass where environments have counted requests that never come: each at most a
 * fiftieth of the rate. Every answer tells what is left.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export function limitRate({ countRequests, now }: LimitRateDeps): MiddlewareObj<KeyedEvent, ApiResponse> {
  const counts = new Map<string, Count>();

  function countOf(keyHash: string, windowStartMs: number): Count {
    const known = counts.get(keyHash);
    const count = known?.windowStartMs === windowStartMs ? known : { windowStartMs, counted: 0, ahead: 0 };
    remember(counts, keyHash, count, maxKeysCounted);
    return count;
  }

  /** @returns the requests that are left of the rate after this one; undefined when this one is beyond it. */
  async function takeOne(keyHash: string, rate: number, windowStartMs: number): Promise<number | undefined> {
    const count = countOf(keyHash, windowStartMs);
    // A key that has spent its window costs no more writes.
    if (count.ahead === 0 && count.counted < rate) {
      const lot = Math.max(Math.floor((rate - count.counted) * shareOfLeft), 1);
      const counted = await countRequests(keyHash, windowStartMs, lot);
      count.counted = Math.max(count.counted, Math.min(counted, rate));
      count.ahead += Math.min(Math.max(lot - (counted - rate), 0), lot);
    }
    if (count.ahead === 0) {
      return undefined;
    }
    count.ahead -= 1;
    return rate - count.counted + count.ahead;
  }

  return {
    before: async function limit({ event }) {
      const { keyHash, ratePerMinute } = event.key;
      const nowSeconds = now() / 1000;
      const windowStart = Math.floor(nowSeconds / windowSeconds) * windowSeconds;
      const left = await takeOne(keyHash, ratePerMinute, windowStart * 1000);
      const resetSeconds = Math.ceil(windowStart + windowSeconds - nowSeconds);
      event.answerHeaders = {
        ...event.answerHeaders,
        'ratelimit-policy': `"default";q=${ratePerMinute};w=${windowSeconds}`,
        ratelimit: `"default";r=${left ?? 0};t=${resetSeconds}`,
      };
      if (left === undefined) {
        throw rateLimited(ratePerMinute, resetSeconds);
      }
    },
  };
}

function rateLimited(ratePerMinute: number, resetSeconds: number): ProblemError {
  return new ProblemError({
    slug: 'rate-limited',
    detail: `This API key may make ${ratePerMinute} requests a minute. Ask again in ${resetSeconds} s.`,
    headers: { 'retry-after': String(resetSeconds) },
  });
}
