import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Invite, Peer, User } from '../world/entities.ts';
import { findInputPeer, findInputUser } from './input-peers.ts';
import { isCreator, requireInviteRight } from './invite-rights.ts';
import { type MethodContext, type MethodGroup, requireHuman } from './method.ts';
import { toTlInvite, toTlUser } from './to-tl.ts';

interface GetExportedChatInvites {
  revoked?: true;
  peer: TlObject;
  admin_id: TlObject;
  offset_date?: number;
  offset_link?: string;
  limit: number;
}

const MAX_PAGE = 100;

/** The lists of links (https://core.telegram.org/api/invites). */
export const exportedInviteMethods: MethodGroup = {
  'messages.getExportedChatInvites': getExportedChatInvites,
  'messages.getAdminsWithInvites': getAdminsWithInvites,
};

function getExportedChatInvites(context: MethodContext, params: GetExportedChatInvites): TlObject {
  const { world } = context;
  const user = requireHuman(context);
  const peer = findInputPeer(world, user, params.peer);
  requireInviteRight(peer, user);
  const admin = findAdmin(context, user, params.admin_id);
  if (admin.id !== user.id && !isCreator(peer, user)) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }

  function isWanted({ adminId, revoked }: Invite) {
    return adminId === admin.id && revoked === (params.revoked === true);
  }
  const links = orderLinks(peer.invites.filter(isWanted));
  const page = pageAfter(links, params).slice(0, Math.min(Math.max(params.limit, 0), MAX_PAGE));
  return {
    _: 'messages.exportedChatInvites',
    count: links.length,
    invites: page.map((invite) => toTlInvite(peer, invite)),
    users: page.length === 0 ? [] : [toTlUser(world, user, admin)],
  };
}

/**
 * The administrator whose links are meant.
 * @throws RpcError ADMIN_ID_INVALID: for every problem with the user
 */
export function findAdmin(context: MethodContext, user: User, adminId: TlObject): User {
  try {
    return findInputUser(context.world, user, adminId);
  } catch {
    throw badRequest('ADMIN_ID_INVALID');
  }
}

/**
 * Newest first, behind the permanent link that works. No page tells the order (inferred: Telegram Desktop puts a link that it has made
 * in front of those that it has read, and mtcute's getPrimaryInviteLink reads one link and takes it for the permanent one).
 */
function orderLinks(oldestFirst: Invite[]): Invite[] {
  const newestFirst = oldestFirst.toReversed();
  return [...newestFirst.filter(isPrimary), ...newestFirst.filter((invite) => !isPrimary(invite))];
}

function isPrimary({ permanent, revoked }: Invite): boolean {
  return permanent && !revoked;
}

/** The links after the offset link. When it is not in the list, the links older than the offset date, without the first of all. */
function pageAfter(
  links: Invite[],
  { offset_date: date, offset_link: link }: GetExportedChatInvites,
): Invite[] {
  if (date === undefined || link === undefined) {
    return links;
  }
  const index = links.findIndex((invite) => invite.link === link);
  if (index !== -1) {
    return links.slice(index + 1);
  }
  return date === 0 ? links : links.filter((invite) => invite.date < date && !isPrimary(invite));
}

/** For the creator: every administrator who has links, the creator included. Links of former administrators stay (inferred). */
function getAdminsWithInvites(context: MethodContext, params: { peer: TlObject }): TlObject {
  const { world } = context;
  const user = requireHuman(context);
  const peer = findInputPeer(world, user, params.peer);
  requireInviteRight(peer, user);
  if (!isCreator(peer, user)) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
  const adminIds = [...new Set(peer.invites.map(({ adminId }) => adminId))];
  return {
    _: 'messages.chatAdminsWithInvites',
    admins: adminIds.map((adminId) => countInvites(peer, adminId)),
    users: adminIds.map((adminId) => toTlUser(world, user, world.users.get(adminId) ?? user)),
  };
}

function countInvites(peer: Peer, adminId: bigint): TlObject {
  const own = peer.invites.filter((invite) => invite.adminId === adminId);
  const revoked = own.filter((invite) => invite.revoked).length;
  return {
    _: 'chatAdminWithInvites',
    admin_id: adminId,
    invites_count: own.length - revoked,
    revoked_invites_count: revoked,
  };
}
