import { Api } from 'telegram/tl/index.js';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';

/** A login code on its way. */
export interface SentCode {
  /** Where to look for it, to go on after "The code comes ". */
  how: string;
  /** How many digits it has; 0 when Telegram does not say. */
  length: number;
  /** When it may be sent in another way; undefined when there is none. */
  resendAfterSeconds?: number;
}

/**
 * Says where Telegram sent the code.
 * @throws TelegramError EMAIL_SETUP_REQUIRED: no code is sent before the account has a login e-mail.
 * @see https://core.telegram.org/type/auth.SentCodeType
 */
export function describeSentCode({
  type,
  nextType,
  timeout,
}: Pick<Api.auth.SentCode, 'type' | 'nextType' | 'timeout'>): SentCode {
  return { ...describeType(type), ...(nextType === undefined ? {} : { resendAfterSeconds: timeout ?? 0 }) };
}

function describeType(type: Api.auth.TypeSentCodeType): SentCode {
  if (type instanceof Api.auth.SentCodeTypeApp) {
    return { how: 'as a message from Telegram, in an app that is logged in', length: type.length };
  }
  if (type instanceof Api.auth.SentCodeTypeSms || type instanceof Api.auth.SentCodeTypeFirebaseSms) {
    return { how: 'by SMS', length: type.length };
  }
  if (type instanceof Api.auth.SentCodeTypeCall) {
    return { how: 'by a phone call that reads it out', length: type.length };
  }
  if (type instanceof Api.auth.SentCodeTypeMissedCall) {
    const how = `as the last digits of the number of a missed call, which begins with ${type.prefix}`;
    return { how, length: type.length };
  }
  if (type instanceof Api.auth.SentCodeTypeEmailCode) {
    return { how: `by e-mail to ${type.emailPattern}`, length: type.length };
  }
  if (type instanceof Api.auth.SentCodeTypeFragmentSms) {
    return { how: `through Fragment: ${type.url}`, length: type.length };
  }
  if (type instanceof Api.auth.SentCodeTypeSmsWord || type instanceof Api.auth.SentCodeTypeSmsPhrase) {
    const what = type instanceof Api.auth.SentCodeTypeSmsWord ? 'a word' : 'a phrase';
    return { how: `as ${what} by SMS`, length: 0 };
  }
  if (type instanceof Api.auth.SentCodeTypeSetUpEmailRequired) {
    throw new TelegramError(parseRpcError(400, 'EMAIL_SETUP_REQUIRED'));
  }
  return { how: 'in a way that this service does not know', length: 0 };
}
