import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { ToldLink } from '../core/job/job.ts';
import type { TelegramConnection } from './connection.ts';
import { toApiInputPeer } from './input-peer.ts';

/**
 * Deletes a revoked link, in order with other calls about links.
 * @throws TelegramError INVITE_REVOKED_MISSING for one that is not revoked, and as `callInOrder` does.
 * @see https://core.telegram.org/method/messages.deleteExportedChatInvite
 */
export async function deleteExportedInvite(
  connection: TelegramConnection,
  peer: InputPeer,
  link: string,
): Promise<ToldLink> {
  await connection.callInOrder(
    new Api.messages.DeleteExportedChatInvite({ peer: toApiInputPeer(peer), link }),
  );
  return { isRevoked: true, isDeleted: true };
}
