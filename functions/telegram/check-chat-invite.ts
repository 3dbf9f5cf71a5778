import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { TelegramConnection } from './connection.ts';
import { fromApiChat } from './input-peer.ts';

/**
 * Finds the chat behind an invite link. The account must already be in it: this service joins nothing.
 * @throws TelegramError INVITE_HASH_INVALID, INVITE_HASH_EXPIRED; CHANNEL_PRIVATE when the account is not in the chat.
 * @see https://core.telegram.org/method/messages.checkChatInvite
 */
export async function checkChatInvite(connection: TelegramConnection, hash: string): Promise<InputPeer> {
  const invite = await connection.call(new Api.messages.CheckChatInvite({ hash }));
  if (invite instanceof Api.ChatInviteAlready) {
    return fromApiChat(invite.chat);
  }
  const detail = 'The account is not in the chat behind this invite link. Join it with the account first.';
  throw new TelegramError({ ...parseRpcError(400, 'CHANNEL_PRIVATE'), detail });
}
