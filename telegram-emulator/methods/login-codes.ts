import { randomBytes, randomInt } from 'node:crypto';
import { RpcError } from '../rpc-error.ts';
import type { LoginCode, LoginCodeType } from '../world/entities.ts';
import type { MethodContext } from './method.ts';

export const LOGIN_CODE_LENGTH = 5;

/** How a code is sent, and how it is sent next when it did not arrive. */
const CODE_TYPES: LoginCodeType[] = ['App', 'Sms', 'Call'];

/** Undefined when every way has been tried. */
export function nextCodeType(type: LoginCodeType): LoginCodeType | undefined {
  return CODE_TYPES[CODE_TYPES.indexOf(type) + 1];
}

/** Country code and number: 5 to 15 digits, a plus, spaces and dashes allowed. */
export function isPhoneWellFormed(phone: string): boolean {
  return /^\+?[\d\s()-]+$/.test(phone) && /^[1-9]\d{4,14}$/.test(phone.replace(/\D/g, ''));
}

/**
 * Makes a code for a phone, replacing one that was sent before. Test numbers 99966XYYYY always get X five times
 * (https://core.telegram.org/api/auth#test-accounts).
 */
export function issueLoginCode(context: MethodContext, phone: string, type: LoginCodeType): LoginCode {
  const testDigit = /^99966(\d)\d{4}$/.exec(phone)?.[1];
  const code =
    testDigit?.repeat(LOGIN_CODE_LENGTH) ?? String(randomInt(100_000)).padStart(LOGIN_CODE_LENGTH, '0');
  const issued: LoginCode = {
    phone,
    hash: randomBytes(9).toString('hex'),
    code,
    type,
    expiresAtMs: context.nowMs + context.world.loginRules.codeLifetimeMs,
    wrongAttempts: 0,
    isVerified: false,
  };
  context.world.loginCodes.set(phone, issued);
  context.announceLoginCode(phone, code);
  return issued;
}

/** @throws RpcError PHONE_CODE_EXPIRED (too late, or after too many wrong ones), PHONE_CODE_INVALID */
export function checkLoginCode({ world, nowMs }: MethodContext, issued: LoginCode, entered: string): void {
  const isVoid = issued.wrongAttempts >= world.loginRules.maxWrongCodes;
  if (isVoid || nowMs >= issued.expiresAtMs) {
    throw new RpcError(400, 'PHONE_CODE_EXPIRED');
  }
  if (entered === issued.code) {
    return;
  }
  issued.wrongAttempts += 1;
  throw new RpcError(400, 'PHONE_CODE_INVALID');
}
