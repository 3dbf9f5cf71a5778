import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import { activeMember } from '../world/members.ts';
import { findChat, findInputUser } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlChat, toTlUpdates } from './to-tl.ts';

/** Basic groups (https://core.telegram.org/api/channel#basic-groups). */
export const chatMethods: MethodGroup = {
  'messages.createChat': createChat,
  'messages.getChats': getChats,
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
