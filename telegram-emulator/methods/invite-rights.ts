import { badRequest, RpcError } from '../rpc-error.ts';
import type { Peer, User } from '../world/entities.ts';
import { activeMember } from '../world/members.ts';

/**
 * Invite links need an administrator with the right `invite_users`.
 * @throws RpcError CHANNEL_PRIVATE, CHAT_WRITE_FORBIDDEN (403), CHAT_ID_INVALID, CHAT_ADMIN_REQUIRED
 */
export function requireInviteRight(peer: Peer, user: User): void {
  requireMembership(peer, user);
  const member = activeMember(peer, user);
  const mayInvite =
    member?.role === 'creator' || (member?.role === 'admin' && member.rights.inviteUsers === true);
  if (!mayInvite) {
    throw badRequest('CHAT_ADMIN_REQUIRED');
  }
}

/** Only the creator sees the links of other administrators. */
export function isCreator(peer: Peer, user: User): boolean {
  return activeMember(peer, user)?.role === 'creator';
}

function requireMembership(peer: Peer, user: User): void {
  const membership = peer.members.get(user.id);
  if (peer.kind === 'chat') {
    // Someone who was never in a basic group cannot name it; someone who left it can, but may not write. A group that
    // became a supergroup cannot be named either (inferred).
    if (membership === undefined || peer.migratedTo !== undefined) {
      throw badRequest('CHAT_ID_INVALID');
    }
    const isOut = membership.role === 'left' || membership.role === 'banned';
    if (peer.isWriteForbidden || isOut) {
      throw new RpcError(403, 'CHAT_WRITE_FORBIDDEN');
    }
    return;
  }
  // An account that is not a member sees a public channel. It does not see a private one, or one that removed it.
  const isVisible = activeMember(peer, user) !== undefined || peer.username !== undefined;
  if (!isVisible || membership?.role === 'banned') {
    throw badRequest('CHANNEL_PRIVATE');
  }
}
