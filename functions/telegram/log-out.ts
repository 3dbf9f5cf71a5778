import { Api } from 'telegram/tl/index.js';
import type { TelegramConnection } from './connection.ts';

/**
 * Ends the connection's session at Telegram. Its key is invalid from then on.
 * @throws TelegramError; of class `session_dead` when the session had ended before.
 * @see https://core.telegram.org/method/auth.logOut
 */
export async function logOut(connection: TelegramConnection): Promise<void> {
  await connection.call(new Api.auth.LogOut());
}
