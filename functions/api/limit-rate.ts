import type { MiddlewareObj } from '@middy/core';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { ProblemError } from './problem-error.ts';
import { remember } from './remember.ts';

export interface LimitRateDeps {
  /** Counts a request of the key within the window that began then, and tells how many there are with it. */
  countRequest(keyHash: string, windowStartMs: number): Promise<number>;
  now(): number;
}

const windowSeconds = 60;

/** A key beyond these is counted again. */
const maxKeysSpent = 1000;

/**
 * Lets a key make so many requests a minute, by the clock's minutes: of one minute's requests no more than the key's rate
 * pass, however many environments take them. Every answer tells what is left.
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10
 */
export function limitRate({ countRequest, now }: LimitRateDeps): MiddlewareObj<KeyedEvent, ApiResponse> {
  /** Keys that have used up a window, which began then: what they ask beyond it costs no write. */
  const spent = new Map<string, number>();

  async function countUnlessSpent(keyHash: string, rate: number, windowStartMs: number): Promise<number> {
    if (spent.get(keyHash) === windowStartMs) {
      return Number.POSITIVE_INFINITY;
    }
    const requests = await countRequest(keyHash, windowStartMs);
    if (requests > rate) {
      remember(spent, keyHash, windowStartMs, maxKeysSpent);
    }
    return requests;
  }

  return {
    before: async function limit({ event }) {
      const { keyHash, ratePerMinute } = event.key;
      const nowSeconds = now() / 1000;
      const windowStart = Math.floor(nowSeconds / windowSeconds) * windowSeconds;
      const requests = await countUnlessSpent(keyHash, ratePerMinute, windowStart * 1000);
      const left = Math.max(0, ratePerMinute - requests);
      const resetSeconds = Math.ceil(windowStart + windowSeconds - nowSeconds);
      event.answerHeaders = {
        ...event.answerHeaders,
        'ratelimit-policy': `"default";q=${ratePerMinute};w=${windowSeconds}`,
        ratelimit: `"default";r=${left};t=${resetSeconds}`,
      };
      if (requests > ratePerMinute) {
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
