import { badRequest, RpcError } from '../rpc-error.ts';
import type { Invite, JoinRequest, Peer, User } from './entities.ts';
import type { JoinRequestRecord } from './join-history.ts';
import { enter } from './joins.ts';
import { activeMember } from './members.ts';

/** Asks to join. Who asks again replaces their request (inferred). @param invite the link by which they ask, where there is one. */
export function requestToJoin(peer: Peer, user: User, invite: Invite | undefined, nowMs: number): void {
  const request = { userId: user.id, invite, atMs: nowMs };
  peer.joinRequests.set(user.id, request);
  recordRequest(peer, request, 'sent', user.id, nowMs);
}

/**
 * Lets in who asks. Who cannot come in stays among those who ask (inferred).
 * @throws RpcError USER_ALREADY_PARTICIPANT, HIDE_REQUESTER_MISSING, INPUT_USER_DEACTIVATED, USER_CHANNELS_TOO_MUCH (403)
 */
export function approveRequest(peer: Peer, user: User, by: bigint, nowMs: number): void {
  if (activeMember(peer, user) !== undefined) {
    throw badRequest('USER_ALREADY_PARTICIPANT');
  }
  const request = findRequest(peer, user);
  if (user.hasTooManyChannels && peer.kind === 'channel') {
    throw new RpcError(403, 'USER_CHANNELS_TOO_MUCH');
  }
  recordRequest(peer, request, 'approved', by, nowMs);
  enter(peer, user, nowMs, { via: 'request', invite: request.invite, approvedBy: by });
}

/** @throws RpcError HIDE_REQUESTER_MISSING, INPUT_USER_DEACTIVATED */
export function declineRequest(peer: Peer, user: User, by: bigint, nowMs: number): void {
  const request = findRequest(peer, user);
  peer.joinRequests.delete(user.id);
  recordRequest(peer, request, 'declined', by, nowMs);
}

/** A deleted account keeps its request, and nobody can decide it (inferred). */
function findRequest(peer: Peer, user: User): JoinRequest {
  if (user.isDeleted) {
    throw badRequest('INPUT_USER_DEACTIVATED');
  }
  const request = peer.joinRequests.get(user.id);
  if (request === undefined) {
    throw badRequest('HIDE_REQUESTER_MISSING');
  }
  return request;
}

function recordRequest(
  peer: Peer,
  { userId, invite }: JoinRequest,
  type: JoinRequestRecord['type'],
  by: bigint,
  atMs: number,
): void {
  peer.joinHistory.joinRequests.push({
    atMs,
    type,
    userId: userId.toString(),
    peer: { kind: peer.kind, id: peer.id.toString() },
    link: invite?.link,
    byUserId: by.toString(),
  });
}
