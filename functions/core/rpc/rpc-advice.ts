import type { RpcErrorClass } from './rpc-error-class.ts';

const relogin = 'Log the account in again; its jobs are kept and go on after that.';
const hashCase = 'Upper and lower case count in it: copy it as it is.';
const newQrCode = 'Begin the login again, and scan the new code.';

/** What happened, and what to do where the class of the error does not say it: see `errorClasses` of functions/api. */
export type Advice = string | readonly [means: string, whatToDo: string];

/** What can go wrong while a person logs in: no job ends with it. */
export const loginAdvice: Record<string, Advice> = {
  PHONE_NUMBER_INVALID: [
    'Telegram refuses this phone number as malformed.',
    'Enter it with its country code, such as +49 151 23456789.',
  ],
  PHONE_NUMBER_BANNED: [
    'Telegram has banned this phone number.',
    'Appeal through a Telegram app, or log another account in.',
  ],
  PHONE_NUMBER_UNOCCUPIED: [
    'This phone number has no Telegram account.',
    'Make one in a Telegram app first, then log it in here.',
  ],
  PHONE_NUMBER_FLOOD: [
    'Too many logins were tried with this phone number.',
    'Try again tomorrow, or log in by QR code.',
  ],
  PHONE_CODE_INVALID: [
    'This is not the code that Telegram sent.',
    'Look at the newest message and enter it again.',
  ],
  PHONE_CODE_EMPTY: ['No code was entered.', 'Enter the one that Telegram sent.'],
  PHONE_CODE_EXPIRED: ['This code is too old.', 'Enter the new one that Telegram sends.'],
  SEND_CODE_UNAVAILABLE: [
    'Telegram has no other way to send the code.',
    'Look again where it was sent, or begin the login again later.',
  ],
  EMAIL_SETUP_REQUIRED: [
    'Telegram wants a login e-mail for this account first.',
    'Set one in a Telegram app, or log in by QR code.',
  ],
  PASSWORD_HASH_INVALID: ['This is not the two-step password of the account.', 'Enter it again.'],
  PHONE_PASSWORD_FLOOD: ['Too many wrong two-step passwords were entered.', 'Try again tomorrow.'],
  SRP_ID_INVALID: ['The password was entered too late.', 'Enter it again.'],
  SRP_PASSWORD_CHANGED: ['The two-step password has just been changed.', 'Enter the new one.'],
  AUTH_TOKEN_EXPIRED: ['The QR code was not scanned in time.', newQrCode],
  AUTH_TOKEN_INVALID: ['Telegram does not take this QR code.', newQrCode],
  AUTH_TOKEN_INVALIDX: ['Telegram does not take this QR code.', newQrCode],
  AUTH_TOKEN_INVALID2: ['Telegram does not take this QR code.', newQrCode],
  AUTH_TOKEN_ALREADY_ACCEPTED: ['This QR code was used for another login.', newQrCode],
  AUTH_BYTES_INVALID: ['Telegram would not hand the login over to the other data centre.', 'Try it again.'],
  DC_ID_INVALID: [
    'There is no such data centre.',
    'Check where the account was logged in: production or test servers.',
  ],
  BOT_SESSION: [
    "This is a bot's login, and this service needs a person's: bots make links by createChatInviteLink of the Bot API (https://core.telegram.org/bots/api#createchatinvitelink).",
    'Log a person in.',
  ],
};

/**
 * Telegram's errors by what they ask for. `{X}` stands for the error's argument.
 * @see https://core.telegram.org/api/errors
 */
export const advice: Record<Exclude<RpcErrorClass, 'unknown'>, Record<string, Advice>> = {
  input: {
    CHANNEL_INVALID: [
      'Telegram does not know this channel for this account (a wrong id or access hash).',
      'Address it by @username or invite link.',
    ],
    CHAT_ID_INVALID: [
      'There is no such basic group for this account.',
      'Check the id, or address the chat by @username.',
    ],
    PEER_ID_INVALID: [
      'This peer is not a chat that can have invite links.',
      'Name a group, supergroup or channel.',
    ],
    CHANNEL_MONOFORUM_UNSUPPORTED: [
      'Monoforums (direct-message channels) have no invite links.',
      'Name another chat.',
    ],
    EXPIRE_DATE_INVALID: [
      'expire_date was not in the future when the link was to be made.',
      'Ask again with a later date, or use expire_in.',
    ],
    USAGE_LIMIT_INVALID: 'Telegram refused usage_limit. It takes 1 to 99999.',
    PRICING_CHAT_INVALID: 'Subscription pricing is for channels only, and this chat is none.',
    SUBSCRIPTION_PERIOD_INVALID: 'Telegram refused the subscription period. It takes 2592000 (30 days).',
    INPUT_USER_DEACTIVATED: [
      'This user has deleted their account.',
      'Leave the request: it lets nobody in any more.',
    ],
    USER_ID_INVALID: [
      'Telegram does not know this user for this account.',
      'Look at the requests to join, and name one of those who ask.',
    ],
    HIDE_REQUESTER_MISSING: [
      'Nobody asks to join any more: the request was decided before, or was taken back.',
      'There is nothing left to do.',
    ],
    USER_ALREADY_PARTICIPANT: ['The user is in the chat already.', 'There is nothing left to do.'],
    USER_CHANNELS_TOO_MUCH: [
      'The user is in as many channels and supergroups as Telegram allows one user.',
      'The request stays: ask the user to leave a chat, then decide again.',
    ],
    CHANNELS_TOO_MUCH: [
      'Telegram refuses to let anyone in, because the account is in as many channels and supergroups as it allows one user.',
      'Leave a chat, then decide again.',
    ],
    USERS_TOO_MUCH: ['The chat has as many members as Telegram allows.', 'Remove some, then decide again.'],
    USERNAME_INVALID: 'Telegram refused this username as malformed.',
    USERNAME_NOT_OCCUPIED: ['Nobody has this username.', 'Check its spelling.'],
    INVITE_HASH_INVALID: [
      'This invite link is not a valid one.',
      `${hashCase} Name the chat by @username or by another link.`,
    ],
    INVITE_HASH_EMPTY: 'This invite link has no hash in it.',
    INVITE_HASH_EXPIRED: [
      'This invite link has expired or was revoked, or is misspelled.',
      `${hashCase} Name the chat in another way.`,
    ],
    CHAT_INVITE_PERMANENT: 'A permanent link cannot carry these options.',
    INVITE_REVOKED_MISSING: ['Telegram deletes revoked links only.', 'Revoke the link first.'],
    TITLE_INVALID: 'Telegram refused the title. It takes up to 32 characters.',
    ...loginAdvice,
  },
  rights: {
    CHANNEL_PRIVATE: [
      'The account cannot see this channel: it is private and the account is not in it, or was banned from it.',
      'Add the account first.',
    ],
    CHAT_ADMIN_REQUIRED: [
      'The account is not an administrator with the right to invite users via link in this chat.',
      'Grant it, then ask again.',
    ],
    EDIT_BOT_INVITE_FORBIDDEN: [
      'A bot made this link, and only that bot may change it.',
      'Change it with that bot, or ask for a link of your own.',
    ],
    CHAT_WRITE_FORBIDDEN: [
      'The account may not act in this chat.',
      'Restore its membership or rights, then ask again.',
    ],
    USER_RESTRICTED: [
      'Telegram has restricted this account for spam.',
      'Ask @SpamBot about it, then ask again.',
    ],
  },
  flood: {
    FLOOD_WAIT: 'Telegram asks this account to wait before it calls this method again.',
    FLOOD_PREMIUM_WAIT: 'Telegram asks this account to wait before it calls this method again.',
    SLOWMODE_WAIT: 'Slow mode: Telegram asks this account to wait before it acts in this chat again.',
  },
  account_halted: {
    PEER_FLOOD: [
      'Telegram has limited this account for flooding.',
      'Ask @SpamBot about it, then resume the account.',
    ],
    FROZEN_METHOD_INVALID: [
      'Telegram has frozen this account.',
      'Appeal in the Telegram app, then resume the account.',
    ],
    FROZEN_PARTICIPANT_MISSING: [
      'Telegram has frozen this account.',
      'Appeal in the Telegram app, then resume the account.',
    ],
    SESSION_PASSWORD_NEEDED: ['The login was never finished: the two-step password is missing.', relogin],
  },
  session_dead: {
    AUTH_KEY_UNREGISTERED: ['Telegram no longer knows this session.', relogin],
    AUTH_KEY_INVALID: ["Telegram refuses this session's key.", relogin],
    AUTH_KEY_DUPLICATED: [
      'The session was used from two places at once and Telegram has ended it.',
      `Use it nowhere else. ${relogin}`,
    ],
    AUTH_KEY_PERM_EMPTY: ["This session's key is not bound to a login.", relogin],
    AUTH_KEY_NOT_FOUND: ["The data centre does not know this session's key (transport error 404).", relogin],
    SESSION_REVOKED: ['The session was ended from another device.', relogin],
    SESSION_EXPIRED: ['The session has expired.', relogin],
    USER_DEACTIVATED: [
      'This Telegram account has been deleted or deactivated.',
      'Ask with another account: this one makes no links any more.',
    ],
    USER_DEACTIVATED_BAN: [
      'Telegram has banned this account.',
      'Appeal to recover it, then log it in again.',
    ],
  },
  app: {
    API_ID_INVALID: [
      'Telegram refuses the api_id or api_hash.',
      'Log the account in with valid ones from my.telegram.org.',
    ],
    CONNECTION_API_ID_INVALID: [
      'Telegram refuses the api_id.',
      'Log the account in with a valid one from my.telegram.org.',
    ],
    API_ID_PUBLISHED_FLOOD: [
      'This api_id was published and is blocked.',
      'Get one of your own at my.telegram.org.',
    ],
  },
  moved: {
    PHONE_MIGRATE: ['This phone number is at home in data centre {X}.', 'Its login goes on there by itself.'],
    NETWORK_MIGRATE: [
      'Telegram sends this connection to data centre {X}.',
      'The login goes on there by itself.',
    ],
    USER_MIGRATE: [
      'Telegram has moved this account to data centre {X}.',
      'Run `npm run account -- check NAME`, which moves its session, then resume it.',
    ],
  },
  transient: {
    RPC_CALL_FAIL: 'Telegram had an internal error. It is tried again.',
    RPC_MCGET_FAIL: 'Telegram had an internal error. It is tried again.',
    INTERDC_CALL_ERROR: 'Telegram could not reach another of its data centres. It is tried again.',
    INTERDC_CALL_RICH_ERROR: 'Telegram could not reach another of its data centres. It is tried again.',
    WORKER_BUSY_TOO_LONG_RETRY: 'Telegram is busy. It is tried again.',
    MSG_WAIT_TIMEOUT: 'Telegram did not finish in time. It is tried again.',
    AUTH_RESTART: ['Telegram lost track of the login.', 'Begin it again.'],
    TIMEOUT: 'Telegram did not finish in time. It is tried again.',
    CONNECTION_FAILED: 'Telegram could not be reached. It is tried again.',
    HANDSHAKE_FAILED: [
      'Telegram and this service could not agree on a new key.',
      'It is tried again. If it stays so, check that the server is the one meant.',
    ],
    CONNECTION_LOST:
      'The connection to Telegram broke before the answer came. It is tried again as soon as that is safe.',
    CALL_NOT_MADE: 'The call did not get to Telegram. It is made again.',
    ANSWER_TIMEOUT: 'Telegram did not answer in time. It is tried again as soon as that is safe.',
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
