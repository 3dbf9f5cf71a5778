import type { InputPeer } from '../account/account.ts';
import type { ExportedInvite } from '../job/job.ts';

/** A user as Telegram shows it to the account. */
export interface SeenUser {
  userId: string;
  /** Belongs to the account. `0` where Telegram told none. */
  accessHash: string;
  firstName?: string;
  username?: string;
}

/** Somebody came in, as the admin log of a channel or supergroup tells it. */
export interface LoggedJoin {
  eventId: string;
  /** Unix seconds. */
  date: number;
  user: SeenUser;
  via: 'link' | 'request' | 'unknown';
  /** The link as this account may see it: another administrator's link is cut (`https://t.me/+abc...`) for all but the creator. */
  link?: string;
  /** The administrator who approved the request. */
  approvedBy?: string;
}

/** Something was done to a link, by whatever administrator and app. */
export interface LoggedChange {
  eventId: string;
  /** Unix seconds. */
  date: number;
  kind: 'edited' | 'revoked' | 'deleted';
  /** The link after it. Another administrator's is cut, as that of a join is. */
  invite: ExportedInvite;
}

export interface AdminLogPage {
  /** Newest first. */
  joins: LoggedJoin[];
  /** What was done to links, newest first. */
  changes: LoggedChange[];
  /** The highest and the lowest event id of the page, of whatever kind; undefined on an empty page. */
  newestId?: string;
  oldestId?: string;
  /** Unix seconds of the oldest event. */
  oldestDate?: number;
  /** False where the page was full: older events may follow. */
  isLast: boolean;
}

/** Somebody who came in by a link, or asks to. */
export interface Importer {
  user: SeenUser;
  /** Unix seconds. */
  date: number;
  approvedBy?: string;
  about?: string;
}

export interface ImporterPage {
  /** Newest first. */
  importers: Importer[];
  /** Of the link, or of the chat: as many as Telegram counts. */
  count: number;
  /** Where the next page begins; undefined on the last. */
  next?: ImporterOffset;
}

export interface ImporterOffset {
  /** Unix seconds. */
  date: number;
  user: SeenUser;
}

/** Whose importers: those who have joined by the link, or those who ask to join by it, or by any link of the chat. */
export type ImporterList = { link: string; requested?: false } | { link?: string; requested: true };

/** The calls about people who come in. Each throws TelegramError and nothing else. */
export interface JoinCalls {
  /**
   * A page of up to 100 events of the admin log, newest first, with the filters `join` and `invites`. Telegram keeps 48 hours.
   * @param range ids above `afterId` and below `beforeId`.
   * @see https://core.telegram.org/method/channels.getAdminLog
   */
  readAdminLog(
    channel: InputPeer & { kind: 'channel' },
    range: { afterId?: string | undefined; beforeId?: string | undefined },
  ): Promise<AdminLogPage>;
  /** https://core.telegram.org/method/messages.getChatInviteImporters */
  listImporters(peer: InputPeer, list: ImporterList, offset?: ImporterOffset): Promise<ImporterPage>;
  /**
   * Lets in somebody who asks, or turns them away.
   * @see https://core.telegram.org/method/messages.hideChatJoinRequest
   */
  decideRequest(peer: InputPeer, user: SeenUser, isApproved: boolean): Promise<void>;
  /**
   * The same for all who ask, by one link or by any.
   * @see https://core.telegram.org/method/messages.hideAllChatJoinRequests
   */
  decideAllRequests(peer: InputPeer, link: string | undefined, isApproved: boolean): Promise<void>;
}
