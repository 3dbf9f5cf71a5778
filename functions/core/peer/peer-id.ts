import type { Peer, PeerProblem } from './peer.ts';

/*
 * Bot API ids put every kind of chat on one number line:
 * https://core.telegram.org/api/bots/ids
 */
const maxBasicChatId = 999_999_999_999n;
const channelIdOffset = 1_000_000_000_000n;
const maxChannelId = 997_852_516_352n;
const maxSecretChatId = -1_997_852_516_353n;
const minSecretChatId = -2_002_147_483_648n;
const minMonoforumId = -4_000_000_000_000n;

/** Reads a bot API id (negative for every kind of group or channel). */
export function parseDialogId(value: unknown): Peer | PeerProblem {
  const id = toInteger(value);
  if (typeof id !== 'bigint') {
    return id;
  }
  if (id >= 0n) {
    return problem(
      'A positive id is a user, a bot, or a chat id without its sign. Write -ID for a basic group, -100ID for a channel or supergroup.',
    );
  }
  if (id >= -maxBasicChatId) {
    return { kind: 'chat', chatId: String(-id) };
  }
  if (id >= -channelIdOffset - maxChannelId && id < -channelIdOffset) {
    return { kind: 'channel', channelId: String(-id - channelIdOffset) };
  }
  if (id <= maxSecretChatId && id >= minSecretChatId) {
    return problem('This is the id of a secret chat. Secret chats have no invite links.');
  }
  if (id < minSecretChatId && id >= minMonoforumId) {
    return problem(
      'This is the id of a monoforum (direct messages of a channel). Monoforums have no invite links.',
    );
  }
  return problem('This id lies outside the ranges that Telegram gives to chats.');
}

/** Reads the id of a basic group: positive in MTProto, negative in the bot API. */
export function parseChatId(value: unknown): Peer | PeerProblem {
  const id = toInteger(value);
  if (typeof id !== 'bigint') {
    return id;
  }
  if (id < 0n) {
    return parseDialogId(id);
  }
  if (id === 0n || id > maxBasicChatId) {
    return problem('This chat_id lies outside the range that Telegram gives to basic groups.');
  }
  return { kind: 'chat', chatId: String(id) };
}

/** Reads the id of a channel (positive in MTProto, -100... in the bot API) with its access hash. */
export function parseChannelId(value: unknown, accessHash?: unknown): Peer | PeerProblem {
  const id = toInteger(value);
  if (typeof id !== 'bigint') {
    return id;
  }
  if (id === 0n || id > maxChannelId) {
    return problem('This channel_id lies outside the range that Telegram gives to channels.');
  }
  const channel = id < 0n ? parseDialogId(id) : ({ kind: 'channel', channelId: String(id) } as const);
  if ('problem' in channel || channel.kind !== 'channel' || accessHash === undefined) {
    return channel;
  }
  const hash = toInteger(accessHash);
  if (typeof hash !== 'bigint') {
    return hash;
  }
  if (BigInt.asIntN(64, hash) !== hash) {
    return problem('access_hash does not fit into 64 bits.');
  }
  // Libraries print zero when they have no hash.
  return hash === 0n ? channel : { ...channel, accessHash: String(hash) };
}

/** The bot API id of the channel with that MTProto id; undefined when no channel can have that id. */
export function toChannelDialogId(channelId: string): string | undefined {
  const id = BigInt(channelId);
  return id > maxChannelId ? undefined : String(-channelIdOffset - id);
}

/**
 * An integer from a number, a bigint or a decimal string. A number beyond 2^53 is refused, because JSON has already
 * lost its last digits.
 */
function toInteger(value: unknown): bigint | PeerProblem {
  if (typeof value === 'bigint') {
    return value;
  }
  if (typeof value === 'string') {
    return /^-?\d{1,20}$/.test(value)
      ? BigInt(value)
      : problem('An id is written in decimal digits, 20 of them at most.');
  }
  if (typeof value !== 'number') {
    return problem('An id is an integer, or a string of decimal digits.');
  }
  if (!Number.isInteger(value)) {
    return problem('An id is a whole number.');
  }
  if (!Number.isSafeInteger(value)) {
    return problem('This id is beyond 2^53, where a JSON number loses digits. Write it as a string.');
  }
  return BigInt(value);
}

/** The answer for a value that names no chat. */
export function problem(detail: string): PeerProblem {
  return { problem: detail };
}
