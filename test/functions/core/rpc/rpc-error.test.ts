import { expect, test } from 'vitest';
import {
  connectionError,
  isForOneChat,
  isOutcomeUnknown,
  isRefusal,
  parseRpcError,
  TelegramError,
} from '../../../../functions/core/rpc/rpc-error.ts';
import type { RpcErrorClass } from '../../../../functions/core/rpc/rpc-error-class.ts';

/** Telegram's error types by what they ask for. Codes differ between mirrors; the type decides. */
const byClass: Partial<Record<RpcErrorClass, [code: number, types: string[]]>> = {
  input: [
    400,
    [
      'CHANNEL_INVALID',
      'CHAT_ID_INVALID',
      'PEER_ID_INVALID',
      'CHANNEL_MONOFORUM_UNSUPPORTED',
      'EXPIRE_DATE_INVALID',
      'USAGE_LIMIT_INVALID',
      'PRICING_CHAT_INVALID',
      'SUBSCRIPTION_PERIOD_INVALID',
      'INPUT_USER_DEACTIVATED',
      'USER_ID_INVALID',
      'HIDE_REQUESTER_MISSING',
      'USER_ALREADY_PARTICIPANT',
      'USER_CHANNELS_TOO_MUCH',
      'CHANNELS_TOO_MUCH',
      'USERS_TOO_MUCH',
      'USERNAME_INVALID',
      'USERNAME_NOT_OCCUPIED',
      'INVITE_HASH_INVALID',
      'INVITE_HASH_EXPIRED',
      'CHAT_INVITE_PERMANENT',
      'PHONE_NUMBER_INVALID',
      'PHONE_NUMBER_BANNED',
      'PHONE_NUMBER_UNOCCUPIED',
      'PHONE_NUMBER_FLOOD',
      'PHONE_CODE_INVALID',
      'PHONE_CODE_EMPTY',
      'PHONE_CODE_EXPIRED',
      'PHONE_PASSWORD_FLOOD',
      'SEND_CODE_UNAVAILABLE',
      'EMAIL_SETUP_REQUIRED',
      'PASSWORD_HASH_INVALID',
      'SRP_ID_INVALID',
      'SRP_PASSWORD_CHANGED',
      'AUTH_TOKEN_EXPIRED',
      'AUTH_TOKEN_INVALID',
      'AUTH_TOKEN_INVALIDX',
      'AUTH_TOKEN_INVALID2',
      'AUTH_TOKEN_ALREADY_ACCEPTED',
      'AUTH_BYTES_INVALID',
      'DC_ID_INVALID',
    ],
  ],
  rights: [403, ['CHANNEL_PRIVATE', 'CHAT_ADMIN_REQUIRED', 'CHAT_WRITE_FORBIDDEN', 'USER_RESTRICTED']],
  account_halted: [
    420,
    ['PEER_FLOOD', 'FROZEN_METHOD_INVALID', 'FROZEN_PARTICIPANT_MISSING', 'SESSION_PASSWORD_NEEDED'],
  ],
  session_dead: [
    401,
    [
      'AUTH_KEY_UNREGISTERED',
      'AUTH_KEY_INVALID',
      'AUTH_KEY_DUPLICATED',
      'AUTH_KEY_PERM_EMPTY',
      'SESSION_REVOKED',
      'SESSION_EXPIRED',
      'USER_DEACTIVATED',
      'USER_DEACTIVATED_BAN',
    ],
  ],
  app: [400, ['API_ID_INVALID', 'CONNECTION_API_ID_INVALID', 'API_ID_PUBLISHED_FLOOD']],
  transient: [
    500,
    ['AUTH_RESTART', 'RPC_CALL_FAIL', 'RPC_MCGET_FAIL', 'WORKER_BUSY_TOO_LONG_RETRY', 'MSG_WAIT_TIMEOUT'],
  ],
  bug: [
    400,
    [
      'INPUT_METHOD_INVALID',
      'INPUT_FETCH_ERROR',
      'INPUT_FETCH_FAIL',
      'INPUT_LAYER_INVALID',
      'MSG_ID_INVALID',
      'BUSINESS_CONNECTION_NOT_ALLOWED',
    ],
  ],
};

const listed = Object.entries(byClass).flatMap(([errorClass, [code, types]]) =>
  types.map((type) => [type, code, errorClass] as const),
);

test.each(listed)('%s (%i) is of class %s', (type, code, errorClass) => {
  const error = parseRpcError(code, type);
  expect(error).toMatchObject({ code, type, class: errorClass });
  expect(error.argument).toBeUndefined();
  expect(error.detail).toMatch(/\.$/);
});

test.each(listed)('the class of %s does not depend on its code', (type, _code, errorClass) => {
  for (const code of [303, 400, 401, 403, 406, 420]) {
    expect(parseRpcError(code, type).class).toBe(errorClass);
  }
});

test.each([
  ['FLOOD_WAIT_42', 'FLOOD_WAIT', 42],
  ['FLOOD_WAIT_0', 'FLOOD_WAIT', 0],
  ['FLOOD_PREMIUM_WAIT_7', 'FLOOD_PREMIUM_WAIT', 7],
  ['SLOWMODE_WAIT_86400', 'SLOWMODE_WAIT', 86_400],
])('%s is a wait of type %s', (message, type, argument) => {
  expect(parseRpcError(420, message)).toMatchObject({ type, argument, class: 'flood' });
});

test.each(['NEW_WAIT_6', 'SOMETHING_NEW_6'])(
  '%s is on no list, and with the code of a wait one of six seconds',
  (message) => {
    expect(parseRpcError(420, message)).toMatchObject({
      argument: 6,
      class: 'flood',
      type: message.slice(0, -2),
    });
    expect(parseRpcError(400, message).class).toBe('unknown');
  },
);

test.each(['FLOOD_WAIT', 'FLOOD_PREMIUM_WAIT', 'SLOWMODE_WAIT'])(
  '%s without seconds is a wait of a minute',
  (message) => {
    expect(parseRpcError(420, message)).toMatchObject({ type: message, argument: 60, class: 'flood' });
  },
);

test('what is on no list, and says no number, is no wait', () => {
  expect(parseRpcError(420, 'SOMETHING_NEW')).toMatchObject({ class: 'unknown' });
  expect(parseRpcError(420, 'FLOOD_WAIT_')).toMatchObject({ class: 'unknown' });
});

test('only a wait for slow mode is for one chat', () => {
  const waits = ['FLOOD_WAIT_3', 'FLOOD_PREMIUM_WAIT_3', 'SLOWMODE_WAIT_3', 'NEW_WAIT_3'];
  const forOneChat = waits.filter((message) => isForOneChat(parseRpcError(420, message)));
  expect(forOneChat).toEqual(['SLOWMODE_WAIT_3']);
});

test('FROZEN_METHOD_INVALID comes with the code of a wait and is none', () => {
  expect(parseRpcError(420, 'FROZEN_METHOD_INVALID')).toMatchObject({ class: 'account_halted' });
});

test.each([
  ['PHONE_MIGRATE_4', 'PHONE_MIGRATE', 4],
  ['NETWORK_MIGRATE_2', 'NETWORK_MIGRATE', 2],
  ['USER_MIGRATE_5', 'USER_MIGRATE', 5],
])('%s says where the account lives', (message, type, argument) => {
  expect(parseRpcError(303, message)).toMatchObject({ type, argument, class: 'moved' });
});

test.each(['PHONE_MIGRATE', 'NETWORK_MIGRATE', 'USER_MIGRATE'])(
  '%s names the data centre in words',
  (type) => {
    expect(parseRpcError(303, `${type}_4`).detail).toContain('data centre 4');
  },
);

test('a moved account is repaired by a command, which is named', () => {
  expect(parseRpcError(303, 'USER_MIGRATE_4').detail).toContain('`npm run account -- check NAME`');
});

test.each(['INVITE_HASH_EXPIRED', 'INVITE_HASH_INVALID'])('%s says that case counts', (type) => {
  expect(parseRpcError(400, type).detail).toContain('Upper and lower case count in it');
});

test("a bot's login points to the Bot API", () => {
  const error = parseRpcError(400, 'BOT_SESSION');
  expect(error).toMatchObject({ class: 'input', detail: expect.stringContaining('createChatInviteLink') });
});

test('an argument in the middle of a type is taken out of it', () => {
  expect(parseRpcError(500, 'INTERDC_5_CALL_ERROR')).toMatchObject({
    type: 'INTERDC_CALL_ERROR',
    argument: 5,
    class: 'transient',
  });
  expect(parseRpcError(500, 'INTERDC_2_CALL_RICH_ERROR')).toMatchObject({
    type: 'INTERDC_CALL_RICH_ERROR',
    argument: 2,
    class: 'transient',
  });
});

test.each([
  [500, 'No workers running'],
  [500, 'SOMETHING_NEW'],
  [-503, 'Timeout'],
  [-500, 'NEVER_HEARD_OF'],
])('%i %s is transient, whatever it is called', (code, message) => {
  expect(parseRpcError(code, message).class).toBe('transient');
});

test.each([
  'INPUT_FETCH_SOMETHING_NEW',
  'INPUT_METHOD_INVALID_1400137063_32983',
  'INPUT_CONSTRUCTOR_INVALID_5EB1',
])('%s is a fault of this service: Telegram did not read the call', (message) => {
  expect(parseRpcError(400, message).class).toBe('bug');
});

test.each([
  [400, 'SOMETHING_NEW', 'SOMETHING_NEW'],
  [406, 'SOMETHING_3_NEW', 'SOMETHING_NEW'],
  [400, 'a sentence, not a type', 'a sentence, not a type'],
  [400, '', ''],
  [400, 'toString', 'TOSTRING'],
])('%i "%s" is unknown, and said by its type', (code, message, type) => {
  const error = parseRpcError(code, message);
  expect(error).toMatchObject({ class: 'unknown', type });
});

test('a long message is cut short', () => {
  expect(parseRpcError(400, 'no type '.repeat(100)).type).toHaveLength(100);
});

test('a TelegramError names type and class and nothing else', () => {
  const error = new TelegramError(parseRpcError(403, 'CHAT_ADMIN_REQUIRED'));
  expect(`${error}`).toBe('TelegramError: CHAT_ADMIN_REQUIRED (rights)');
});

test.each([
  ['CONNECTION_FAILED', 'transient'],
  ['HANDSHAKE_FAILED', 'transient'],
  ['CONNECTION_LOST', 'transient'],
  ['CALL_NOT_MADE', 'transient'],
  ['ANSWER_TIMEOUT', 'transient'],
  ['AUTH_KEY_NOT_FOUND', 'session_dead'],
] as const)('a connection that ends with %s is of class %s', (type, errorClass) => {
  expect(connectionError(type).rpc).toMatchObject({ type, code: 0, class: errorClass });
});

test.each([
  [400, 'SOMETHING_NEW', false],
  [420, 'FLOOD_WAIT_3', false],
  [303, 'USER_MIGRATE_4', false],
  [406, 'SOMETHING_NEW', false],
  [500, 'SOMETHING_NEW', true],
  [-503, 'Timeout', true],
  [500, 'RPC_CALL_FAIL', true],
  [0, 'SOMETHING_NEW', true],
  [400, 'MSG_WAIT_TIMEOUT', true],
])('%i %s leaves it open whether the call was executed: %s', (code, message, isOpen) => {
  expect(isOutcomeUnknown(parseRpcError(code, message))).toBe(isOpen);
});

test('of what is listed only transient errors leave it open whether the call was executed', () => {
  const classes = Object.values(byClass).flatMap(([code, types]) =>
    types.map((type) => parseRpcError(code, type)),
  );
  const open = classes.filter(isOutcomeUnknown).map(({ class: errorClass }) => errorClass);
  expect(new Set(open)).toEqual(new Set(['transient']));
});

test.each([
  [299, false],
  [300, true],
  [499, true],
  [500, false],
  [-503, false],
  [0, false],
])('code %i is a refusal: %s', (code, isIt) => {
  expect(isRefusal(parseRpcError(code, 'SOMETHING_NEW'))).toBe(isIt);
});
