/**
 * What an error means for the job and its account. Telegram's mirrors disagree on the numeric codes, so the type
 * string decides.
 * @see https://core.telegram.org/api/errors
 */
export type RpcErrorClass =
  | 'input'
  | 'rights'
  | 'flood'
  | 'account_halted'
  | 'session_dead'
  | 'app'
  | 'moved'
  | 'transient'
  | 'bug'
  | 'unknown';

/** An error of Telegram, parsed once: `FLOOD_WAIT_42` is type `FLOOD_WAIT` with argument 42. */
export interface RpcError {
  code: number;
  type: string;
  argument?: number;
  class: RpcErrorClass;
  /** What it means and what to do next, in one or two sentences. */
  detail: string;
}

const relogin = 'Log the account in again; its jobs are kept and go on after that.';

const advice: Record<Exclude<RpcErrorClass, 'unknown'>, Record<string, string>> = {
  input: {
    CHANNEL_INVALID:
      'Telegram does not know this channel for this account (a wrong id or access hash). Address it by @username or invite link.',
    CHAT_ID_INVALID:
      'There is no such basic group for this account. Check the id, or address the chat by @username.',
    PEER_ID_INVALID:
      'This peer is not a chat that can have invite links. Name a group, supergroup or channel.',
    CHANNEL_MONOFORUM_UNSUPPORTED: 'Monoforums (direct-message channels) have no invite links.',
    EXPIRE_DATE_INVALID:
      'expire_date was not in the future when the link was to be made. Ask again with a later date, or use expire_in.',
    USAGE_LIMIT_INVALID: 'Telegram refused usage_limit. It takes 1 to 99999.',
    PRICING_CHAT_INVALID: 'Subscription pricing is for channels only, and this chat is none.',
    SUBSCRIPTION_PERIOD_INVALID: 'Telegram refused the subscription period. It takes 2592000 (30 days).',
    INPUT_USER_DEACTIVATED: 'The user behind this peer has deleted their account.',
    USERNAME_INVALID: 'Telegram refused this username as malformed.',
    USERNAME_NOT_OCCUPIED: 'Nobody has this username. Check its spelling.',
    INVITE_HASH_INVALID:
      'This invite link is not a valid one. Name the chat by @username or by another link.',
    INVITE_HASH_EMPTY: 'This invite link has no hash in it.',
    INVITE_HASH_EXPIRED: 'This invite link has expired or was revoked. Name the chat in another way.',
    CHAT_INVITE_PERMANENT: 'A permanent link cannot carry these options.',
    TITLE_INVALID: 'Telegram refused the title. It takes up to 32 characters.',
  },
  rights: {
    CHANNEL_PRIVATE:
      'The account cannot see this channel: it is private and the account is not in it, or was banned from it. Add the account first.',
    CHAT_ADMIN_REQUIRED:
      'The account is not an administrator with the right to invite users via link in this chat. Grant it, then ask again.',
    CHAT_WRITE_FORBIDDEN:
      'The account may not act in this chat. Restore its membership or rights, then ask again.',
    USER_RESTRICTED: 'Telegram has restricted this account for spam. Ask @SpamBot about it, then ask again.',
  },
  flood: {
    FLOOD_WAIT: 'Telegram asks this account to wait before it calls this method again.',
    FLOOD_PREMIUM_WAIT: 'Telegram asks this account to wait before it calls this method again.',
    SLOWMODE_WAIT: 'Slow mode: Telegram asks this account to wait before it acts in this chat again.',
  },
  account_halted: {
    PEER_FLOOD:
      'Telegram has limited this account for flooding. Ask @SpamBot about it, then resume the account.',
    FROZEN_METHOD_INVALID:
      'Telegram has frozen this account. Appeal in the Telegram app, then resume the account.',
    FROZEN_PARTICIPANT_MISSING:
      'Telegram has frozen this account. Appeal in the Telegram app, then resume the account.',
    SESSION_PASSWORD_NEEDED: `The login was never finished: the two-step password is missing. ${relogin}`,
  },
  session_dead: {
    AUTH_KEY_UNREGISTERED: `Telegram no longer knows this session. ${relogin}`,
    AUTH_KEY_INVALID: `Telegram refuses this session's key. ${relogin}`,
    AUTH_KEY_DUPLICATED: `The session was used from two places at once and Telegram has ended it. Use it nowhere else. ${relogin}`,
    AUTH_KEY_PERM_EMPTY: `This session's key is not bound to a login. ${relogin}`,
    AUTH_KEY_NOT_FOUND: `The data centre does not know this session's key (transport error 404). ${relogin}`,
    SESSION_REVOKED: `The session was ended from another device. ${relogin}`,
    SESSION_EXPIRED: `The session has expired. ${relogin}`,
    USER_DEACTIVATED: 'This Telegram account has been deleted or deactivated.',
    USER_DEACTIVATED_BAN: 'Telegram has banned this account. Appeal to recover it, then log it in again.',
  },
  app: {
    API_ID_INVALID:
      'Telegram refuses the api_id or api_hash. Log the account in with valid ones from my.telegram.org.',
    CONNECTION_API_ID_INVALID:
      'Telegram refuses the api_id. Log the account in with a valid one from my.telegram.org.',
    API_ID_PUBLISHED_FLOOD:
      'This api_id was published and is blocked. Get one of your own at my.telegram.org.',
  },
  moved: {
    PHONE_MIGRATE: `The account lives in another data centre now. ${relogin}`,
    NETWORK_MIGRATE: `The account lives in another data centre now. ${relogin}`,
    USER_MIGRATE: `The account lives in another data centre now. ${relogin}`,
  },
  transient: {
    RPC_CALL_FAIL: 'Telegram had an internal error. It is tried again.',
    RPC_MCGET_FAIL: 'Telegram had an internal error. It is tried again.',
    INTERDC_CALL_ERROR: 'Telegram could not reach another of its data centres. It is tried again.',
    INTERDC_CALL_RICH_ERROR: 'Telegram could not reach another of its data centres. It is tried again.',
    WORKER_BUSY_TOO_LONG_RETRY: 'Telegram is busy. It is tried again.',
    MSG_WAIT_TIMEOUT: 'Telegram did not finish in time. It is tried again.',
    TIMEOUT: 'Telegram did not finish in time. It is tried again.',
    CONNECTION_FAILED: 'Telegram could not be reached. It is tried again.',
    CONNECTION_LOST:
      'The connection to Telegram broke before the answer came. The chat is checked for the link, then it is tried again.',
    ANSWER_TIMEOUT:
      'Telegram did not answer in time. The chat is checked for the link, then it is tried again.',
  },
  bug: {
    INPUT_METHOD_INVALID:
      'Telegram did not understand the call. This is a fault in this service: please report it.',
    INPUT_FETCH_ERROR:
      'Telegram did not understand the call. This is a fault in this service: please report it.',
    INPUT_FETCH_FAIL:
      'Telegram did not understand the call. This is a fault in this service: please report it.',
    INPUT_LAYER_INVALID:
      'Telegram did not understand the call. This is a fault in this service: please report it.',
    INPUT_CONSTRUCTOR_INVALID:
      'Telegram did not understand the call. This is a fault in this service: please report it.',
    CONNECTION_NOT_INITED:
      'Telegram did not understand the call. This is a fault in this service: please report it.',
    MSG_ID_INVALID: 'Telegram refused the message id. This is a fault in this service: please report it.',
    BUSINESS_CONNECTION_NOT_ALLOWED:
      'Telegram refused a business connection. This is a fault in this service: please report it.',
  },
};

const known = new Map<string, { class: RpcErrorClass; detail: string }>(
  Object.entries(advice).flatMap(([errorClass, types]) =>
    Object.entries(types).map(
      ([type, detail]) => [type, { class: errorClass as RpcErrorClass, detail }] as const,
    ),
  ),
);

/**
 * Parses Telegram's error string into its type, argument and class. A flood error without seconds is not a wait; 500s
 * and -503 are transient whatever they are called; what nobody has listed is `unknown` and treated as transient.
 * @see https://core.telegram.org/api/errors
 */
export function parseRpcError(code: number, message: string): RpcError {
  const match = /^([A-Z0-9]+(?:_[A-Z]+)*?)(?:_(\d+))?(_[A-Z_]+)?$/.exec(message.toUpperCase());
  const type = match ? `${match[1]}${match[3] ?? ''}` : message.slice(0, 100);
  const argument = match?.[2] === undefined ? undefined : Number(match[2]);
  const entry = known.get(message) ?? known.get(type) ?? fallbackFor(code, type);
  if (entry.class === 'flood' && argument === undefined) {
    return { code, type, ...fallbackFor(0, type) };
  }
  return {
    code,
    type: known.has(message) ? message : type,
    ...(argument === undefined ? {} : { argument }),
    ...entry,
  };
}

/** Telegram adds the constructor it did not understand to these, such as INPUT_METHOD_INVALID_1400137063_32983. */
const unreadCalls = [
  'INPUT_FETCH_',
  'INPUT_METHOD_INVALID',
  'INPUT_CONSTRUCTOR_INVALID',
  'INPUT_LAYER_INVALID',
];

function fallbackFor(code: number, type: string): { class: RpcErrorClass; detail: string } {
  if (unreadCalls.some((prefix) => type.startsWith(prefix))) {
    return { class: 'bug', detail: advice.bug.INPUT_FETCH_ERROR ?? '' };
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
 * A call or a connection that failed, parsed. Thrown by everything that talks to Telegram; never carries a session, a
 * key or a link.
 */
export class TelegramError extends Error {
  override readonly name = 'TelegramError';
  readonly rpc: RpcError;

  constructor(rpc: RpcError) {
    super(`${rpc.type} (${rpc.class})`);
    this.rpc = rpc;
  }
}

/** Makes the error for a failure of the connection itself, in the same form as Telegram's own errors. */
export function connectionError(
  type: 'CONNECTION_FAILED' | 'CONNECTION_LOST' | 'ANSWER_TIMEOUT' | 'AUTH_KEY_NOT_FOUND',
): TelegramError {
  return new TelegramError(parseRpcError(0, type));
}

/** True when nobody can tell whether Telegram executed the call: it may be repeated only after reconciliation. */
export function isOutcomeUnknown(error: RpcError): boolean {
  return error.class === 'transient' || error.class === 'unknown';
}
