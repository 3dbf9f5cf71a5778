import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Channel, Chat, Peer, User } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/**
 * The chat an InputPeer names for this account. It does not check rights.
 * @throws RpcError PEER_ID_INVALID, CHAT_ID_INVALID, CHANNEL_INVALID
 */
export function findInputPeer(world: World, viewer: User, peer: TlObject): Peer {
  if (peer._ === 'inputPeerChat') {
    return findChat(world, peer.chat_id as bigint);
  }
  if (peer._ === 'inputPeerChannel') {
    return findInputChannel(world, viewer, peer);
  }
  throw badRequest('PEER_ID_INVALID');
}

/** @throws RpcError CHAT_ID_INVALID */
export function findChat(world: World, chatId: bigint): Chat {
  const chat = world.chats.get(chatId);
  if (chat === undefined) {
    throw badRequest('CHAT_ID_INVALID');
  }
  return chat;
}

/**
 * The channel an InputChannel or inputPeerChannel names; its access hash must be this account's own.
 * @throws RpcError CHANNEL_INVALID
 */
export function findInputChannel(world: World, viewer: User, input: TlObject): Channel {
  const channel = input.channel_id === undefined ? undefined : world.channels.get(input.channel_id as bigint);
  if (channel === undefined || input.access_hash !== world.accessHash(viewer.id, 'channel', channel.id)) {
    throw badRequest('CHANNEL_INVALID');
  }
  return channel;
}

/**
 * The user an InputUser names for this account.
 * @throws RpcError USER_ID_INVALID
 */
export function findInputUser(world: World, viewer: User, input: TlObject): User {
  if (input._ === 'inputUserSelf') {
    return viewer;
  }
  const user = input._ === 'inputUser' ? world.users.get(input.user_id as bigint) : undefined;
  const isKnown =
    user?.id === viewer.id || input.access_hash === world.accessHash(viewer.id, 'user', user?.id ?? 0n);
  if (user === undefined || !isKnown) {
    throw badRequest('USER_ID_INVALID');
  }
  return user;
}
