import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { ToldLink } from '../core/job/job.ts';
import type { LinkChanges } from '../core/job/operation.ts';
import type { TelegramConnection } from './connection.ts';
import { toApiInputPeer } from './input-peer.ts';
import { toToldLink } from './told-link.ts';

/**
 * Changes a link: what is absent stays as it is, `0` removes a limit or a date, an empty title removes the title. It may be
 * repeated. Calls about links on one connection are executed in order; when one fails, those sent after it are not executed.
 * @throws TelegramError as `callInOrder` does.
 * @see https://core.telegram.org/method/messages.editExportedChatInvite
 */
export async function editExportedInvite(
  connection: TelegramConnection,
  peer: InputPeer,
  link: string,
  { title, expire_date: expireDate, usage_limit: usageLimit, request_needed: requestNeeded }: LinkChanges,
): Promise<ToldLink> {
  return toToldLink(
    await connection.callInOrder(
      new Api.messages.EditExportedChatInvite({
        peer: toApiInputPeer(peer),
        link,
        ...(title === undefined ? {} : { title }),
        ...(expireDate === undefined ? {} : { expireDate }),
        ...(usageLimit === undefined ? {} : { usageLimit }),
        ...(requestNeeded === undefined ? {} : { requestNeeded }),
      }),
    ),
  );
}

/** The same method with `revoked`: nobody joins by the link any more. Nothing undoes it. */
export async function revokeExportedInvite(
  connection: TelegramConnection,
  peer: InputPeer,
  link: string,
): Promise<ToldLink> {
  return toToldLink(
    await connection.callInOrder(
      new Api.messages.EditExportedChatInvite({ revoked: true, peer: toApiInputPeer(peer), link }),
    ),
  );
}
