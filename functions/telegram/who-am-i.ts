import { Api } from 'telegram/tl/index.js';
import type { AccountOwner } from '../core/account/account.ts';
import type { TelegramConnection } from './connection.ts';
import { toOwner } from './owner.ts';

/**
 * Whose session it is: the most harmless call there is, and one that only a living session can make.
 * @throws TelegramError, of class `session_dead` when Telegram does not take the session.
 * @see https://core.telegram.org/method/users.getUsers
 */
export async function getOwner(
  connection: TelegramConnection,
): Promise<{ owner: AccountOwner; isBot: boolean }> {
  const [user] = await connection.call(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }));
  return toOwner(user);
}
