import type { InputPeer } from '../account/account.ts';
import type { ToldLink } from '../job/job.ts';
import type { LinkChanges } from '../job/operation.ts';

/** The calls about one link that exists. Each throws TelegramError and nothing else. */
export interface LinkCalls {
  /** https://core.telegram.org/method/messages.editExportedChatInvite */
  editLink(peer: InputPeer, link: string, changes: LinkChanges): Promise<ToldLink>;
  /** The same method with `revoked`. A permanent link is replaced by a new one. */
  revokeLink(peer: InputPeer, link: string): Promise<ToldLink>;
  /** https://core.telegram.org/method/messages.deleteExportedChatInvite */
  deleteLink(peer: InputPeer, link: string): Promise<ToldLink>;
  /** https://core.telegram.org/method/messages.getExportedChatInvite */
  getLink(peer: InputPeer, link: string): Promise<ToldLink>;
}
