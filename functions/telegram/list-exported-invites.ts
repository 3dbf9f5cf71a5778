import { Api } from 'telegram/tl/index.js';
import type { InputPeer } from '../core/account/account.ts';
import type { ExportedInvite } from '../core/job/job.ts';
import type { TelegramConnection } from './connection.ts';
import { toExportedInvite } from './exported-invite.ts';
import { toApiInputPeer } from './input-peer.ts';

/** Telegram's limit for one page. */
const pageLimit = 100;
/** Enough for ten thousand links made since an unknown outcome; more is no longer a reconciliation. */
const maxPages = 100;

/**
 * The links that this account made in a chat at or after `sinceSeconds` (Unix time, Telegram's clock, which an answer may
 * correct), newest first.
 * @throws TelegramError
 * @see https://core.telegram.org/method/messages.getExportedChatInvites
 */
export async function listExportedInvites(
  connection: TelegramConnection,
  peer: InputPeer,
  sinceSeconds: () => number,
): Promise<ExportedInvite[]> {
  const found: ExportedInvite[] = [];
  let last: Api.ChatInviteExported | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { invites } = await connection.call(
      new Api.messages.GetExportedChatInvites({
        peer: toApiInputPeer(peer),
        adminId: new Api.InputUserSelf(),
        limit: pageLimit,
        ...(last === undefined ? {} : { offsetDate: last.date, offsetLink: last.link }),
      }),
    );
    const since = sinceSeconds();
    const exported = invites.filter((invite) => invite instanceof Api.ChatInviteExported);
    found.push(...exported.filter((invite) => invite.date >= since).map(toExportedInvite));
    last = exported.at(-1);
    if (invites.length < pageLimit || last === undefined || last.date < since) {
      return found;
    }
  }
  return found;
}
