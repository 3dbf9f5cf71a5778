import { randomBytes, randomInt } from 'node:crypto';
import { RpcError } from '../rpc-error.ts';
import type { LoginCode } from '../world/entities.ts';
import type { MethodContext } from './method.ts';

export const LOGIN_CODE_LENGTH = 5;
const LIFETIME_MS = 5 * 60_000;

/** Country code and number: 5 to 15 digits, a plus, spaces and dashes allowed. */
export function isPhoneWellFormed(phone: string): boolean {
  return /^\+?[\d\s()-]+$/.test(phone) && /^[1-9]\d{4,14}$/.test(phone.replace(/\D/g, ''));
}

/**
 * Makes a code for a phone, replacing one that was sent before. Test numbers 99966XYYYY always get X five times
 * (https://core.telegram.org/api/auth#test-accounts).
 */
export function issueLoginCode(context: MethodContext, phone: string): LoginCode {
  const testDigit = /^99966(\d)\d{4}$/.exec(phone)?.[1];
  const code =
    testDigit?.repeat(LOGIN_CODE_LENGTH) ?? String(randomInt(100_000)).padStart(LOGIN_CODE_LENGTH, '0');
  const issued = {
    phone,
    hash: randomBytes(9).toString('hex'),
    code,
    expiresAtMs: context.nowMs + LIFETIME_MS,
    isVerified: false,
  };
  context.world.loginCodes.set(phone, issued);
  context.announceLoginCode(phone, code);
  return issued;
}

/** @throws RpcError PHONE_CODE_EXPIRED, PHONE_CODE_INVALID */
export function checkLoginCode(issued: LoginCode, entered: string, nowMs: number): void {
  if (nowMs >= issued.expiresAtMs) throw new RpcError(400, 'PHONE_CODE_EXPIRED');
  if (entered !== issued.code) throw new RpcError(400, 'PHONE_CODE_INVALID');
}
