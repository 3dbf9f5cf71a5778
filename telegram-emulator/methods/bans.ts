import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Member, Peer, User } from '../world/entities.ts';
import { changeBan, leave } from '../world/joins.ts';
import { activeMember } from '../world/members.ts';
import { findVisibleChannel } from './channels.ts';
import { findChat, findInputUser } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { findParticipant } from './participants.ts';
import { toTlUpdates } from './to-tl.ts';

/** Taking somebody out of a chat. */
export const banMethods: MethodGroup = {
  'channels.editBanned': editBanned,
  'messages.deleteChatUser': deleteChatUser,
};

/**
 * https://core.telegram.org/method/channels.editBanned. A ban removes; other restrictions do not exist here. A ban has no end, and
 * without `view_messages` the user is out and may come back.
 */
function editBanned(
  context: MethodContext,
  params: { channel: TlObject; participant: TlObject; banned_rights: TlObject },
): TlObject {
  const viewer = requireUser(context);
  const channel = findVisibleChannel(context, viewer, params.channel);
  requireRightToBan(channel, viewer);
  const user = findParticipant(context, viewer, params.participant);
  refuseCreator(channel.members.get(user.id));
  const isBanned = params.banned_rights.view_messages === true;
  const wasBanned = channel.members.get(user.id)?.role === 'banned';
  // Somebody who is in and not banned stays as they are.
  if (isBanned !== wasBanned) {
    changeBan(channel, user, viewer.id, context.nowMs, isBanned);
  }
  return toTlUpdates(context.world, viewer, [channel], context.now);
}

/** https://core.telegram.org/method/messages.deleteChatUser: of oneself it is leaving a basic group. */
function deleteChatUser(context: MethodContext, params: { chat_id: bigint; user_id: TlObject }): TlObject {
  const viewer = requireUser(context);
  const chat = findChat(context.world, params.chat_id);
  if (activeMember(chat, viewer) === undefined) {
    throw badRequest('CHAT_ID_INVALID');
  }
  const user = findInputUser(context.world, viewer, params.user_id);
  if (activeMember(chat, user) === undefined) {
    throw badRequest('USER_NOT_PARTICIPANT');
  }
  if (user.id === viewer.id) {
    leave(chat, user, context.nowMs);
  } else {
    requireRightToBan(chat, viewer);
    refuseCreator(chat.members.get(user.id));
    changeBan(chat, user, viewer.id, context.nowMs, true);
  }
  return toTlUpdates(context.world, viewer, [chat], context.now);
}

function requireRightToBan(peer: Peer, user: User): void {
  const member = activeMember(peer, user);
  const mayBan = member?.role === 'creator' || (member?.role === 'admin' && member.rights.banUsers === true);
  if (!mayBan) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
}

function refuseCreator(member: Member | undefined): void {
  if (member?.role === 'creator') {
    throw badRequest('USER_ADMIN_INVALID');
  }
}
