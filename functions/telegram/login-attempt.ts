import { Api } from 'telegram/tl/index.js';
import type { AccountOwner } from '../core/account/account.ts';
import type { Session } from '../core/account/session.ts';
import { isOutcomeUnknown, parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { Clock } from './clock.ts';
import type { AppCredentials, TelegramConnection } from './connection.ts';
import { logOut } from './log-out.ts';
import type { TelegramNetwork } from './network.ts';
import { openWithNewKey } from './open-with-new-key.ts';
import { toOwner } from './owner.ts';

/** A login moves from the first data centre to the account's own: once, or twice while the account itself is being moved. */
const maxMoves = 3;

export interface LoginInput {
  network: TelegramNetwork;
  app: AppCredentials;
  clock: Clock;
  /** Called with each single update; without it, Telegram is told to send none. */
  onUpdate?: (update: Api.TypeUpdate) => void;
}

/** A login that Telegram has accepted. */
export interface LoggedIn {
  session: Session;
  owner: AccountOwner;
  /** The session's one connection. It is open, and the caller closes it. */
  connection: TelegramConnection;
}

/** A login under way. It has one connection at a time; each data centre gets its own connection and key. */
export type LoginAttempt = Awaited<ReturnType<typeof openAttempt>>;

/**
 * Makes a login: opens a connection with a new key, lets `authorize` sign in on it, and returns the login with the connection
 * left open. A login that fails leaves no connection. It is ended at Telegram too, as long as Telegram can be reached.
 * @throws TelegramError, BOT_SESSION among them; and what `authorize` throws.
 */
export async function attemptLogin(
  input: LoginInput,
  authorize: (attempt: LoginAttempt) => Promise<Api.auth.TypeAuthorization>,
): Promise<LoggedIn> {
  const attempt = await openAttempt(input);
  try {
    return attempt.finish(await authorize(attempt));
  } catch (error) {
    await attempt.abandon();
    throw error;
  }
}

async function openAttempt({ network, app, clock, onUpdate }: LoginInput) {
  let address = network.addressOf(network.startDcId);
  let connection = await connect();
  let mayBeSignedIn = false;

  return { call, signIn, moveTo, failWhenLost, telegramNowMs, finish, abandon };

  function connect(): Promise<TelegramConnection> {
    return openWithNewKey(address, app, clock, onUpdate);
  }

  /** Calls a method, in another data centre if Telegram names one. @throws TelegramError */
  async function call<R>(request: Api.AnyRequest & { __response: R }): Promise<R> {
    for (let moves = 0; ; moves++) {
      try {
        return await connection.call(request);
      } catch (error) {
        const isMoved = error instanceof TelegramError && error.rpc.class === 'moved';
        if (!isMoved || error.rpc.argument === undefined || moves === maxMoves) {
          throw error;
        }
        await moveTo(error.rpc.argument);
      }
    }
  }

  /** Makes a call that may sign in. If the login is not finished, it must be ended at Telegram. @throws TelegramError */
  async function signIn<R>(request: Api.AnyRequest & { __response: R }): Promise<R> {
    try {
      const answer = await call(request);
      mayBeSignedIn = true;
      return answer;
    } catch (error) {
      const wasRefused =
        error instanceof TelegramError &&
        !isOutcomeUnknown(error.rpc) &&
        error.rpc.type !== 'SESSION_PASSWORD_NEEDED';
      mayBeSignedIn ||= !wasRefused;
      throw error;
    }
  }

  /** Continues in another data centre, with a new key there. @throws TelegramError */
  async function moveTo(dcId: number): Promise<void> {
    address = network.addressOf(dcId);
    await connection.close();
    connection = await connect();
  }

  function failWhenLost<T>(promise: Promise<T>): Promise<T> {
    return connection.failWhenLost(promise);
  }

  function telegramNowMs(): number {
    return connection.telegramNowMs();
  }

  function finish(authorization: Api.auth.TypeAuthorization): LoggedIn {
    if (!(authorization instanceof Api.auth.Authorization)) {
      throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
    }
    const { owner, isBot } = toOwner(authorization.user);
    if (isBot) {
      throw new TelegramError(parseRpcError(400, 'BOT_SESSION'));
    }
    const authKey = connection.getAuthKey().toString('base64');
    const { apiId, apiHash } = app;
    const session = {
      ...address,
      authKey,
      apiId,
      apiHash,
      userId: owner.userId,
      salt: connection.getSalt(),
    };
    return { session, owner, connection };
  }

  async function abandon(): Promise<void> {
    try {
      if (mayBeSignedIn) {
        await logOut(connection);
      }
    } catch (error) {
      // The login has already failed for another reason, which is the one to report. The key is dropped in any case.
      if (!(error instanceof TelegramError)) {
        throw error;
      }
    } finally {
      await connection.close();
    }
  }
}
