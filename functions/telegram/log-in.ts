import { Api } from 'telegram/tl/index.js';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { Clock } from './clock.ts';
import type { AppCredentials } from './connection.ts';
import { type AskPassword, enterPassword } from './enter-password.ts';
import { attemptLogin, type LoggedIn, type LoginAttempt } from './login-attempt.ts';
import type { TelegramNetwork } from './network.ts';
import { describeSentCode, type SentCode } from './sent-code.ts';

/** Given instead of a code: it asks for the code to be sent in another way. */
export const resend = Symbol('resend');

/** The questions that a login asks a person. A `problem` says why the last answer was not accepted. */
export interface LoginPrompts {
  /** The phone number, with its country code. */
  phone(problem?: string): Promise<string>;
  code(sent: SentCode, problem?: string): Promise<string | typeof resend>;
  password: AskPassword;
  /** The first name with which to register a number that has no account. Without it, such a number is refused. */
  signUpAs?: string;
}

/** Each question is asked this many times. */
const maxTries = 3;

type SentCodeOrLogin = Api.auth.SentCode | Api.auth.SentCodeSuccess;

/**
 * Logs a person's account in with a code, and the two-step password where it has one.
 * @throws TelegramError, such as PHONE_NUMBER_BANNED, FLOOD_WAIT, PHONE_CODE_INVALID, BOT_SESSION; and what a prompt
 * throws. Nothing is left open then, and an accepted login is ended at Telegram.
 * @see https://core.telegram.org/api/auth
 */
export async function logIn(
  network: TelegramNetwork,
  app: AppCredentials,
  prompts: LoginPrompts,
  clock: Clock,
): Promise<LoggedIn> {
  const firstNumber = await prompts.phone();
  return attemptLogin({ network, app, clock }, async (attempt) => {
    const codes = createCodes(attempt, app, prompts, firstNumber);
    try {
      return await signInWithCode(attempt, codes, prompts);
    } catch (error) {
      if (!isRpcError(error, 'AUTH_RESTART')) {
        throw error;
      }
      // Telegram has lost track of the login, so the login starts again, once.
      return signInWithCode(attempt, codes, prompts);
    }
  });
}

interface Codes {
  /** Requests a code, and asks for the phone number again when Telegram refuses it. */
  send(): Promise<SentCodeOrLogin>;
  /** Requests the code in the next way. @throws TelegramError SEND_CODE_UNAVAILABLE when there is none. */
  sendOtherwise(sent: Api.auth.SentCode): Promise<SentCodeOrLogin>;
  phoneNumber(): string;
}

function createCodes(
  attempt: LoginAttempt,
  app: AppCredentials,
  prompts: LoginPrompts,
  firstNumber: string,
): Codes {
  let phoneNumber = firstNumber;
  return {
    phoneNumber: () => phoneNumber,

    async send() {
      for (let tries = 1; ; tries++) {
        try {
          const settings = new Api.CodeSettings({});
          return toSentCode(
            await attempt.call(
              new Api.auth.SendCode({ phoneNumber, apiId: app.apiId, apiHash: app.apiHash, settings }),
            ),
          );
        } catch (error) {
          if (!isRpcError(error, 'PHONE_NUMBER_INVALID') || tries === maxTries) {
            throw error;
          }
          phoneNumber = await prompts.phone(error.rpc.detail);
        }
      }
    },

    async sendOtherwise({ phoneCodeHash }) {
      return toSentCode(await attempt.call(new Api.auth.ResendCode({ phoneNumber, phoneCodeHash })));
    },
  };
}

async function signInWithCode(
  attempt: LoginAttempt,
  codes: Codes,
  prompts: LoginPrompts,
): Promise<Api.auth.TypeAuthorization> {
  let sent = await codes.send();
  let problem: string | undefined;
  for (let tries = 1; sent instanceof Api.auth.SentCode; ) {
    const answer = await prompts.code(describeSentCode(sent), problem);
    problem = undefined;
    try {
      if (answer !== resend) {
        return await enterCode(attempt, codes.phoneNumber(), sent, answer, prompts.signUpAs);
      }
      sent = await codes.sendOtherwise(sent);
    } catch (error) {
      if (isRpcError(error, 'SESSION_PASSWORD_NEEDED')) {
        return enterPassword(attempt, prompts.password);
      }
      const isWrong = isRpcError(error, 'PHONE_CODE_INVALID', 'PHONE_CODE_EMPTY', 'PHONE_CODE_EXPIRED');
      if (!(isWrong && tries < maxTries) && !isRpcError(error, 'SEND_CODE_UNAVAILABLE')) {
        throw error;
      }
      problem = error.rpc.detail;
      tries += isWrong ? 1 : 0;
      sent = isRpcError(error, 'PHONE_CODE_EXPIRED') ? await codes.send() : sent;
    }
  }
  return sent.authorization;
}

async function enterCode(
  attempt: LoginAttempt,
  phoneNumber: string,
  { phoneCodeHash, type }: Api.auth.SentCode,
  code: string,
  signUpAs: string | undefined,
): Promise<Api.auth.TypeAuthorization> {
  const answer =
    type instanceof Api.auth.SentCodeTypeEmailCode
      ? { emailVerification: new Api.EmailVerificationCode({ code }) }
      : { phoneCode: code };
  const authorization = await attempt.signIn(new Api.auth.SignIn({ phoneNumber, phoneCodeHash, ...answer }));
  if (!(authorization instanceof Api.auth.AuthorizationSignUpRequired)) {
    return authorization;
  }
  if (signUpAs === undefined) {
    throw new TelegramError(parseRpcError(400, 'PHONE_NUMBER_UNOCCUPIED'));
  }
  return attempt.signIn(
    new Api.auth.SignUp({ phoneNumber, phoneCodeHash, firstName: signUpAs, lastName: '' }),
  );
}

function toSentCode(answer: Api.auth.TypeSentCode): SentCodeOrLogin {
  if (answer instanceof Api.auth.SentCode || answer instanceof Api.auth.SentCodeSuccess) {
    return answer;
  }
  throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
}

function isRpcError(error: unknown, ...types: string[]): error is TelegramError {
  return error instanceof TelegramError && types.includes(error.rpc.type);
}
