import { Api } from 'telegram/tl/index.js';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { Clock } from './clock.ts';
import type { AppCredentials } from './connection.ts';
import { type AskPassword, enterPassword } from './enter-password.ts';
import { attemptLogin, type LoggedIn, type LoginAttempt } from './login-attempt.ts';
import type { TelegramNetwork } from './network.ts';

/** The questions that a login by QR code asks a person. */
export interface QrPrompts {
  /** Shows the code to scan in a Telegram app that is logged in; it replaces the one shown before. */
  showToken(url: string, expiresAtMs: number): void;
  password: AskPassword;
  /** Aborts the wait. The login then fails with the signal's reason. */
  signal?: AbortSignal;
}

/** Long enough for about twenty codes. */
const maxMs = 10 * 60_000;

/**
 * Logs in an account that is logged in on another device. Shows QR codes until one is scanned there, then asks for the
 * two-step password if the account has one.
 * @throws TelegramError AUTH_TOKEN_EXPIRED when none was scanned within ten minutes, BOT_SESSION and others; and what a
 * prompt throws. Nothing is left open then, and an accepted login is ended at Telegram.
 * @see https://core.telegram.org/api/qr-login
 */
export async function logInByQr(
  network: TelegramNetwork,
  app: AppCredentials,
  prompts: QrPrompts,
  clock: Clock,
): Promise<LoggedIn> {
  const scan = createScan();
  function onUpdate(update: Api.TypeUpdate) {
    if (update instanceof Api.UpdateLoginToken) {
      scan.noteAccepted();
    }
  }
  return attemptLogin({ network, app, clock, onUpdate }, async (attempt) => {
    try {
      return await waitForScan(attempt, app, prompts, clock, scan);
    } catch (error) {
      if (error instanceof TelegramError && error.rpc.type === 'SESSION_PASSWORD_NEEDED') {
        return enterPassword(attempt, prompts.password);
      }
      throw error;
    }
  });
}

/** Remembers that a token was accepted, because that may happen before the wait for it begins. */
function createScan() {
  let accepted = Promise.withResolvers<void>();
  return {
    noteAccepted: () => accepted.resolve(),
    whenAccepted: () => accepted.promise,
    forget: () => {
      accepted = Promise.withResolvers<void>();
    },
  };
}

async function waitForScan(
  attempt: LoginAttempt,
  { apiId, apiHash }: AppCredentials,
  prompts: QrPrompts,
  clock: Clock,
  scan: ReturnType<typeof createScan>,
): Promise<Api.auth.TypeAuthorization> {
  const untilMs = Math.min(clock.now() + maxMs, clock.untilMs);
  while (clock.now() < untilMs) {
    scan.forget();
    const answer = await attempt.signIn(new Api.auth.ExportLoginToken({ apiId, apiHash, exceptIds: [] }));
    if (!(answer instanceof Api.auth.LoginToken)) {
      return followToken(attempt, answer);
    }
    const waitMs = answer.expires * 1000 - attempt.telegramNowMs();
    prompts.showToken(`tg://login?token=${answer.token.toString('base64url')}`, clock.now() + waitMs);
    const restMs = Math.min(answer.expires * 1000 - attempt.telegramNowMs(), untilMs - clock.now());
    await waitFor(attempt.failWhenLost(scan.whenAccepted()), restMs, prompts.signal);
  }
  throw new TelegramError(parseRpcError(400, 'AUTH_TOKEN_EXPIRED'));
}

async function followToken(
  attempt: LoginAttempt,
  answer: Api.auth.TypeLoginToken,
): Promise<Api.auth.TypeAuthorization> {
  if (answer instanceof Api.auth.LoginTokenMigrateTo) {
    await attempt.moveTo(answer.dcId);
    return followToken(attempt, await attempt.signIn(new Api.auth.ImportLoginToken({ token: answer.token })));
  }
  if (answer instanceof Api.auth.LoginTokenSuccess) {
    return answer.authorization;
  }
  throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
}

/** Waits for a promise, but no longer than `maxWaitMs`. Rejects with the signal's reason. */
async function waitFor(
  promise: Promise<void>,
  maxWaitMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const end = Promise.withResolvers<void>();
  function breakOff() {
    return end.reject(signal?.reason);
  }
  signal?.addEventListener('abort', breakOff);
  if (signal?.aborted) {
    breakOff();
  }
  const timer = setTimeout(end.resolve, Math.max(maxWaitMs, 0));
  try {
    await Promise.race([promise, end.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', breakOff);
  }
}
