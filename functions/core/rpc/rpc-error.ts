import { type Advice, advice } from './rpc-advice.ts';
import type { RpcErrorClass } from './rpc-error-class.ts';

/** An error of Telegram, parsed once: `FLOOD_WAIT_42` is type `FLOOD_WAIT` with argument 42. */
export interface RpcError {
  code: number;
  type: string;
  argument?: number;
  class: RpcErrorClass;
  /** What it means and what to do next, in one or two sentences. */
  detail: string;
}

const known = new Map<string, { class: RpcErrorClass; detail: string }>(
  Object.entries(advice).flatMap(([errorClass, types]) =>
    Object.entries(types).map(
      ([type, told]) => [type, { class: errorClass as RpcErrorClass, detail: tell(told) }] as const,
    ),
  ),
);

function tell(told: Advice): string {
  return typeof told === 'string' ? told : told.join(' ');
}

/**
 * Parses Telegram's error string into its type, argument and class. A 420 with seconds is a wait under any name. A 500
 * or -503 is transient under any name. Any other unlisted error is `unknown`, and the call is tried again.
 * @see https://core.telegram.org/api/errors
 */
export function parseRpcError(code: number, message: string): RpcError {
  const match = /^([A-Z0-9]+(?:_[A-Z]+)*?)(?:_(\d+))?(_[A-Z_]+)?$/.exec(message.toUpperCase());
  const type = match ? `${match[1]}${match[3] ?? ''}` : message.slice(0, 100);
  const argument = match?.[2] === undefined ? undefined : Number(match[2]);
  const entry = known.get(message) ?? known.get(type) ?? fallbackFor(code, type, argument);
  const seconds = entry.class === 'flood' ? (argument ?? unstatedWaitSeconds) : argument;
  return {
    code,
    type: known.has(message) ? message : type,
    ...(seconds === undefined ? {} : { argument: seconds }),
    class: entry.class,
    detail: entry.detail.replace('{X}', String(argument ?? 'X')),
  };
}

/** Used when Telegram asks for a wait of no stated length. Most of its waits are shorter. */
const unstatedWaitSeconds = 60;

/** Telegram appends the constructor that it did not understand to these, such as INPUT_METHOD_INVALID_1400137063_32983. */
const unreadCalls = [
  'INPUT_FETCH_',
  'INPUT_METHOD_INVALID',
  'INPUT_CONSTRUCTOR_INVALID',
  'INPUT_LAYER_INVALID',
];

function fallbackFor(
  code: number,
  type: string,
  argument: number | undefined,
): { class: RpcErrorClass; detail: string } {
  if (unreadCalls.some((prefix) => type.startsWith(prefix))) {
    return { class: 'bug', detail: tell(advice.bug.INPUT_FETCH_ERROR ?? '') };
  }
  if (code === 420 && argument !== undefined) {
    return { class: 'flood', detail: tell(advice.flood.FLOOD_WAIT ?? '') };
  }
  if (code >= 500 || code < 0) {
    return { class: 'transient', detail: 'Telegram had an internal error. It is tried again.' };
  }
  return {
    class: 'unknown',
    detail: `Telegram answered ${type}, which this service does not know. It is tried again.`,
  };
}

/**
 * A call or a connection that failed, parsed. All code that talks to Telegram throws it. It never holds a session, a
 * key or a link.
 */
export class TelegramError extends Error {
  override readonly name = 'TelegramError';
  readonly rpc: RpcError;
  /** The address of a failed connection, as `host:port`. It is for the operator: jobs store only `rpc`. */
  address?: string;

  constructor(rpc: RpcError) {
    super(`${rpc.type} (${rpc.class})`);
    this.rpc = rpc;
  }
}

/** Makes the error for a failure of the connection itself, in the same form as Telegram's own errors. */
export function connectionError(
  type:
    | 'CONNECTION_FAILED'
    | 'HANDSHAKE_FAILED'
    | 'CONNECTION_LOST'
    | 'CALL_NOT_MADE'
    | 'ANSWER_TIMEOUT'
    | 'AUTH_KEY_NOT_FOUND',
): TelegramError {
  return new TelegramError(parseRpcError(0, type));
}

/**
 * True when nobody can tell whether Telegram executed the call. It may be repeated only after reconciliation. An
 * unlisted error with a code below 500 is a refusal: the call was not executed.
 * @see https://core.telegram.org/api/errors
 */
export function isOutcomeUnknown(error: RpcError): boolean {
  return error.class === 'transient' || (error.class === 'unknown' && !isRefusal(error));
}

/** Telegram has read the call and refused to execute it. 303 names another data centre. */
export function isRefusal({ code }: RpcError): boolean {
  return code >= 300 && code < 500;
}

/**
 * Whether a wait is for one chat only: slow mode is a setting of a chat. No other error with a wait is about a chat.
 * @see https://core.telegram.org/api/errors#420-flood
 */
export function isForOneChat({ type }: RpcError): boolean {
  return type === 'SLOWMODE_WAIT';
}
