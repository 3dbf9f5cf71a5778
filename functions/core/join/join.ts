import type { JobRef } from '../job/job.ts';
import type { TrackJoins } from '../request/track-joins.ts';
import type { Delivery } from './join-delivery.ts';

/*
 * What is known of the people who come in by tracked links. It is personal data: off until a request asks for it, kept for
 * JOIN_RETENTION_DAYS, erased by user id, and never logged.
 */

/** A Telegram user as far as it may be kept. */
export interface Person {
  userId: string;
  /** Only where the link is tracked with names. */
  firstName?: string;
  username?: string;
}

/**
 * Somebody came in.
 * @see https://core.telegram.org/type/ChannelAdminLogEventAction
 */
export interface JoinedEvent extends Person {
  kind: 'joined';
  /** By the link at once, or by a request that was approved. */
  via: 'link' | 'request';
  /** The user id of the administrator who approved it. */
  approvedBy?: string;
}

/** Somebody asks to come in. */
export interface RequestedEvent extends Person {
  kind: 'join_requested';
}

/** The link has let in as many as its limit allows: nobody joins by it until one of them leaves. */
export interface UsedUpEvent {
  kind: 'used_up';
  usageLimit: number;
}

/** What happened at a link. The events of a link are told in the order of their numbers. */
export type LinkEvent = {
  /** `evt_...`: the same however often it is found. */
  id: string;
  /** From 1 for each link, in the order in which they are stored. */
  number: number;
  /** When it happened, by Telegram's clock; Telegram tells seconds. */
  atMs: number;
} & (JoinedEvent | RequestedEvent | UsedUpEvent);

/** Somebody came in, and Telegram does not tell by which link: by the Join button of a public chat, for one. */
export interface UnattributedJoin extends Person {
  id: string;
  atMs: number;
}

/** A link whose joins are told: one row of the joins table, under its invite. */
export interface TrackedLink {
  /** The invite. */
  tenantId: string;
  jobId: string;
  accountId: string;
  /** The account's name, as requests say it. */
  account: string;
  /** The chat as the bot API numbers it: `-100...` or `-...` (`peerKey` of its input peer). */
  chatId: string;
  link: string;
  track: TrackJoins;
  /** The link is revoked when the first join by it is seen. */
  isSingleUse?: true;
  usageLimit?: number;
  isRequestNeeded?: true;
  /** Joins before this are not told: tracking began then. By Telegram's clock. */
  sinceMs: number;
  /** It is tracked since it was made: each join by it is told, whatever its date. Telegram's clock may step back. */
  isFromStart?: true;
  /** Nobody joins by the link after this, by Telegram's clock: its end by date, or its revocation. Absent where it has no end. */
  endsAtMs?: number;
  /** Events stored so far: the number of the last one. */
  events: number;
  /** Of them joins. It is kept when the joins themselves are erased. */
  joins: number;
  /** `invite.used_up` was told for this limit. */
  usedUpAt?: number;
  /** Members who join by it, and who ask to, as Telegram counted them last. Absent before the first count. */
  usage?: number;
  requested?: number;
  /** Of the usage those who came before tracking began, as far as is known. */
  usedBefore?: number;
  /** Joins that Telegram counts and does not name: told as a gap, never guessed. */
  missing?: number;
  /** Up to when the joins are known, by Telegram's clock: its count was held against those that are stored. */
  checkedAtMs?: number;
  /** When those who ask to join by it were last listed. By Telegram's clock. */
  askingReadAtMs?: number;
  /** The events are delivered to its URL, one after the other. Absent where the invite has no callback. */
  delivery?: Delivery;
  /** The row of the invite does not expire before. */
  inviteKeptUntilMs?: number;
  /** The lease under which it was last stored. */
  fence: number;
}

/** A request to join that waits for an administrator, as of the last look. */
export interface JoinRequest extends Person {
  /** The invite by whose link it came: known of tracked links, and of links whose requests were looked at. */
  inviteId?: string;
  requestedAtMs: number;
  /** What the person wrote in its profile: only where the link is tracked with names. */
  about?: string;
  /** Belongs to the account that saw it. */
  accessHash: string;
  /** An event tells of it: `invite.join_requested`. Kept as long as the request. */
  isTold?: true;
}

/** A tracked link's invite. */
export function inviteRefOf({ tenantId, jobId }: TrackedLink): JobRef {
  return { tenantId, jobId };
}
