import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Invite, Peer, User } from '../world/entities.ts';
import { checkExpireDate, checkUsageLimit, cutTitle } from './export-invite.ts';
import { findInputPeer, findInputUser } from './input-peers.ts';
import { isCreator, requireInviteRight } from './invite-rights.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlInvite, toTlUser } from './to-tl.ts';

interface GetExportedChatInvites {
  revoked?: true;
  peer: TlObject;
  admin_id: TlObject;
  offset_date?: number;
  offset_link?: string;
  limit: number;
}

interface EditExportedChatInvite {
  revoked?: true;
  peer: TlObject;
  link: string;
  expire_date?: number;
  usage_limit?: number;
  request_needed?: boolean;
  title?: string;
}

const MAX_PAGE = 100;

/** https://core.telegram.org/api/invites */
export const exportedInviteMethods: MethodGroup = {
  'messages.getExportedChatInvites': getExportedChatInvites,
  'messages.getExportedChatInvite': getExportedChatInvite,
  'messages.editExportedChatInvite': editExportedChatInvite,
};

function getExportedChatInvites(context: MethodContext, params: GetExportedChatInvites): TlObject {
  const { world } = context;
  const user = requireUser(context);
  const peer = findInputPeer(world, user, params.peer);
  requireInviteRight(peer, user);
  const admin = findAdmin(context, user, params.admin_id);
  if (admin.id !== user.id && !isCreator(peer, user)) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }

  function isWanted({ adminId, revoked }: Invite) {
    return adminId === admin.id && revoked === (params.revoked === true);
  }
  const newestFirst = peer.invites.filter(isWanted).reverse();
  const page = pageAfter(newestFirst, params).slice(0, Math.min(Math.max(params.limit, 0), MAX_PAGE));
  return {
    _: 'messages.exportedChatInvites',
    count: newestFirst.length,
    invites: page.map(toTlInvite),
    users: page.length === 0 ? [] : [toTlUser(world, user, admin)],
  };
}

function findAdmin(context: MethodContext, user: User, adminId: TlObject): User {
  try {
    return findInputUser(context.world, user, adminId);
  } catch {
    // This method has one error for every problem with the user.
    throw badRequest('ADMIN_ID_INVALID');
  }
}

/** The links after the offset link. When it is not in the list, the links older than the offset date. */
function pageAfter(
  newestFirst: Invite[],
  { offset_date: date, offset_link: link }: GetExportedChatInvites,
): Invite[] {
  if (date === undefined || link === undefined) {
    return newestFirst;
  }
  const index = newestFirst.findIndex((invite) => invite.link === link);
  if (index !== -1) {
    return newestFirst.slice(index + 1);
  }
  return date === 0 ? newestFirst : newestFirst.filter((invite) => invite.date < date);
}

function getExportedChatInvite(context: MethodContext, params: { peer: TlObject; link: string }): TlObject {
  const { user, invite, admin } = findOwnInvite(context, params);
  return {
    _: 'messages.exportedChatInvite',
    invite: toTlInvite(invite),
    users: [toTlUser(context.world, user, admin)],
  };
}

function editExportedChatInvite(context: MethodContext, params: EditExportedChatInvite): TlObject {
  const { user, invite, admin } = findOwnInvite(context, params);
  if (invite.revoked) {
    throw badRequest('INVITE_HASH_EXPIRED');
  }
  if (params.revoked === true) {
    invite.revoked = true;
  } else {
    changeInvite(context, invite, params);
  }
  return {
    _: 'messages.exportedChatInvite',
    invite: toTlInvite(invite),
    users: [toTlUser(context.world, user, admin)],
  };
}

/** An absent field stays as it is; 0 removes a limit. */
function changeInvite(context: MethodContext, invite: Invite, params: EditExportedChatInvite): void {
  if (invite.permanent) {
    throw badRequest('CHAT_INVITE_PERMANENT');
  }
  const isRequestNeeded = params.request_needed ?? invite.requestNeeded;
  const usageLimit = params.usage_limit ?? invite.usageLimit;
  checkExpireDate(params.expire_date, context.now);
  checkUsageLimit(usageLimit, isRequestNeeded);
  if (params.expire_date !== undefined) {
    invite.expireDate = params.expire_date || undefined;
  }
  invite.usageLimit = usageLimit || undefined;
  invite.requestNeeded = isRequestNeeded;
  if (params.title !== undefined) {
    invite.title = cutTitle(params.title);
  }
  invite.startDate = context.now;
}

function findOwnInvite(
  context: MethodContext,
  params: { peer: TlObject; link: string },
): { user: User; peer: Peer; invite: Invite; admin: User } {
  const user = requireUser(context);
  const peer = findInputPeer(context.world, user, params.peer);
  requireInviteRight(peer, user);
  const invite = peer.invites.find(({ link }) => link === params.link);
  if (invite === undefined) {
    throw badRequest('INVITE_HASH_EXPIRED');
  }
  if (invite.adminId !== user.id && !isCreator(peer, user)) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
  const admin = context.world.users.get(invite.adminId) ?? user;
  return { user, peer, invite, admin };
}
