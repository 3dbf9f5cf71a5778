import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Invite, Peer } from '../world/entities.ts';
import { findInvite, isInviteOver, joinByInvite } from '../world/invites.ts';
import { activeMember, countMembers } from '../world/members.ts';
import type { World } from '../world/world.ts';
import { type MethodContext, type MethodGroup, requireHuman, requireUser } from './method.ts';
import { toJoinResult, toTlChat, toTlUpdates } from './to-tl.ts';

/** What somebody does with a link that they were given. */
export const useInviteMethods: MethodGroup = {
  'messages.checkChatInvite': checkChatInvite,
  'messages.importChatInvite': importChatInvite,
};

function checkChatInvite(context: MethodContext, { hash }: { hash: string }): TlObject {
  const user = requireUser(context);
  const { peer, invite } = findByHash(context.world, hash);
  if (activeMember(peer, user) !== undefined) {
    return { _: 'chatInviteAlready', chat: toTlChat(context.world, user, peer) };
  }
  if (isInviteOver(invite, context.nowMs)) {
    throw badRequest('INVITE_HASH_EXPIRED');
  }
  return previewOf(peer, invite);
}

/** https://core.telegram.org/method/messages.importChatInvite */
function importChatInvite(context: MethodContext, { hash }: { hash: string }): TlObject {
  const user = requireHuman(context);
  const { peer, invite } = findByHash(context.world, hash);
  if (joinByInvite(peer, invite, user, context.nowMs) === 'requested') {
    throw badRequest('INVITE_REQUEST_SENT');
  }
  return toJoinResult(context, toTlUpdates(context.world, user, [peer], context.now));
}

function findByHash({ channels, chats }: World, hash: string): { peer: Peer; invite: Invite } {
  if (hash === '') {
    throw badRequest('INVITE_HASH_EMPTY');
  }
  if (!/^[\w-]{16,}$/.test(hash)) {
    throw badRequest('INVITE_HASH_INVALID');
  }
  return findInvite([...channels.values(), ...chats.values()], hash);
}

function previewOf(peer: Peer, invite: Invite): TlObject {
  const isChannel = peer.kind === 'channel';
  return {
    _: 'chatInvite',
    channel: isChannel,
    broadcast: isChannel && !peer.isMegagroup,
    megagroup: isChannel && peer.isMegagroup,
    public: isChannel && peer.username !== undefined,
    request_needed: invite.requestNeeded,
    title: peer.title,
    photo: { _: 'photoEmpty', id: 0n },
    participants_count: countMembers(peer),
    color: 0,
  };
}
