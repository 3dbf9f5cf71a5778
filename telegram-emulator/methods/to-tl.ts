import type { TlObject } from '../tl/parse-schema.ts';
import type { AdminRights, Channel, Chat, Invite, Member, Peer, User } from '../world/entities.ts';
import { countRequests, countUses, findPermanentInvite } from '../world/invites.ts';
import { activeMember, countMembers } from '../world/members.ts';
import type { World } from '../world/world.ts';

const RIGHTS: Record<keyof AdminRights, string> = {
  changeInfo: 'change_info',
  postMessages: 'post_messages',
  editMessages: 'edit_messages',
  deleteMessages: 'delete_messages',
  banUsers: 'ban_users',
  inviteUsers: 'invite_users',
  pinMessages: 'pin_messages',
  addAdmins: 'add_admins',
};

/** A user as `viewer` sees them. */
export function toTlUser(world: World, viewer: User, user: User): TlObject {
  const isSelf = viewer.id === user.id;
  const accessHash = world.accessHash(viewer.id, 'user', user.id);
  if (user.isDeleted) {
    return { _: 'user', id: user.id, access_hash: accessHash, deleted: true };
  }
  return {
    _: 'user',
    self: isSelf,
    // One flag marks a bot and the presence of bot_info_version.
    bot: user.isBot,
    bot_info_version: user.isBot ? 1 : undefined,
    id: user.id,
    access_hash: accessHash,
    first_name: user.firstName,
    last_name: user.lastName === '' ? undefined : user.lastName,
    username: user.username,
    phone: isSelf && !user.isBot ? user.phone : undefined,
  };
}

/** A chat as `viewer` sees it: the forbidden constructor when they have no access. */
export function toTlChat(world: World, viewer: User, peer: Peer): TlObject {
  return peer.kind === 'channel' ? toTlChannel(world, viewer, peer) : toTlBasicChat(world, viewer, peer);
}

function toTlChannel(world: World, viewer: User, channel: Channel): TlObject {
  const member = activeMember(channel, viewer);
  const common = {
    broadcast: !channel.isMegagroup,
    megagroup: channel.isMegagroup,
    id: channel.id,
    access_hash: world.accessHash(viewer.id, 'channel', channel.id),
    title: channel.title,
  };
  const isBanned = channel.members.get(viewer.id)?.role === 'banned';
  if (isBanned || (member === undefined && channel.username === undefined)) {
    return { _: 'channelForbidden', ...common };
  }
  return {
    _: 'channel',
    ...common,
    creator: member?.role === 'creator',
    left: member === undefined,
    join_request: channel.hasPublicJoinRequests,
    username: channel.username,
    photo: { _: 'chatPhotoEmpty' },
    date: Math.floor(channel.createdAtMs / 1000),
    admin_rights: rightsOf(member),
    participants_count: countMembers(channel),
  };
}

function toTlBasicChat(world: World, viewer: User, chat: Chat): TlObject {
  const membership = chat.members.get(viewer.id);
  if (membership === undefined || membership.role === 'banned') {
    return { _: 'chatForbidden', id: chat.id, title: chat.title };
  }
  return {
    _: 'chat',
    creator: membership.role === 'creator',
    left: membership.role === 'left',
    deactivated: chat.migratedTo !== undefined,
    id: chat.id,
    title: chat.title,
    photo: { _: 'chatPhotoEmpty' },
    participants_count: countMembers(chat),
    date: Math.floor(chat.createdAtMs / 1000),
    version: 1,
    migrated_to: chat.migratedTo && toTlInputChannel(world, viewer, chat.migratedTo),
    admin_rights: rightsOf(activeMember(chat, viewer)),
  };
}

function toTlInputChannel(world: World, viewer: User, channelId: bigint): TlObject {
  const accessHash = world.accessHash(viewer.id, 'channel', channelId);
  return { _: 'inputChannel', channel_id: channelId, access_hash: accessHash };
}

function rightsOf(member: Member | undefined): TlObject | undefined {
  const isAdmin = member?.role === 'creator' || member?.role === 'admin';
  return isAdmin ? toTlRights(member) : undefined;
}

/** The rights of a creator or administrator. */
export function toTlRights({ role, rights }: Member): TlObject {
  const names = Object.entries(RIGHTS) as [keyof AdminRights, string][];
  const held = names.filter(([right]) => role === 'creator' || rights[right] === true);
  return { _: 'chatAdminRights', ...Object.fromEntries(held.map(([, name]) => [name, true])) };
}

/** The rights that this world knows, out of a chatAdminRights. */
export function fromTlRights(object: TlObject): AdminRights {
  const names = Object.entries(RIGHTS).filter(([, name]) => object[name] === true);
  return Object.fromEntries(names.map(([right]) => [right, true]));
}

/**
 * `subscription_expired` never occurs: nobody pays here.
 * @see https://core.telegram.org/constructor/chatInviteExported
 */
export function toTlInvite(peer: Peer, invite: Invite): TlObject {
  const pricing = invite.subscriptionPricing;
  return {
    _: 'chatInviteExported',
    revoked: invite.revoked,
    permanent: invite.permanent,
    request_needed: invite.requestNeeded,
    link: invite.link,
    admin_id: invite.adminId,
    date: invite.date,
    start_date: invite.startDate,
    expire_date: invite.expireDate,
    usage_limit: invite.usageLimit,
    // A count of 0 is left out (inferred).
    usage: countUses(peer, invite) || undefined,
    requested: countRequests(peer, invite) || undefined,
    title: invite.title,
    subscription_pricing: pricing && { _: 'starsSubscriptionPricing', ...pricing },
  };
}

/** The permanent link that an account has made in a chat, as the chat's full description shows it. */
export function toTlPermanentInvite(peer: Peer, viewer: User): TlObject | undefined {
  const invite = findPermanentInvite(peer, viewer.id);
  return invite && toTlInvite(peer, invite);
}

/** The Peer that names a chat in messages and dialogs. */
export function toTlPeer(peer: Peer): TlObject {
  return peer.kind === 'channel'
    ? { _: 'peerChannel', channel_id: peer.id }
    : { _: 'peerChat', chat_id: peer.id };
}

/** What joining answers: since layer 227 the updates have a wrapper. */
export function toJoinResult({ layer }: { layer: number }, updates: TlObject): TlObject {
  return layer >= 227 ? { _: 'messages.chatInviteJoinResultOk', updates } : updates;
}

/** An Updates that only carries the chats a method made or changed. */
export function toTlUpdates(world: World, viewer: User, peers: Peer[], now: number): TlObject {
  return {
    _: 'updates',
    updates: [],
    users: [toTlUser(world, viewer, viewer)],
    chats: peers.map((peer) => toTlChat(world, viewer, peer)),
    date: now,
    seq: 0,
  };
}
