import type { InputPeer } from '../account/account.ts';
import type { ExportedInvite } from '../job/job.ts';
import type { LinkList, LinkOffset } from '../job/operation.ts';

export interface ListedLink {
  invite: ExportedInvite;
  /** Members who joined by it; requests to join that wait for an administrator. */
  usage: number;
  requested: number;
}

export interface LinkPage {
  /** Newest first. */
  links: ListedLink[];
  /** Where the next page begins; undefined at the end of the list. */
  next?: LinkOffset;
}

/** The calls about all links of a chat. Each throws TelegramError and nothing else. */
export interface ListCalls {
  /** https://core.telegram.org/method/messages.getExportedChatInvites */
  listLinks(peer: InputPeer, list: LinkList, offset: LinkOffset | undefined): Promise<LinkPage>;
  /**
   * The lists that have links, of every administrator. For the chat's creator only.
   * @see https://core.telegram.org/method/messages.getAdminsWithInvites
   */
  listAdminLists(peer: InputPeer): Promise<LinkList[]>;
}
