import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Invite, Peer } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { activeMember, countMembers } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlChat } from './to-tl.ts';

/** https://core.telegram.org/method/messages.checkChatInvite */
export const checkInviteMethods: MethodGroup = {
  'messages.checkChatInvite': checkChatInvite,
};

function checkChatInvite(context: MethodContext, { hash }: { hash: string }): TlObject {
  const user = requireUser(context);
  if (hash === '') {
    throw badRequest('INVITE_HASH_EMPTY');
  }
  if (!/^[\w-]{16,}$/.test(hash)) {
    throw badRequest('INVITE_HASH_INVALID');
  }
  const { peer, invite } = findInvite(context.world, hash);
  if (activeMember(peer, user) !== undefined) {
    return { _: 'chatInviteAlready', chat: toTlChat(context.world, user, peer) };
  }
  const isExpired = invite.expireDate !== undefined && invite.expireDate <= context.now;
  if (invite.revoked || isExpired) {
    throw badRequest('INVITE_HASH_EXPIRED');
  }
  return previewOf(peer, invite);
}

/** Telegram gives an unknown hash and an expired one the same answer. */
function findInvite(world: World, hash: string): { peer: Peer; invite: Invite } {
  for (const peer of [...world.channels.values(), ...world.chats.values()]) {
    const invite = peer.invites.find((known) => known.hash === hash);
    if (invite !== undefined) {
      return { peer, invite };
    }
  }
  throw badRequest('INVITE_HASH_EXPIRED');
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
