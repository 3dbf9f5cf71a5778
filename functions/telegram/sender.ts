import { AuthKey } from 'telegram/crypto/AuthKey.js';
import { SecurityError } from 'telegram/errors/index.js';
import { Logger } from 'telegram/extensions/Logger.js';
import { returnBigInt } from 'telegram/Helpers.js';
import { ConnectionTCPFull } from 'telegram/network/connection/TCPFull.js';
import { MTProtoSender } from 'telegram/network/MTProtoSender.js';
import { RequestState } from 'telegram/network/RequestState.js';
import { RPCResult, type TLMessage } from 'telegram/tl/core/index.js';
import { Api } from 'telegram/tl/index.js';
import { connectionError, parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { GuardedSocket } from './guarded-socket.ts';
import { type Handlers, hearSalts } from './hear-salts.ts';
import { useNativeBigInts } from './native-bigints.ts';
import type { ServerSalts } from './server-salts.ts';

useNativeBigInts();

/** Where to connect, and with which key; without one, a new key is made by the handshake. */
export interface Endpoint {
  dcId: number;
  address: string;
  port: number;
  authKey?: Buffer;
}

/** Private members of gramjs's sender that have to be changed here: see the comments at each use. */
interface SenderInternals {
  _state: { salt: ReturnType<typeof returnBigInt> };
  _handlers: Handlers;
  reconnect: () => void;
}

/** A request to send, and its answer. */
export type SentRequest = RequestState;

/** gramjs types a message's object as any object: with this handler's id it is an rpc_result. */
type ResultMessage = TLMessage & {
  obj: { reqMsgId: string; error?: { errorCode: number; errorMessage: string } };
};

/**
 * gramjs's MTProtoSender over a socket of ours, with its resending taken out: after a loss it would connect again and
 * send pending calls anew, and a call that Telegram had executed would be executed twice.
 * @param onLost called once, when the connection can carry no further answers.
 * @param onServerTime called with Telegram's clock, in milliseconds, at each answer.
 * @param onUpdate called with each single update (updateShort), such as updateLoginToken.
 */
export function createSender(
  endpoint: Endpoint,
  socket: GuardedSocket,
  salts: ServerSalts,
  onLost: (error: TelegramError) => void,
  onServerTime: (serverMs: number) => void,
  onUpdate?: (update: Api.TypeUpdate) => void,
) {
  const logger = new Logger('none' as ConstructorParameters<typeof Logger>[0]);
  const sender = new MTProtoSender(new AuthKey(), {
    logger,
    dcId: endpoint.dcId,
    retries: 1,
    // Without a limit every loss reaches `reconnect`, which is ours; with one, gramjs goes silent at the limit.
    reconnectRetries: Number.POSITIVE_INFINITY,
    delay: 0,
    autoReconnect: false,
    connectTimeout: null,
    authKeyCallback: null,
    isMainSender: false,
    securityChecks: true,
    // The only things the sender asks of its client.
    client: {
      networkSocket: undefined,
      _errorHandler: async (error: unknown) => noteFailure(error),
    } as never,
    updateCallback: (_client: unknown, update: unknown) => {
      if (update instanceof Api.UpdateShort) {
        onUpdate?.(update.update);
      }
    },
    // Transport error 404: the data centre does not know the key.
    onConnectionBreak: () => onLost(connectionError('AUTH_KEY_NOT_FOUND')),
    _exportedSenderPromises: new Map(),
  });
  let failure: unknown;
  const internals = sender as unknown as SenderInternals;
  internals.reconnect = () => onLost(connectionError('CONNECTION_LOST'));
  answerErrorsOnly(sender, internals);
  hearServerTime(internals, onServerTime);
  hearSalts(sender, internals._handlers, salts);

  return { start, send, disconnect, getSalt, setSalt, getAuthKey };

  /** Opens the connection; makes an auth key first where there is none. Rejects, or never settles: give it a deadline. */
  async function start(): Promise<void> {
    if (endpoint.authKey !== undefined) {
      await sender.authKey.setKey(endpoint.authKey);
    }
    const connection = new ConnectionTCPFull({
      ip: endpoint.address,
      port: endpoint.port,
      dcId: endpoint.dcId,
      loggers: logger,
      // gramjs constructs its socket itself, so it gets a constructor that returns ours.
      socket: function socketOfOurs() {
        return socket;
      } as never,
      testServers: false,
    });
    if (!(await sender.connect(connection, false))) {
      throw connectionError(failure instanceof SecurityError ? 'HANDSHAKE_FAILED' : 'CONNECTION_FAILED');
    }
  }

  function noteFailure(error: unknown): void {
    failure = error;
  }

  /**
   * @param after Telegram executes the request only after this one has succeeded.
   * @see https://core.telegram.org/method/invokeAfterMsg
   */
  function send(request: Api.AnyRequest, after?: SentRequest): SentRequest {
    const state = new RequestState(request as ConstructorParameters<typeof RequestState>[0]);
    // gramjs wraps the request in invokeAfterMsg as it gives out message ids: a request that is sent again after a bad salt
    // names the new id of the one before it.
    state.after = after;
    // A request that is sent again, as after a wrong clock, is written anew: a date in it may be counted from now.
    Object.defineProperty(state, 'data', { get: () => request.getBytes() });
    sender.addStateToQueue(state);
    return state;
  }

  function disconnect(): Promise<void> {
    return sender.disconnect();
  }

  function getSalt(): string {
    return internals._state.salt.toString();
  }

  function setSalt(salt: bigint): void {
    internals._state.salt = returnBigInt(salt);
  }

  function getAuthKey(): Buffer {
    const key = sender.authKey.getKey();
    if (key === undefined) {
      throw connectionError('CONNECTION_FAILED');
    }
    return key;
  }
}

/**
 * Rejects a failed call with Telegram's own error string. gramjs's handler loses FLOOD_PREMIUM_WAIT's name, and it
 * throws after rejecting, which drops every later answer of the same container.
 */
function answerErrorsOnly(sender: MTProtoSender, internals: SenderInternals): void {
  const id = RPCResult.CONSTRUCTOR_ID.toString();
  const answer = internals._handlers[id];
  internals._handlers[id] = (message) => {
    const { reqMsgId, error } = (message as ResultMessage).obj;
    if (error === undefined || error === null) {
      return answer?.(message);
    }
    const state = sender._pendingState.getAndDelete(reqMsgId as never) as RequestState | undefined;
    state?.reject?.(new TelegramError(parseRpcError(error.errorCode, error.errorMessage)));
  };
}

/**
 * The upper half of an answer's message id is the Unix time at which Telegram made it.
 * @see https://core.telegram.org/mtproto/description#message-identifier-msg-id
 */
function hearServerTime({ _handlers }: SenderInternals, onServerTime: (serverMs: number) => void): void {
  for (const { CONSTRUCTOR_ID } of [RPCResult, Api.BadMsgNotification, Api.NewSessionCreated]) {
    const id = CONSTRUCTOR_ID.toString();
    const handle = _handlers[id];
    _handlers[id] = (message) => {
      onServerTime(Number((BigInt(message.msgId.toString()) * 1000n) >> 32n));
      return handle?.(message);
    };
  }
}
