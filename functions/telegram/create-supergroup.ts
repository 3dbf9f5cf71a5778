import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import { parseRpcError, TelegramError } from '../core/rpc/rpc-error.ts';
import type { TelegramConnection } from './connection.ts';
import { fromApiChat } from './input-peer.ts';

/**
 * Makes a supergroup of the account's own.
 * @throws TelegramError
 * @see https://core.telegram.org/method/channels.createChannel
 */
export async function createSupergroup(
  connection: TelegramConnection,
  title: string,
): Promise<InputPeer & { kind: 'channel' }> {
  const updates = await connection.call(
    new Api.channels.CreateChannel({ title, about: '', megagroup: true }),
  );
  const made = updates instanceof Api.Updates ? fromApiChat(updates.chats[0]) : undefined;
  if (made?.kind !== 'channel') {
    throw new TelegramError(parseRpcError(0, 'UNEXPECTED_ANSWER'));
  }
  return made;
}
