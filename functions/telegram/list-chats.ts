import { Api } from 'telegram/tl/index.js';
import type { Chat } from '../core/account/account.ts';
import { peerKey } from '../core/peer/peer.ts';
import type { TelegramConnection } from './connection.ts';
import { dialogPages } from './find-dialog.ts';
import { fromApiChat } from './input-peer.ts';
import { activeUsernameOf } from './owner.ts';

/**
 * The groups, supergroups and channels that the account is in, most recent first, with what it may do there. Chats that
 * it has left, chats that removed it, and groups that have become a supergroup are left out.
 * @throws TelegramError
 * @see https://core.telegram.org/method/messages.getDialogs
 */
export async function listChats(connection: TelegramConnection): Promise<Chat[]> {
  // A dialog that becomes the most recent one between two pages is listed on both.
  const found = new Map<string, Chat>();
  for await (const page of dialogPages(connection)) {
    for (const apiChat of page) {
      const chat = toChat(apiChat);
      if (chat !== undefined && !found.has(chat.chatId)) {
        found.set(chat.chatId, chat);
      }
    }
  }
  return [...found.values()];
}

function toChat(chat: Api.TypeChat): Chat | undefined {
  if (chat instanceof Api.Channel) {
    return isOpenChannel(chat) ? fromChannel(chat) : undefined;
  }
  if (chat instanceof Api.Chat && !chat.left && !chat.deactivated && chat.migratedTo == null) {
    const chatId = `-${chat.id.toString()}`;
    return { chatId, title: chat.title, kind: 'group', ...rightsIn(chat), inputPeer: fromApiChat(chat) };
  }
  return undefined;
}

/** A `min` channel has no access hash for this account. */
function isOpenChannel({ left, min, accessHash }: Api.Channel): boolean {
  return !left && !min && accessHash != null;
}

function fromChannel(channel: Api.Channel): Chat {
  const username = activeUsernameOf(channel);
  const { role, canExport } = rightsIn(channel);
  return {
    chatId: peerKey({ kind: 'channel', channelId: channel.id.toString() }),
    title: channel.title,
    kind: channel.broadcast ? 'channel' : 'supergroup',
    ...(username ? { username } : {}),
    role,
    // A public chat that admits by request has no link but its own address: chatInvitePublicJoinRequests.
    canExport: canExport && !(username && channel.joinRequest),
    inputPeer: fromApiChat(channel),
  };
}

/** @see https://core.telegram.org/constructor/chatAdminRights */
function rightsIn({ creator, adminRights }: Api.Chat | Api.Channel): Pick<Chat, 'role' | 'canExport'> {
  if (creator) {
    return { role: 'creator', canExport: true };
  }
  // gramjs reads what is absent as null, whatever its types say.
  return {
    role: adminRights == null ? 'member' : 'administrator',
    canExport: adminRights?.inviteUsers ?? false,
  };
}
