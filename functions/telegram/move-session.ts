import { Api } from 'telegram/tl/index.js';
import type { Session } from '../core/account/session.ts';
import type { Clock } from './clock.ts';
import type { TelegramConnection } from './connection.ts';
import type { TelegramNetwork } from './network.ts';
import { openWithNewKey } from './open-with-new-key.ts';

/**
 * Moves a login to another data centre: the account's, after USER_MIGRATE. The session there has a key of its own, and
 * the old one must not be used after it.
 * @param connection the old session's; it stays open.
 * @throws TelegramError; nothing is moved then, and only `connection` is left open.
 * @see https://core.telegram.org/api/datacenter#authorization-transfer
 */
export async function moveSession(
  connection: TelegramConnection,
  session: Session,
  dcId: number,
  network: TelegramNetwork,
  clock: Clock,
): Promise<Session> {
  const address = network.addressOf(dcId);
  const { id, bytes } = await connection.call(new Api.auth.ExportAuthorization({ dcId }));
  const moved = await openWithNewKey(address, session, clock);
  try {
    await moved.call(new Api.auth.ImportAuthorization({ id, bytes }));
    const { apiId, apiHash, userId } = session;
    const authKey = moved.getAuthKey().toString('base64');
    return { ...address, authKey, apiId, apiHash, userId, salt: moved.getSalt() };
  } finally {
    await moved.close();
  }
}
