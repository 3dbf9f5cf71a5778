import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { TelegramConnection } from './connection.ts';
import { fromApiChat } from './input-peer.ts';

/**
 * Finds the chat behind a public username. This is the most flood-prone method. Its answer is stored, and it is not
 * called again while the stored answer works.
 * @throws TelegramError USERNAME_NOT_OCCUPIED, USERNAME_INVALID; PEER_ID_INVALID when the name is a person's or a bot's.
 * @see https://core.telegram.org/method/contacts.resolveUsername
 */
export async function resolveUsername(connection: TelegramConnection, username: string): Promise<InputPeer> {
  const { peer, chats } = await connection.call(new Api.contacts.ResolveUsername({ username }));
  if (peer instanceof Api.PeerUser) {
    const detail = `@${username} is a person or a bot. Only groups, supergroups and channels have invite links.`;
    throw new TelegramError({ ...parseRpcError(400, 'PEER_ID_INVALID'), detail });
  }
  const id = peer instanceof Api.PeerChannel ? peer.channelId : peer.chatId;
  return fromApiChat(chats.find((chat) => chat.id.equals(id)));
}
