import { randomBytes } from 'node:crypto';
import { badRequest } from '../rpc-error.ts';
import type { Invite, Peer, User } from './entities.ts';
import { requestToJoin } from './join-requests.ts';
import { enter } from './joins.ts';
import { activeMember } from './members.ts';

/** What an administrator chooses about a link. */
export type InviteOptions = Pick<
  Invite,
  'title' | 'expireDate' | 'usageLimit' | 'requestNeeded' | 'subscriptionPricing'
>;

/** A new link of an administrator. @param date Unix seconds. */
export function newInvite(adminId: bigint, date: number, options: InviteOptions): Invite {
  const hash = randomBytes(12).toString('base64url');
  return {
    ...options,
    link: `https://t.me/+${hash}`,
    hash,
    adminId,
    date,
    startDate: undefined,
    revoked: false,
    permanent: false,
  };
}

/** The one link of an administrator that has no title, no end and no limit. */
export function newPermanentInvite(adminId: bigint, date: number): Invite {
  const none = {
    title: undefined,
    expireDate: undefined,
    usageLimit: undefined,
    requestNeeded: false,
    subscriptionPricing: undefined,
  };
  return { ...newInvite(adminId, date, none), permanent: true };
}

export function findPermanentInvite(peer: Peer, adminId: bigint): Invite | undefined {
  return peer.invites.find((invite) => invite.permanent && !invite.revoked && invite.adminId === adminId);
}

/**
 * Telegram gives an unknown hash and an expired one the same answer.
 * @throws RpcError INVITE_HASH_EXPIRED
 */
export function findInvite(peers: Iterable<Peer>, hash: string): { peer: Peer; invite: Invite } {
  for (const peer of peers) {
    const invite = peer.invites.find((known) => known.hash === hash);
    if (invite !== undefined) {
      return { peer, invite };
    }
  }
  throw badRequest('INVITE_HASH_EXPIRED');
}

/** How many members joined by the link and are still in: `usage_limit` limits their number. */
export function countUses(peer: Peer, { link }: Invite): number {
  return [...peer.members.values()].filter(({ joinedBy }) => joinedBy === link).length;
}

/** How many ask to join by the link. */
export function countRequests(peer: Peer, { link }: Invite): number {
  return [...peer.joinRequests.values()].filter(({ invite }) => invite?.link === link).length;
}

/**
 * Lets someone join by a link. With a link that needs approval they only ask.
 * @throws RpcError USER_ALREADY_PARTICIPANT, INVITE_HASH_EXPIRED, STARS_PAYMENT_REQUIRED, CHANNELS_TOO_MUCH
 */
export function joinByInvite(peer: Peer, invite: Invite, user: User, nowMs: number): 'joined' | 'requested' {
  if (activeMember(peer, user) !== undefined) {
    throw badRequest('USER_ALREADY_PARTICIPANT');
  }
  const isBanned = peer.members.get(user.id)?.role === 'banned';
  const isUsedUp = invite.usageLimit !== undefined && countUses(peer, invite) >= invite.usageLimit;
  // A used-up link and a banned user have no error of their own (inferred).
  if (isInviteOver(invite, nowMs) || isUsedUp || isBanned) {
    throw badRequest('INVITE_HASH_EXPIRED');
  }
  if (invite.subscriptionPricing !== undefined) {
    throw badRequest('STARS_PAYMENT_REQUIRED');
  }
  if (invite.requestNeeded) {
    // The user's own limit counts when they come in (inferred).
    requestToJoin(peer, user, invite, nowMs);
    return 'requested';
  }
  if (user.hasTooManyChannels && peer.kind === 'channel') {
    throw badRequest('CHANNELS_TOO_MUCH');
  }
  enter(peer, user, nowMs, { via: 'link', invite });
  return 'joined';
}

/** Revoked, or past its date. */
export function isInviteOver(invite: Invite, nowMs: number): boolean {
  return invite.revoked || (invite.expireDate !== undefined && invite.expireDate * 1000 <= nowMs);
}
