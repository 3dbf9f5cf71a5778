import { RpcError } from './rpc-error.ts';
import type { Peer } from './world/entities.ts';

/** How often an account may call one method: a token bucket. */
export interface FloodLimit {
  /** Calls that may come at once. */
  capacity: number;
  refillPerMinute: number;
  /** Added to a wait by each call made inside it. */
  penaltySeconds: number;
}

/** The error's name before the number: `FLOOD_WAIT`, `FLOOD_PREMIUM_WAIT`, `SLOWMODE_WAIT`, or an unknown one. */
export type FloodWaitKind = string;

/** The chat that a wait applies to. */
export type ChatRef = Pick<Peer, 'kind' | 'id'>;

/** Limits by method; `default` holds for every other method. */
export type FloodLimits = Record<string, FloodLimit> & { default: FloodLimit };

/**
 * Telegram publishes no rates. These follow what is known: 20 link creations a minute (a bot platform's figure), a
 * tight limit for resolveUsername, which is the most flood-prone call, and generous limits for the rest.
 */
export const DEFAULT_FLOOD_LIMITS: FloodLimits = {
  default: { capacity: 200, refillPerMinute: 600, penaltySeconds: 5 },
  'messages.exportChatInvite': { capacity: 10, refillPerMinute: 20, penaltySeconds: 5 },
  'contacts.resolveUsername': { capacity: 10, refillPerMinute: 6, penaltySeconds: 15 },
  'auth.sendCode': { capacity: 5, refillPerMinute: 1, penaltySeconds: 60 },
};

export type FloodVerdict = { isAllowed: true } | { isAllowed: false; error: RpcError; insideWait: boolean };

export interface FloodPolicy {
  /**
   * Counts a call of `method` by `caller` (an account's id; before a login its phone's digits, or the key) and decides
   * whether it may run.
   */
  check(caller: string, method: string, chat?: ChatRef): FloodVerdict;
  /**
   * The next call is refused with exactly this wait, which begins with that refusal. With a chat, the wait applies only
   * to calls that name it.
   */
  imposeWait(
    caller: bigint | string,
    method: string,
    waitSeconds: number,
    kind?: FloodWaitKind,
    chat?: ChatRef,
  ): void;
}

interface Bucket {
  tokens: number;
  refilledAtMs: number;
  /** Calls before this moment are inside a wait. */
  waitUntilMs: number;
  waitKind: FloodWaitKind;
  imposed: { waitSeconds: number; kind: FloodWaitKind } | undefined;
}

/** A token bucket per account and method; a call inside a wait is refused and lengthens it. */
export function createFloodPolicy(overrides: Partial<FloodLimits>, now: () => number): FloodPolicy {
  const limits: FloodLimits = { ...DEFAULT_FLOOD_LIMITS, ...definedOnly(overrides) };
  const buckets = new Map<string, Bucket>();

  function bucketOf(key: string, limit: FloodLimit): Bucket {
    const bucket = buckets.get(key) ?? createBucket(limit, now());
    buckets.set(key, bucket);
    return bucket;
  }

  function check(caller: string, method: string, chat?: ChatRef): FloodVerdict {
    const limit = limits[method] ?? limits.default;
    const bucket = bucketOf(keyOf(caller, method), limit);
    const nowMs = now();
    const ofChat = chat && buckets.get(keyOf(caller, method, chat));
    const refusal = (ofChat && refuseInWait(ofChat, limit, nowMs)) ?? refuseInWait(bucket, limit, nowMs);
    if (refusal !== undefined) {
      return refusal;
    }
    refill(bucket, limit, nowMs);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return { isAllowed: true };
    }
    const waitSeconds = Math.ceil(((1 - bucket.tokens) / limit.refillPerMinute) * 60);
    beginWait(bucket, nowMs, waitSeconds, 'FLOOD_WAIT');
    return refuse(bucket, nowMs, false);
  }

  function refuseInWait(bucket: Bucket, limit: FloodLimit, nowMs: number): FloodVerdict | undefined {
    if (nowMs < bucket.waitUntilMs) {
      bucket.waitUntilMs += limit.penaltySeconds * 1000;
      return refuse(bucket, nowMs, true);
    }
    if (bucket.imposed !== undefined) {
      beginWait(bucket, nowMs, bucket.imposed.waitSeconds, bucket.imposed.kind);
      bucket.imposed = undefined;
      return refuse(bucket, nowMs, false);
    }
    return undefined;
  }

  const imposeWait: FloodPolicy['imposeWait'] = (caller, method, waitSeconds, kind = 'FLOOD_WAIT', chat) => {
    const bucket = bucketOf(keyOf(String(caller), method, chat), limits[method] ?? limits.default);
    bucket.imposed = { waitSeconds, kind };
  };

  return { check, imposeWait };
}

function keyOf(caller: string, method: string, chat?: ChatRef): string {
  return chat === undefined ? `${caller} ${method}` : `${caller} ${method} ${chat.kind} ${chat.id}`;
}

function definedOnly(overrides: Partial<FloodLimits>): Record<string, FloodLimit> {
  const given = Object.entries(overrides).filter(
    (entry): entry is [string, FloodLimit] => entry[1] !== undefined,
  );
  return Object.fromEntries(given);
}

function createBucket(limit: FloodLimit, nowMs: number): Bucket {
  return {
    tokens: limit.capacity,
    refilledAtMs: nowMs,
    waitUntilMs: 0,
    waitKind: 'FLOOD_WAIT',
    imposed: undefined,
  };
}

function refill(bucket: Bucket, limit: FloodLimit, nowMs: number): void {
  const gained = ((nowMs - bucket.refilledAtMs) / 60_000) * limit.refillPerMinute;
  bucket.tokens = Math.min(limit.capacity, bucket.tokens + gained);
  bucket.refilledAtMs = nowMs;
}

function beginWait(bucket: Bucket, nowMs: number, waitSeconds: number, kind: FloodWaitKind): void {
  bucket.waitUntilMs = nowMs + waitSeconds * 1000;
  bucket.waitKind = kind;
}

function refuse(bucket: Bucket, nowMs: number, insideWait: boolean): FloodVerdict {
  const waitSeconds = Math.ceil((bucket.waitUntilMs - nowMs) / 1000);
  return { isAllowed: false, error: new RpcError(420, `${bucket.waitKind}_${waitSeconds}`), insideWait };
}
