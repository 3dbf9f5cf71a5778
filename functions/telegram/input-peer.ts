import { returnBigInt } from 'telegram/Helpers.js';
import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';

/** The peer as gramjs writes it: 64-bit numbers from strings, never through `number`. */
export function toApiInputPeer(peer: InputPeer): Api.TypeInputPeer {
  if (peer.kind === 'chat') {
    return new Api.InputPeerChat({ chatId: returnBigInt(peer.chatId) });
  }
  return new Api.InputPeerChannel({
    channelId: returnBigInt(peer.channelId),
    accessHash: returnBigInt(peer.accessHash),
  });
}

/**
 * Our form of a chat that Telegram returned, with the access hash this account was given.
 * @throws TelegramError when it is a chat the account cannot act in.
 */
export function fromApiChat(chat: Api.TypeChat | undefined): InputPeer {
  if (chat instanceof Api.Channel && chat.accessHash != null) {
    return { kind: 'channel', channelId: chat.id.toString(), accessHash: chat.accessHash.toString() };
  }
  if (chat instanceof Api.Chat) {
    if (chat.migratedTo instanceof Api.InputChannel) {
      const { channelId, accessHash } = chat.migratedTo;
      return { kind: 'channel', channelId: channelId.toString(), accessHash: accessHash.toString() };
    }
    return { kind: 'chat', chatId: chat.id.toString() };
  }
  if (chat instanceof Api.ChannelForbidden || chat instanceof Api.ChatForbidden) {
    throw new TelegramError(parseRpcError(400, 'CHANNEL_PRIVATE'));
  }
  throw new TelegramError(parseRpcError(400, 'PEER_ID_INVALID'));
}
