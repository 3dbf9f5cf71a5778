import { computeCheck } from 'telegram/Password.js';
import { Api } from 'telegram/tl/index.js';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { LoginAttempt } from './login-attempt.ts';

/** Asks for the two-step password. @param problem why the last answer was rejected. */
export type AskPassword = (hint: string | undefined, problem?: string) => Promise<string>;

/** The password is asked for this many times. Telegram answers PHONE_PASSWORD_FLOOD after a few more. */
const maxTries = 3;

const askAgainAfter = new Set(['PASSWORD_HASH_INVALID', 'SRP_ID_INVALID', 'SRP_PASSWORD_CHANGED']);

/**
 * Finishes a login with the two-step password, which never leaves this process: Telegram is shown a proof of it.
 * @throws TelegramError PASSWORD_HASH_INVALID after the third wrong password, PHONE_PASSWORD_FLOOD
 * @see https://core.telegram.org/api/srp
 */
export async function enterPassword(
  attempt: LoginAttempt,
  ask: AskPassword,
): Promise<Api.auth.TypeAuthorization> {
  let problem: string | undefined;
  for (let tries = 1; ; tries++) {
    // Each challenge is valid for one answer.
    const challenge = await attempt.call(new Api.account.GetPassword());
    const password = await ask(challenge.hint || undefined, problem);
    try {
      const proof = await proveKnowledge(challenge, password);
      return await attempt.signIn(new Api.auth.CheckPassword({ password: proof }));
    } catch (error) {
      const isWrong = error instanceof TelegramError && askAgainAfter.has(error.rpc.type);
      if (!isWrong || tries === maxTries) {
        throw error;
      }
      problem = error.rpc.detail;
    }
  }
}

async function proveKnowledge(challenge: Api.account.Password, password: string) {
  try {
    return await computeCheck(challenge, password);
  } catch {
    // gramjs throws bare errors for parameters that it refuses. They may hold the values of its computation.
    throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
  }
}
