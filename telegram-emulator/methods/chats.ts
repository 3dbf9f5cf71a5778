import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Chat, Member } from '../world/entities.ts';
import { activeMember, adderOf } from '../world/members.ts';
import { findChat, findInputUser } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlChat, toTlPermanentInvite, toTlUpdates, toTlUser } from './to-tl.ts';

/** Basic groups (https://core.telegram.org/api/channel#basic-groups). */
export const chatMethods: MethodGroup = {
  'messages.createChat': createChat,
  'messages.getChats': getChats,
  'messages.getFullChat': getFullChat,
};

function createChat(context: MethodContext, params: { users: TlObject[]; title: string }): TlObject {
  const creator = requireUser(context);
  const title = params.title.trim();
  if (title === '') {
    throw badRequest('CHAT_TITLE_EMPTY');
  }
  const members = params.users.map((input) => findInputUser(context.world, creator, input));
  const chat = context.world.addChat({ title, creator, createdAtMs: context.nowMs });
  for (const user of members) {
    if (user.id !== creator.id) {
      context.world.addMember(chat, user);
    }
  }
  const updates = toTlUpdates(context.world, creator, [chat], context.now);
  return { _: 'messages.invitedUsers', updates, missing_invitees: [] };
}

function getChats(context: MethodContext, params: { id: bigint[] }): TlObject {
  const user = requireUser(context);
  const chats = params.id.map((chatId) => {
    const chat = findChat(context.world, chatId);
    if (activeMember(chat, user) === undefined) {
      throw badRequest('CHAT_ID_INVALID');
    }
    return toTlChat(context.world, user, chat);
  });
  return { _: 'messages.chats', chats };
}

/** https://core.telegram.org/method/messages.getFullChat. Who is no longer in the group is not told who is. */
function getFullChat(context: MethodContext, params: { chat_id: bigint }): TlObject {
  const { world } = context;
  const user = requireUser(context);
  const chat = findChat(world, params.chat_id);
  if (!chat.members.has(user.id)) {
    throw badRequest('CHAT_ID_INVALID');
  }
  const isIn = activeMember(chat, user) !== undefined;
  const members = [...chat.members.values()].filter(({ role }) => role !== 'left' && role !== 'banned');
  const users = isIn ? members.map(({ userId }) => world.users.get(userId) ?? user) : [user];
  return {
    _: 'messages.chatFull',
    full_chat: {
      _: 'chatFull',
      id: chat.id,
      about: '',
      participants: isIn
        ? {
            _: 'chatParticipants',
            chat_id: chat.id,
            participants: members.map((member) => toTlChatParticipant(chat, member)),
            version: 1,
          }
        : { _: 'chatParticipantsForbidden', chat_id: chat.id },
      notify_settings: { _: 'peerNotifySettings' },
      exported_invite: isIn ? toTlPermanentInvite(chat, user) : undefined,
    },
    chats: [toTlChat(world, user, chat)],
    users: users.map((each) => toTlUser(world, user, each)),
  };
}

function toTlChatParticipant(chat: Chat, member: Member): TlObject {
  if (member.role === 'creator') {
    return { _: 'chatParticipantCreator', user_id: member.userId };
  }
  return {
    _: member.role === 'admin' ? 'chatParticipantAdmin' : 'chatParticipant',
    user_id: member.userId,
    inviter_id: adderOf(chat, member),
    date: Math.floor(member.joinedAtMs / 1000),
  };
}
