import { badRequest, RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { AdminRights, Channel, Member, User } from '../world/entities.ts';
import { requestToJoin } from '../world/join-requests.ts';
import { changeRole, enter, leave } from '../world/joins.ts';
import { activeMember } from '../world/members.ts';
import { findVisibleChannel } from './channels.ts';
import { findInputUser } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireHuman, requireUser } from './method.ts';
import { fromTlRights, toJoinResult, toTlUpdates } from './to-tl.ts';

interface EditAdmin {
  channel: TlObject;
  user_id: TlObject;
  admin_rights: TlObject;
}

/** Coming into a channel or supergroup, going, and becoming an administrator. */
export const membershipMethods: MethodGroup = {
  'channels.joinChannel': joinChannel,
  'channels.leaveChannel': leaveChannel,
  'channels.inviteToChannel': inviteToChannel,
  'channels.editAdmin': editAdmin,
};

/** https://core.telegram.org/method/channels.joinChannel */
function joinChannel(context: MethodContext, params: { channel: TlObject }): TlObject {
  const user = requireHuman(context);
  const channel = findVisibleChannel(context, user, params.channel);
  if (activeMember(channel, user) !== undefined) {
    throw badRequest('USER_ALREADY_PARTICIPANT');
  }
  if (channel.hasPublicJoinRequests) {
    requestToJoin(channel, user, undefined, context.nowMs);
    throw badRequest('INVITE_REQUEST_SENT');
  }
  if (user.hasTooManyChannels) {
    throw badRequest('CHANNELS_TOO_MUCH');
  }
  enter(channel, user, context.nowMs, { via: 'button' });
  return toJoinResult(context, updatesOf(context, user, channel));
}

/** https://core.telegram.org/method/channels.leaveChannel */
function leaveChannel(context: MethodContext, params: { channel: TlObject }): TlObject {
  const user = requireUser(context);
  const channel = findVisibleChannel(context, user, params.channel);
  const member = activeMember(channel, user);
  if (member === undefined) {
    throw badRequest('USER_NOT_PARTICIPANT');
  }
  if (member.role === 'creator') {
    throw badRequest('USER_CREATOR');
  }
  leave(channel, user, context.nowMs);
  return updatesOf(context, user, channel);
}

/** https://core.telegram.org/method/channels.inviteToChannel. Who is in already stays as they are. */
function inviteToChannel(context: MethodContext, params: { channel: TlObject; users: TlObject[] }): TlObject {
  const user = requireHuman(context);
  const channel = findVisibleChannel(context, user, params.channel);
  requireRightToInvite(channel, user);
  const invited = params.users.map((input) => findInputUser(context.world, user, input));
  for (const each of invited) {
    checkInvited(channel, each);
  }
  for (const each of invited.filter((candidate) => activeMember(channel, candidate) === undefined)) {
    enter(channel, each, context.nowMs, { via: 'added', by: user.id });
  }
  return {
    _: 'messages.invitedUsers',
    updates: updatesOf(context, user, channel),
    missing_invitees: [],
  };
}

/** Every member of a supergroup may, unless its default rights say otherwise, which this world does not have. */
function requireRightToInvite(channel: Channel, user: User): void {
  const member = activeMember(channel, user);
  const isAllowed =
    member !== undefined && (channel.isMegagroup || holdsRights(member, { inviteUsers: true }));
  if (!isAllowed) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
}

function checkInvited(channel: Channel, user: User): void {
  if (channel.members.get(user.id)?.role === 'banned') {
    throw badRequest('USER_KICKED');
  }
  if (user.isBot && !channel.isMegagroup) {
    throw badRequest('USER_BOT');
  }
}

/** https://core.telegram.org/method/channels.editAdmin. Without any right the user is a member again. */
function editAdmin(context: MethodContext, params: EditAdmin): TlObject {
  const user = requireUser(context);
  const channel = findVisibleChannel(context, user, params.channel);
  const own = activeMember(channel, user);
  if (own === undefined || !holdsRights(own, { addAdmins: true })) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
  const edited = findInputUser(context.world, user, params.user_id);
  const member = activeMember(channel, edited);
  const rights = fromTlRights(params.admin_rights);
  if (member?.role !== 'creator') {
    checkMayEdit(own, member, rights);
    const role = Object.keys(rights).length > 0 ? 'admin' : 'member';
    changeRole(channel, edited, user.id, context.nowMs, { role, rights });
  } else if (own.role !== 'creator') {
    throw badRequest('USER_CREATOR');
  }
  return updatesOf(context, user, channel);
}

/** An administrator gives rights that they have, and changes those whom they have promoted (inferred). */
function checkMayEdit(own: Member, member: Member | undefined, rights: AdminRights): void {
  if (own.role === 'creator') {
    return;
  }
  if (member?.role === 'admin' && member.addedBy !== own.userId) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
  if (!holdsRights(own, rights)) {
    throw new RpcError(403, 'RIGHT_FORBIDDEN');
  }
}

function holdsRights({ role, rights }: Member, wanted: AdminRights): boolean {
  const names = Object.keys(wanted) as (keyof AdminRights)[];
  return role === 'creator' || (role === 'admin' && names.every((name) => rights[name] === true));
}

function updatesOf(context: MethodContext, user: User, channel: Channel): TlObject {
  return toTlUpdates(context.world, user, [channel], context.now);
}
