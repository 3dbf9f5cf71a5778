import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Peer, User } from '../world/entities.ts';
import { approveRequest, declineRequest } from '../world/join-requests.ts';
import { findManagedInvite } from './edit-invite.ts';
import { findInputPeer, findInputUser } from './input-peers.ts';
import { requireInviteRight } from './invite-rights.ts';
import { type MethodContext, type MethodGroup, requireHuman, requireUser } from './method.ts';
import { toTlPeer, toTlUpdates, toTlUser } from './to-tl.ts';

/** The number of requesters that an update names (inferred from the apps, which show three). */
const MAX_RECENT = 3;

/** Deciding on those who ask to join (https://core.telegram.org/api/invites#join-requests). */
export const joinRequestMethods: MethodGroup = {
  'messages.hideChatJoinRequest': hideChatJoinRequest,
  'messages.hideAllChatJoinRequests': hideAllChatJoinRequests,
};

/**
 * https://core.telegram.org/method/messages.hideChatJoinRequest. Approving somebody who is in answers USER_ALREADY_PARTICIPANT, any
 * other repetition HIDE_REQUESTER_MISSING (inferred: the page names both and not which is when).
 */
function hideChatJoinRequest(
  context: MethodContext,
  params: { approved?: true; peer: TlObject; user_id: TlObject },
): TlObject {
  const viewer = requireUser(context);
  const peer = findInputPeer(context.world, viewer, params.peer);
  requireInviteRight(peer, viewer);
  const user = findInputUser(context.world, viewer, params.user_id);
  const decide = params.approved === true ? approveRequest : declineRequest;
  decide(peer, user, viewer.id, context.nowMs);
  return updatesOf(context, viewer, peer);
}

/**
 * https://core.telegram.org/method/messages.hideAllChatJoinRequests. Those who cannot come in stay (inferred). When that is all of
 * them, the answer is USER_CHANNELS_TOO_MUCH, which has the code 400 on that page.
 */
function hideAllChatJoinRequests(
  context: MethodContext,
  params: { approved?: true; peer: TlObject; link?: string },
): TlObject {
  const { world, nowMs } = context;
  const viewer = requireHuman(context);
  const peer = findInputPeer(world, viewer, params.peer);
  requireInviteRight(peer, viewer);
  if (params.link !== undefined) {
    findManagedInvite(context, viewer, { peer: params.peer, link: params.link });
  }
  const isApproved = params.approved === true;
  const asking = [...peer.joinRequests.values()]
    .filter(({ invite }) => params.link === undefined || invite?.link === params.link)
    .flatMap(({ userId }) => world.users.get(userId) ?? []);
  const decidable = asking.filter((user) => isDecidable(peer, user, isApproved));
  if (decidable.length === 0) {
    throw badRequest(
      asking.some((user) => !user.isDeleted) ? 'USER_CHANNELS_TOO_MUCH' : 'HIDE_REQUESTER_MISSING',
    );
  }
  for (const user of decidable) {
    (isApproved ? approveRequest : declineRequest)(peer, user, viewer.id, nowMs);
  }
  return updatesOf(context, viewer, peer);
}

function isDecidable(peer: Peer, user: User, isApproved: boolean): boolean {
  const isFull = user.hasTooManyChannels && peer.kind === 'channel';
  return !user.isDeleted && !(isApproved && isFull);
}

/** The requests that are left. */
function updatesOf(context: MethodContext, viewer: User, peer: Peer): TlObject {
  const { world, now } = context;
  const pending = [...peer.joinRequests.keys()];
  const recent = pending.reverse().slice(0, MAX_RECENT);
  const updates = toTlUpdates(world, viewer, [peer], now);
  const users = [viewer, ...recent.flatMap((id) => world.users.get(id) ?? [])];
  return {
    ...updates,
    users: users.map((user) => toTlUser(world, viewer, user)),
    updates: [
      {
        _: 'updatePendingJoinRequests',
        peer: toTlPeer(peer),
        requests_pending: pending.length,
        recent_requesters: recent,
      },
    ],
  };
}
