import { LAYER } from 'telegram/tl/AllTLObjects.js';
import { Api } from 'telegram/tl/index.js';
import { connectionError, TelegramError } from '../core/rpc/rpc-error.ts';
import { type Line, openLine } from './open-line.ts';
import { createSender, type Endpoint, type SentRequest } from './sender.ts';
import { createServerSalts, maxServerSalts } from './server-salts.ts';

/** The app as Telegram sees it: an api_id and api_hash from my.telegram.org. */
export interface AppCredentials {
  apiId: number;
  apiHash: string;
}

export interface ConnectionTiming {
  now: () => number;
  /** Nothing is sent at or after this. */
  untilMs: number;
  connectTimeoutMs: number;
  callTimeoutMs: number;
}

/** One open connection on one auth key. Every call has a deadline, and no call is ever sent twice. */
export type TelegramConnection = Awaited<ReturnType<typeof openConnection>>;

/**
 * Connects to a data centre.
 * @param onUpdate called with each single update; without it, Telegram is told to send none.
 * @throws TelegramError CONNECTION_FAILED when it cannot be reached in time, HANDSHAKE_FAILED when a new key could not
 * be made. Nothing is left open then.
 */
export async function openConnection(
  endpoint: Endpoint & { serverSalts?: string | undefined; line?: Line | undefined },
  app: AppCredentials,
  timing: ConnectionTiming,
  onUpdate?: (update: Api.TypeUpdate) => void,
) {
  // Opened here, because the sender would open it some milliseconds later.
  const socket = endpoint.line ?? openLine(endpoint, timing);
  let lost: TelegramError | undefined;
  const waiting = new Set<(error: TelegramError) => void>();
  const salts = createServerSalts(endpoint.serverSalts, telegramNowMs);
  const sender = createSender(endpoint, socket, salts, endWith, noteServerTime, onUpdate);
  let introduced = false;
  /**
   * Telegram's clock minus ours. Each answer's travel time makes the value too small, so the largest value is the most
   * accurate.
   */
  let aheadMs = Number.NEGATIVE_INFINITY;
  /** The last ordered call, until its answer arrives. */
  let lastInOrder: SentRequest | undefined;

  try {
    await withDeadline(sender.start(), timing.connectTimeoutMs, 'CONNECTION_FAILED');
  } catch (error) {
    await socket.close();
    throw error instanceof TelegramError ? error : connectionError('CONNECTION_FAILED');
  }

  return {
    call,
    callInOrder,
    close,
    failWhenLost,
    getSalt: sender.getSalt,
    getServerSalts: salts.toText,
    getAuthKey: sender.getAuthKey,
    telegramNowMs,
  };

  /**
   * Calls a method once. Calls made in the same turn travel together.
   * @throws TelegramError: Telegram's own error; CALL_NOT_MADE when the connection was gone before; or CONNECTION_LOST or
   * ANSWER_TIMEOUT, after which nobody knows whether the call was executed.
   */
  function call<R>(request: Api.AnyRequest & { __response: R }): Promise<R> {
    return makeCall(request);
  }

  /**
   * Calls a method once, behind the earlier ordered calls that have no answer yet. When one of these fails, Telegram
   * does not execute this one. So a wait for one call stops all later ones, and all calls together take one round trip.
   * @throws TelegramError as `call` does; CALL_NOT_MADE also when a call before it has failed.
   * @see https://core.telegram.org/method/invokeAfterMsg
   */
  async function callInOrder<R>(request: Api.AnyRequest & { __response: R }): Promise<R> {
    const after = lastInOrder;
    let sent: SentRequest | undefined;
    const answer = makeCall(request, after, (state) => {
      sent = state;
      lastInOrder = state;
    });
    try {
      return await answer;
    } catch (error) {
      throw after !== undefined && isUnexecuted(error) ? connectionError('CALL_NOT_MADE') : error;
    } finally {
      if (lastInOrder === sent) {
        lastInOrder = undefined;
      }
    }
  }

  async function makeCall<R>(
    request: Api.AnyRequest & { __response: R },
    after?: SentRequest,
    onSent?: (sent: SentRequest) => void,
  ): Promise<R> {
    if (lost !== undefined) {
      throw lost.rpc.type === 'CONNECTION_LOST' ? connectionError('CALL_NOT_MADE') : lost;
    }
    try {
      const sent = introduced ? sender.send(request, after) : sendFirst(request);
      introduced = true;
      onSent?.(sent);
      return (await withDeadline(
        failWhenLost(Promise.resolve(sent.promise)),
        timing.callTimeoutMs,
        'ANSWER_TIMEOUT',
      )) as R;
    } catch (error) {
      throw error instanceof TelegramError ? error : connectionError('CONNECTION_LOST');
    }
  }

  /** With too few salts for the next hours, it requests more in the same packet. No call waits for them. */
  function sendFirst(request: Api.AnyRequest): SentRequest {
    sender.setSalt(salts.current() ?? 0n);
    const sent = sender.send(introduce(request, app, onUpdate !== undefined));
    if (salts.areFew()) {
      sender.send(new Api.GetFutureSalts({ num: maxServerSalts }));
    }
    return sent;
  }

  /** Waits for a result from the connection. @throws TelegramError when the connection is lost first. */
  async function failWhenLost<T>(promise: Promise<T>): Promise<T> {
    if (lost !== undefined) {
      throw lost;
    }
    const failure = Promise.withResolvers<never>();
    waiting.add(failure.reject);
    try {
      return await Promise.race([promise, failure.promise]);
    } finally {
      waiting.delete(failure.reject);
    }
  }

  function endWith(error: TelegramError): void {
    lost ??= error;
    for (const reject of waiting) {
      reject(lost);
    }
  }

  /** Resets the connection; resolves when the socket is closed. Pending calls end with CONNECTION_LOST. */
  async function close(): Promise<void> {
    try {
      await sender.disconnect();
    } finally {
      await socket.close();
    }
    endWith(connectionError('CONNECTION_LOST'));
  }

  function noteServerTime(serverMs: number): void {
    aheadMs = Math.max(aheadMs, serverMs - timing.now());
  }

  /** Telegram's clock, in milliseconds: ours until the first answer. */
  function telegramNowMs(): number {
    return timing.now() + (Number.isFinite(aheadMs) ? aheadMs : 0);
  }
}

/**
 * The first call of a connection names the layer and the app, and says whether updates are wanted.
 * @see https://core.telegram.org/api/invoking#saving-client-info
 */
function introduce(query: Api.AnyRequest, { apiId }: AppCredentials, withUpdates: boolean): Api.AnyRequest {
  const initConnection = new Api.InitConnection({
    apiId,
    deviceModel: 'invite-spool',
    systemVersion: 'serverless',
    appVersion: '1',
    systemLangCode: 'en',
    langPack: '',
    langCode: 'en',
    query,
  });
  return new Api.InvokeWithLayer({
    layer: LAYER,
    query: withUpdates ? initConnection : new Api.InvokeWithoutUpdates({ query: initConnection }),
  });
}

/**
 * Whether the error proves that a call was not executed because a call before it failed. For the first call of a chain
 * it proves nothing.
 */
function isUnexecuted(error: unknown): boolean {
  return error instanceof TelegramError && ['MSG_WAIT_FAILED', 'MSG_WAIT_TIMEOUT'].includes(error.rpc.type);
}

async function withDeadline<T>(
  promise: Promise<T>,
  timeoutMs: number,
  type: 'CONNECTION_FAILED' | 'ANSWER_TIMEOUT',
): Promise<T> {
  const deadline = Promise.withResolvers<never>();
  // Data that has already arrived is read first. An unread answer may hold a wait, which would be lost.
  function giveUp() {
    return setImmediate(() => deadline.reject(connectionError(type)));
  }
  const timer = setTimeout(giveUp, Math.max(timeoutMs, 0));
  try {
    return await Promise.race([promise, deadline.promise]);
  } finally {
    clearTimeout(timer);
  }
}
