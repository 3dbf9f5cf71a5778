import { Api } from 'telegram/tl/index.js';
import type { AccountOwner } from '../core/account/account.ts';
import type { TelegramConnection } from './connection.ts';
import { toOwner } from './owner.ts';

/**
 * Finds the user that a session belongs to. The call changes nothing, and only a live session can make it.
 * @throws TelegramError, of class `session_dead` when Telegram does not take the session.
 * @see https://core.telegram.org/method/users.getUsers
 */
export async function getOwner(
  connection: TelegramConnection,
): Promise<{ owner: AccountOwner; isBot: boolean }> {
  const [user] = await connection.call(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }));
  return toOwner(user);
}
