import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { ToldLink } from '../core/job/job.ts';
import type { TelegramConnection } from './connection.ts';
import { toApiInputPeer } from './input-peer.ts';
import { toToldLink } from './told-link.ts';

/**
 * Reads one link as it is now, in order with other calls about links.
 * @throws TelegramError as `callInOrder` does.
 * @see https://core.telegram.org/method/messages.getExportedChatInvite
 */
export async function getExportedInvite(
  connection: TelegramConnection,
  peer: InputPeer,
  link: string,
): Promise<ToldLink> {
  return toToldLink(
    await connection.callInOrder(
      new Api.messages.GetExportedChatInvite({ peer: toApiInputPeer(peer), link }),
    ),
  );
}
