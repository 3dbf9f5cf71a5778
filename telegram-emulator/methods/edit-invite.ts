import { badRequest, RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { logEvent } from '../world/admin-log.ts';
import type { Invite, Peer, User } from '../world/entities.ts';
import { newPermanentInvite } from '../world/invites.ts';
import { checkExpireDate, checkUsageLimit, cutTitle } from './export-invite.ts';
import { findAdmin } from './exported-invites.ts';
import { findInputPeer } from './input-peers.ts';
import { isCreator, requireInviteRight } from './invite-rights.ts';
import { deleteInvite, recordChange, revokeInvite } from './link-changes.ts';
import { type MethodContext, type MethodGroup, requireHuman, requireUser } from './method.ts';
import { toTlInvite, toTlUser } from './to-tl.ts';

interface OneInvite {
  peer: TlObject;
  link: string;
}

interface EditExportedChatInvite extends OneInvite {
  revoked?: true;
  expire_date?: number;
  usage_limit?: number;
  request_needed?: boolean;
  title?: string;
}

interface FoundInvite {
  user: User;
  peer: Peer;
  invite: Invite;
  admin: User;
}

/** What happens to one link after it is made (https://core.telegram.org/api/invites). */
export const editInviteMethods: MethodGroup = {
  'messages.getExportedChatInvite': getExportedChatInvite,
  'messages.editExportedChatInvite': editExportedChatInvite,
  'messages.deleteExportedChatInvite': deleteExportedChatInvite,
  'messages.deleteRevokedExportedChatInvites': deleteRevokedExportedChatInvites,
};

function getExportedChatInvite(context: MethodContext, params: OneInvite): TlObject {
  return toTlFound(context, findManagedInvite(context, requireUser(context), params));
}

function editExportedChatInvite(context: MethodContext, params: EditExportedChatInvite): TlObject {
  const found = findManagedInvite(context, requireUser(context), params);
  const { user, peer, invite, admin } = found;
  // Revoking counts as editing (inferred).
  if (admin.isBot && !user.isBot) {
    throw new RpcError(403, 'EDIT_BOT_INVITE_FORBIDDEN');
  }
  if (invite.revoked) {
    throw badRequest('INVITE_HASH_EXPIRED');
  }
  if (params.revoked !== true) {
    changeInvite(context, found, params);
    return toTlFound(context, found);
  }
  const replacement = invite.permanent ? newPermanentInvite(admin.id, context.now) : undefined;
  revokeInvite(context, peer, invite, user, replacement);
  if (replacement === undefined) {
    return toTlFound(context, found);
  }
  return {
    ...toTlFound(context, found),
    _: 'messages.exportedChatInviteReplaced',
    new_invite: toTlInvite(peer, replacement),
  };
}

/** An absent field stays as it is; 0 removes a date or a limit (inferred from clients). */
function changeInvite(
  context: MethodContext,
  { user, peer, invite }: FoundInvite,
  params: EditExportedChatInvite,
): void {
  if (invite.permanent) {
    throw badRequest('CHAT_INVITE_PERMANENT');
  }
  const isRequestNeeded = params.request_needed ?? invite.requestNeeded;
  const usageLimit = params.usage_limit ?? invite.usageLimit;
  checkExpireDate(params.expire_date, context.now);
  checkUsageLimit(usageLimit, isRequestNeeded);
  const before = { ...invite };
  if (params.expire_date !== undefined) {
    invite.expireDate = params.expire_date || undefined;
  }
  invite.usageLimit = usageLimit || undefined;
  invite.requestNeeded = isRequestNeeded;
  if (params.title !== undefined) {
    invite.title = cutTitle(params.title);
  }
  invite.startDate = context.now;
  const asked = {
    title: params.title,
    expireDate: params.expire_date,
    usageLimit: params.usage_limit,
    requestNeeded: params.request_needed,
  };
  logEvent(peer, context.nowMs, user.id, { type: 'invite-edited', before, after: { ...invite } });
  recordChange(context, peer, invite, user, { type: 'edited', asked });
}

/** The pages name two errors and not which is whose: a link that is not revoked, and one that is not there (inferred). */
function deleteExportedChatInvite(context: MethodContext, params: OneInvite): boolean {
  const { user, peer, invite } = findManagedInvite(context, requireHuman(context), params);
  if (!invite.revoked) {
    throw badRequest('INVITE_REVOKED_MISSING');
  }
  deleteInvite(context, peer, invite, user);
  return true;
}

function deleteRevokedExportedChatInvites(
  context: MethodContext,
  params: { peer: TlObject; admin_id: TlObject },
): boolean {
  const user = requireHuman(context);
  const peer = findInputPeer(context.world, user, params.peer);
  requireInviteRight(peer, user);
  const admin = findAdmin(context, user, params.admin_id);
  // The only documented error that fits (inferred).
  if (admin.id !== user.id && !isCreator(peer, user)) {
    throw badRequest('ADMIN_ID_INVALID');
  }
  for (const invite of peer.invites.filter(({ adminId, revoked }) => revoked && adminId === admin.id)) {
    deleteInvite(context, peer, invite, user);
  }
  return true;
}

/**
 * A link that this account may manage: its own, or as the chat's creator any.
 * @throws RpcError INVITE_HASH_EXPIRED: there is no such link; CHAT_ADMIN_REQUIRED
 */
export function findManagedInvite(context: MethodContext, user: User, params: OneInvite): FoundInvite {
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

function toTlFound(context: MethodContext, { user, peer, invite, admin }: FoundInvite): TlObject {
  return {
    _: 'messages.exportedChatInvite',
    invite: toTlInvite(peer, invite),
    users: [toTlUser(context.world, user, admin)],
  };
}
