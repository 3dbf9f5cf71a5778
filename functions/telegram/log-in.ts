import { Api } from 'telegram/tl/index.js';
import { parseRpcError, TelegramError } from '../core/rpc-error.ts';
import type { AppCredentials, TelegramConnection } from './connection.ts';

/** Who has been logged in. */
export interface LoggedIn {
  userId: string;
  firstName: string;
}

export interface LogInInput {
  phone: string;
  /** Asked once Telegram has sent the login code. */
  askCode(): Promise<string>;
  /** The name to register under, where the number has no account yet. */
  firstName: string;
}

/**
 * Logs a phone number in on a connection with a new auth key, and registers it where it is new.
 * @throws TelegramError: PHONE_NUMBER_INVALID, PHONE_CODE_INVALID, SESSION_PASSWORD_NEEDED and others of auth.signIn.
 * @see https://core.telegram.org/api/auth
 */
export async function logIn(
  connection: TelegramConnection,
  app: AppCredentials,
  { phone: phoneNumber, askCode, firstName }: LogInInput,
): Promise<LoggedIn> {
  const sent = await connection.call(
    new Api.auth.SendCode({ phoneNumber, ...app, settings: new Api.CodeSettings({}) }),
  );
  if (!(sent instanceof Api.auth.SentCode)) {
    throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
  }
  const { phoneCodeHash } = sent;
  let authorization = await connection.call(
    new Api.auth.SignIn({ phoneNumber, phoneCodeHash, phoneCode: await askCode() }),
  );
  if (authorization instanceof Api.auth.AuthorizationSignUpRequired) {
    authorization = await connection.call(
      new Api.auth.SignUp({ phoneNumber, phoneCodeHash, firstName, lastName: '' }),
    );
  }
  if (authorization instanceof Api.auth.Authorization && authorization.user instanceof Api.User) {
    const { id, firstName: name } = authorization.user;
    return { userId: id.toString(), firstName: name ?? '' };
  }
  throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
}
