import { createHmac } from 'node:crypto';
import type { AuthKey } from '../world/entities.ts';

/** A salt is current for half an hour and accepted for another one (https://core.telegram.org/mtproto/description#server-salt). */
const SALT_LIFETIME_MS = 1800_000;

/** The salt of a moment. It is computed from the key and the clock, so nothing is stored. */
export function saltAt(authKey: AuthKey, atMs: number): bigint {
  const slot = Math.floor(atMs / SALT_LIFETIME_MS);
  return createHmac('sha256', authKey.key).update(`salt ${slot}`).digest().readBigInt64LE();
}

export function isSaltValid(authKey: AuthKey, salt: bigint, nowMs: number): boolean {
  const isFirst = salt === authKey.firstSalt && nowMs - authKey.createdAtMs < SALT_LIFETIME_MS;
  return isFirst || salt === saltAt(authKey, nowMs) || salt === saltAt(authKey, nowMs - SALT_LIFETIME_MS);
}

export interface FutureSalt {
  /** Unix seconds. */
  validSince: number;
  validUntil: number;
  salt: bigint;
}

/** The current salt and those after it; at most 64, as get_future_salts says. */
export function futureSalts(authKey: AuthKey, nowMs: number, count: number): FutureSalt[] {
  const firstSlot = Math.floor(nowMs / SALT_LIFETIME_MS);
  return Array.from({ length: Math.min(Math.max(count, 1), 64) }, (_, i) => {
    const startsAtMs = (firstSlot + i) * SALT_LIFETIME_MS;
    return {
      validSince: startsAtMs / 1000,
      validUntil: (startsAtMs + 2 * SALT_LIFETIME_MS) / 1000,
      salt: saltAt(authKey, startsAtMs),
    };
  });
}
