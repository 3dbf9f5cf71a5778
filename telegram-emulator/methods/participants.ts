import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Channel, Member, User } from '../world/entities.ts';
import { activeMember, adderOf } from '../world/members.ts';
import { findVisibleChannel } from './channels.ts';
import { findInputUser } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlRights, toTlUser } from './to-tl.ts';

interface GetParticipants {
  channel: TlObject;
  filter: TlObject;
  offset: number;
  limit: number;
}

const MAX_PAGE = 200;
/** A ban without an end (https://core.telegram.org/constructor/chatBannedRights). */
const FOREVER = 2_147_483_647;

/** Who is in a channel or supergroup. */
export const participantMethods: MethodGroup = {
  'channels.getParticipant': getParticipant,
  'channels.getParticipants': getParticipants,
};

/** https://core.telegram.org/method/channels.getParticipant */
function getParticipant(
  context: MethodContext,
  params: { channel: TlObject; participant: TlObject },
): TlObject {
  const viewer = requireUser(context);
  const channel = findVisibleChannel(context, viewer, params.channel);
  const user = findParticipant(context, viewer, params.participant);
  if (user.id !== viewer.id) {
    requireAdminOfBroadcast(channel, viewer);
  }
  const member = channel.members.get(user.id);
  if (member === undefined || member.role === 'left') {
    throw badRequest('USER_NOT_PARTICIPANT');
  }
  return {
    _: 'channels.channelParticipant',
    participant: toTlParticipant(channel, viewer, member),
    chats: [],
    users: [toTlUser(context.world, viewer, user)],
  };
}

export function findParticipant({ world }: MethodContext, viewer: User, peer: TlObject): User {
  switch (peer._) {
    case 'inputPeerSelf':
      return viewer;
    case 'inputPeerUser':
      return findInputUser(world, viewer, { ...peer, _: 'inputUser' });
    default:
      throw badRequest('PARTICIPANT_ID_INVALID');
  }
}

/** https://core.telegram.org/method/channels.getParticipants. The hash is not compared: the list is always given. */
function getParticipants(context: MethodContext, params: GetParticipants): TlObject {
  const { world } = context;
  const viewer = requireUser(context);
  const channel = findVisibleChannel(context, viewer, params.channel);
  requireAdminOfBroadcast(channel, viewer);
  const isWanted = chooseMembers(context, channel, viewer, params.filter);
  const wanted = [...channel.members.values()].filter(isWanted);
  const offset = Math.max(params.offset, 0);
  const page = wanted.slice(offset, offset + Math.min(Math.max(params.limit, 0), MAX_PAGE));
  return {
    _: 'channels.channelParticipants',
    count: wanted.length,
    participants: page.map((member) => toTlParticipant(channel, viewer, member)),
    chats: [],
    users: page.map(({ userId }) => toTlUser(world, viewer, world.users.get(userId) ?? viewer)),
  };
}

function chooseMembers(
  { world }: MethodContext,
  channel: Channel,
  viewer: User,
  filter: TlObject,
): (member: Member) => boolean {
  function isIn({ role }: Member) {
    return role !== 'left' && role !== 'banned';
  }
  function matches({ userId }: Member) {
    const { firstName = '', lastName = '', username = '' } = world.users.get(userId) ?? {};
    const words = `${firstName} ${lastName} ${username}`.toLowerCase();
    return words.includes(String(filter.q ?? '').toLowerCase());
  }
  switch (filter._) {
    case 'channelParticipantsAdmins':
      return ({ role }) => role === 'creator' || role === 'admin';
    case 'channelParticipantsBots':
      return (member) => isIn(member) && world.users.get(member.userId)?.isBot === true;
    case 'channelParticipantsKicked':
      requireAdmin(channel, viewer);
      return (member) => member.role === 'banned' && matches(member);
    case 'channelParticipantsBanned':
      // Nobody is restricted and in: a ban removes.
      requireAdmin(channel, viewer);
      return () => false;
    case 'channelParticipantsContacts':
      return () => false;
    default:
      return (member) => isIn(member) && matches(member);
  }
}

/** The members of a broadcast channel are known to its administrators alone. */
function requireAdminOfBroadcast(channel: Channel, viewer: User): void {
  if (!channel.isMegagroup) {
    requireAdmin(channel, viewer);
  }
}

function requireAdmin(channel: Channel, viewer: User): void {
  const role = activeMember(channel, viewer)?.role;
  if (role !== 'creator' && role !== 'admin') {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
}

/** https://core.telegram.org/type/ChannelParticipant */
export function toTlParticipant(channel: Channel, viewer: User, member: Member): TlObject {
  const { userId } = member;
  const date = Math.floor(member.joinedAtMs / 1000);
  const isSelf = userId === viewer.id;
  switch (member.role) {
    case 'creator':
      return { _: 'channelParticipantCreator', user_id: userId, admin_rights: toTlRights(member) };
    case 'admin':
      return {
        _: 'channelParticipantAdmin',
        can_edit: channel.members.get(viewer.id)?.role === 'creator' || member.addedBy === viewer.id,
        self: isSelf,
        user_id: userId,
        inviter_id: isSelf ? adderOf(channel, member) : undefined,
        promoted_by: adderOf(channel, member),
        date,
        admin_rights: toTlRights(member),
      };
    case 'banned':
      return {
        _: 'channelParticipantBanned',
        left: true,
        peer: { _: 'peerUser', user_id: userId },
        kicked_by: adderOf(channel, member),
        date,
        banned_rights: { _: 'chatBannedRights', view_messages: true, until_date: FOREVER },
      };
    case 'left':
      return { _: 'channelParticipantLeft', peer: { _: 'peerUser', user_id: userId } };
    default:
      return isSelf
        ? { _: 'channelParticipantSelf', user_id: userId, inviter_id: member.addedBy ?? userId, date }
        : { _: 'channelParticipant', user_id: userId, date };
  }
}
