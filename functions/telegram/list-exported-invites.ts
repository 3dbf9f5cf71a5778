import type { InputPeer } from '../core/account/account.ts';
import type { ExportedInvite } from '../core/job/job.ts';
import type { LinkOffset } from '../core/job/operation.ts';
import type { TelegramConnection } from './connection.ts';
import { listLinks } from './list-links.ts';

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
  let offset: LinkOffset | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { links, next } = await listLinks(connection, peer, { revoked: false }, offset);
    const since = sinceSeconds();
    found.push(...links.flatMap(({ invite }) => (invite.date >= since ? invite : [])));
    if (next === undefined || next.date < since) {
      return found;
    }
    offset = next;
  }
  return found;
}
