import type { Peer, PeerProblem } from './peer.ts';
import { parseChannelId, parseChatId, parseDialogId, problem } from './peer-id.ts';

type TlObject = Record<string, unknown>;

/** The deepest form has four levels: an update, with a message, with a peer. */
const deepest = 5;

const refusedKinds: [pattern: RegExp, detail: string][] = [
  [/^inputPeerEmpty$/, 'inputPeerEmpty names no chat.'],
  [/Self$/, 'This is the account itself. It has no invite links; name a group, supergroup or channel.'],
  [/encrypted/i, 'This is a secret chat. Secret chats have no invite links.'],
  [
    /^(input)?(peer)?ChannelFromMessage$/i,
    'A channel known from a message only has no access hash. Write its @name or -100ID.',
  ],
  [
    /^(input)?(peer)?User|^updateShortMessage$|^updateUser/i,
    'This is a user or a bot. They have no invite links; name a group, supergroup or channel.',
  ],
  [
    /^(chat|channel)(Empty|Forbidden)$/,
    'The account that printed this is not in the chat. Name a chat that the account is in.',
  ],
  [/^messageEmpty$/, 'messageEmpty names no chat.'],
  [/^updates/, 'This is a list of updates. Name one Update, Message or InputPeer.'],
];

/** The fields of Bot API and MTProto updates that hold the chat, in the order in which they are tried. */
const carriers = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'business_message',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'chat_boost',
  'removed_chat_boost',
  'message_reaction',
  'message_reaction_count',
  'callback_query',
  'update',
  'chat',
  'peer_id',
  'to_id',
  'peer',
] as const;

/**
 * Reads a chat from an InputPeer, Peer, Message or Update as MadelineProto, Telethon (`to_json`) or the Bot API print it.
 * @see https://core.telegram.org/type/InputPeer and https://core.telegram.org/bots/api#update
 */
export function parsePeerObject(object: TlObject): Peer | PeerProblem {
  return readObject(object, deepest);
}

function readObject(object: TlObject, depth: number): Peer | PeerProblem {
  const kind =
    typeof object._ === 'string' ? object._.charAt(0).toLowerCase() + object._.slice(1) : undefined;
  if (kind !== undefined) {
    const refused = refusedKinds.find(([pattern]) => pattern.test(kind));
    return refused ? problem(refused[1]) : readTlObject(kind, object, depth);
  }
  return isBotApiChat(object) ? readBotApiChat(object) : readCarrier(object, depth);
}

function readTlObject(kind: string, object: TlObject, depth: number): Peer | PeerProblem {
  switch (kind) {
    case 'inputPeerChannel':
    case 'inputChannel':
      return object.access_hash === undefined
        ? problem(
            `${kind} needs its access_hash. Without one, write -100ID or {"_":"peerChannel","channel_id":"ID"}.`,
          )
        : parseChannelId(object.channel_id, object.access_hash);
    case 'peerChannel':
      return parseChannelId(object.channel_id);
    case 'inputPeerChat':
    case 'peerChat':
      return parseChatId(object.chat_id);
    case 'channel':
      // A min constructor's hash works in few calls only: https://core.telegram.org/api/min
      return parseChannelId(object.id, object.min === true ? undefined : object.access_hash);
    case 'chat':
      return parseChatId(object.id);
  }
  if (kind.startsWith('message')) {
    return readCarrier({ peer_id: object.peer_id ?? object.to_id }, depth);
  }
  if (kind.startsWith('update')) {
    return readUpdate(object, depth);
  }
  return problem(
    `${kind.slice(0, 64).toWellFormed()} names no chat. Write an InputPeer, Peer, Message or Update.`,
  );
}

/** Updates without a message hold the chat's id directly: https://core.telegram.org/type/Update */
function readUpdate(update: TlObject, depth: number): Peer | PeerProblem {
  if (update.channel_id !== undefined) {
    return parseChannelId(update.channel_id);
  }
  if (update.chat_id !== undefined) {
    return parseChatId(update.chat_id);
  }
  return readCarrier(update, depth);
}

function readCarrier(object: TlObject, depth: number): Peer | PeerProblem {
  const name = carriers.find((carrier) => object[carrier] !== undefined && object[carrier] !== null);
  const inner = name === undefined ? undefined : object[name];
  // MadelineProto prints peers as bot API ids.
  if (typeof inner === 'number' || typeof inner === 'bigint' || typeof inner === 'string') {
    return parseDialogId(inner);
  }
  if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth > 0) {
    return readObject(inner as TlObject, depth - 1);
  }
  return problem(
    'This object names no chat. Write an InputPeer, Peer, Message or Update as your library prints it.',
  );
}

function isBotApiChat(object: TlObject): boolean {
  return object.id !== undefined && typeof object.type === 'string';
}

/** @see https://core.telegram.org/bots/api#chat */
function readBotApiChat(chat: TlObject): Peer | PeerProblem {
  if (chat.type === 'private') {
    return problem('This is a private chat with a user. Users have no invite links.');
  }
  return parseDialogId(chat.id);
}
