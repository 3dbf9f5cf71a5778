import type { InputPeer } from '../account/account.ts';
import { endOfTimeMs } from '../ids.ts';
import { type ExportedInvite, type Job, resultKeptMs } from '../job/job.ts';
import { linkOf } from '../job/link-status.ts';
import type { OpenUntil } from '../job/watch-progress.ts';
import { peerKey } from '../peer/peer.ts';
import type { TrackedLink } from './join.ts';
import type { Delivery } from './join-delivery.ts';
import { trackOf } from './track-of.ts';

/** Telegram's dates are in seconds. */
export function toSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

interface Tracking {
  inputPeer: InputPeer;
  /** By Telegram's clock. */
  sinceMs: number;
  /** The link was made just now. */
  isFromStart?: true;
  /** When it was revoked, where it is. By Telegram's clock. */
  revokedAtMs: number;
  fence: number;
}

/**
 * The row of a link whose joins are told, as its tracking begins.
 * @param invite with its link.
 * @returns undefined where the invite has no link, or its joins are not told.
 */
export function toTrackedLink(
  invite: Job,
  { inputPeer, sinceMs, isFromStart, revokedAtMs, fence }: Tracking,
): TrackedLink | undefined {
  const { tenantId, jobId, accountId, request, callback, link: state } = invite;
  const link = linkOf(invite);
  const track = trackOf(invite);
  if (link === undefined || track === false) {
    return undefined;
  }
  const isRevoked = state?.isRevoked || state?.isDeleted || link.revoked;
  const ends = [
    ...(link.expire_date === undefined ? [] : [link.expire_date * 1000]),
    ...(isRevoked ? [revokedAtMs] : []),
  ];
  return {
    tenantId,
    jobId,
    accountId,
    account: request.account,
    chatId: peerKey(inputPeer),
    link: link.link,
    track,
    ...(request.single_use ? { isSingleUse: true } : {}),
    ...(link.usage_limit === undefined ? {} : { usageLimit: link.usage_limit }),
    ...(link.request_needed ? { isRequestNeeded: true } : {}),
    sinceMs,
    ...(isFromStart ? { isFromStart } : {}),
    ...(ends.length === 0 ? {} : { endsAtMs: Math.min(...ends) }),
    inviteKeptUntilMs: (invite.finishedAtMs ?? sinceMs) + resultKeptMs,
    events: 0,
    joins: 0,
    ...(callback === undefined ? {} : { delivery: newDelivery(callback.url) }),
    fence,
  };
}

/** The events of a link go there, from the first one on. */
export function newDelivery(url: string): Delivery {
  return { url, attempts: 0, status: 'idle', toldUntil: 0 };
}

/** Whether the row of the link has to be written anew. */
export function isSameTracking(a: TrackedLink | undefined, b: TrackedLink | undefined): boolean {
  return describe(a) === describe(b);
}

function describe(link: TrackedLink | undefined): string {
  return JSON.stringify([link?.track, link?.usageLimit, link?.isRequestNeeded, link?.endsAtMs, link?.link]);
}

/** Whether the row says of the link what Telegram does. @param invite one that is not revoked. */
export function hasOptionsOf(link: TrackedLink, invite: ExportedInvite): boolean {
  return isSameTracking(link, withOptionsOf(link, invite));
}

/** The row of a link that was edited elsewhere. */
export function withOptionsOf(link: TrackedLink, invite: ExportedInvite): TrackedLink {
  const { usageLimit: _usageLimit, isRequestNeeded: _isRequestNeeded, endsAtMs: _endsAtMs, ...kept } = link;
  return {
    ...kept,
    ...(invite.usage_limit === undefined ? {} : { usageLimit: invite.usage_limit }),
    ...(invite.request_needed ? { isRequestNeeded: true } : {}),
    ...(invite.expire_date === undefined ? {} : { endsAtMs: invite.expire_date * 1000 }),
  };
}

/** Whether somebody joined by the link before its joins were told. @param date Unix seconds. */
export function isBeforeTracking({ isFromStart, sinceMs }: TrackedLink, date: number): boolean {
  return !isFromStart && date < toSeconds(sinceMs);
}

export const nothingOpen: OpenUntil = { anyMs: 0, singleUseMs: 0, requestNeededMs: 0 };

/** Until when links are open, with this one. */
export function withLink(open: OpenUntil, { endsAtMs = endOfTimeMs, ...link }: TrackedLink): OpenUntil {
  return {
    anyMs: Math.max(open.anyMs, endsAtMs),
    singleUseMs: Math.max(open.singleUseMs, link.isSingleUse ? endsAtMs : 0),
    requestNeededMs: Math.max(open.requestNeededMs, link.isRequestNeeded ? endsAtMs : 0),
  };
}
