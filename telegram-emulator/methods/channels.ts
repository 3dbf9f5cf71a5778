import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { logEvent } from '../world/admin-log.ts';
import type { Channel, User } from '../world/entities.ts';
import { activeMember, countMembers } from '../world/members.ts';
import { findInputChannel } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlChat, toTlPermanentInvite, toTlUpdates, toTlUser } from './to-tl.ts';
import { isUsernameWellFormed } from './usernames.ts';

interface CreateChannel {
  broadcast?: true;
  megagroup?: true;
  title: string;
  about: string;
}

const MAX_TITLE_LENGTH = 128;
const MAX_ABOUT_LENGTH = 255;

/** https://core.telegram.org/api/channel */
export const channelMethods: MethodGroup = {
  'channels.createChannel': createChannel,
  'channels.updateUsername': updateUsername,
  'channels.checkUsername': checkUsername,
  'channels.getChannels': getChannels,
  'channels.getFullChannel': getFullChannel,
};

function createChannel(context: MethodContext, params: CreateChannel): TlObject {
  const creator = requireUser(context);
  const title = params.title.trim();
  if (title === '') {
    throw badRequest('CHAT_TITLE_EMPTY');
  }
  if ([...params.about].length > MAX_ABOUT_LENGTH) {
    throw badRequest('CHAT_ABOUT_TOO_LONG');
  }
  const channel = context.world.addChannel({
    title: [...title].slice(0, MAX_TITLE_LENGTH).join(''),
    about: params.about,
    creator,
    isMegagroup: params.megagroup === true,
    createdAtMs: context.nowMs,
  });
  return toTlUpdates(context.world, creator, [channel], context.now);
}

function updateUsername(context: MethodContext, params: { channel: TlObject; username: string }): boolean {
  const user = requireUser(context);
  const channel = findInputChannel(context.world, user, params.channel);
  if (activeMember(channel, user)?.role !== 'creator') {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
  if (params.username === (channel.username ?? '')) {
    throw badRequest('USERNAME_NOT_MODIFIED');
  }
  if (params.username !== '' && !isFree(context, params.username)) {
    throw badRequest('USERNAME_OCCUPIED');
  }
  const change = { before: channel.username ?? '', after: params.username };
  logEvent(channel, context.nowMs, user.id, { type: 'username-changed', ...change });
  channel.username = params.username === '' ? undefined : params.username;
  return true;
}

/** inputChannelEmpty asks about a channel that does not exist yet. */
function checkUsername(context: MethodContext, params: { channel: TlObject; username: string }): boolean {
  const user = requireUser(context);
  if (params.channel._ !== 'inputChannelEmpty') {
    findInputChannel(context.world, user, params.channel);
  }
  return isFree(context, params.username);
}

function isFree(context: MethodContext, username: string): boolean {
  if (!isUsernameWellFormed(username)) {
    throw badRequest('USERNAME_INVALID');
  }
  return context.world.findByUsername(username) === undefined;
}

function getChannels(context: MethodContext, params: { id: TlObject[] }): TlObject {
  const user = requireUser(context);
  const channels = params.id.map((input) => findVisibleChannel(context, user, input));
  return { _: 'messages.chats', chats: channels.map((channel) => toTlChat(context.world, user, channel)) };
}

function getFullChannel(context: MethodContext, params: { channel: TlObject }): TlObject {
  const user = requireUser(context);
  const channel = findVisibleChannel(context, user, params.channel);
  return {
    _: 'messages.chatFull',
    full_chat: {
      _: 'channelFull',
      id: channel.id,
      about: channel.about,
      participants_count: countMembers(channel),
      read_inbox_max_id: 0,
      read_outbox_max_id: 0,
      unread_count: 0,
      chat_photo: { _: 'photoEmpty', id: 0n },
      notify_settings: { _: 'peerNotifySettings' },
      exported_invite: toTlPermanentInvite(channel, user),
      bot_info: [],
      pts: 1,
    },
    chats: [toTlChat(context.world, user, channel)],
    users: [toTlUser(context.world, user, user)],
  };
}

/**
 * A channel that this account sees: one that it is in, or a public one.
 * @throws RpcError CHANNEL_INVALID, CHANNEL_PRIVATE
 */
export function findVisibleChannel(context: MethodContext, user: User, input: TlObject): Channel {
  const channel = findInputChannel(context.world, user, input);
  const isMember = activeMember(channel, user) !== undefined;
  const isBanned = channel.members.get(user.id)?.role === 'banned';
  if (isBanned || (!isMember && channel.username === undefined)) {
    throw badRequest('CHANNEL_PRIVATE');
  }
  return channel;
}
