import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Peer, User } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { findManagedInvite } from './edit-invite.ts';
import { findInputPeer, findInputUser } from './input-peers.ts';
import { requireInviteRight } from './invite-rights.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlUser } from './to-tl.ts';

interface GetChatInviteImporters {
  requested?: true;
  subscription_expired?: true;
  peer: TlObject;
  link?: string;
  q?: string;
  offset_date: number;
  offset_user: TlObject;
  limit: number;
}

interface Importer {
  userId: bigint;
  link: string | undefined;
  date: number;
  isRequested: boolean;
  approvedBy: bigint | undefined;
}

const MAX_PAGE = 100;

/** Who came by a link, and who asks to (https://core.telegram.org/api/invites). */
export const inviteImporterMethods: MethodGroup = {
  'messages.getChatInviteImporters': getChatInviteImporters,
};

/** https://core.telegram.org/method/messages.getChatInviteImporters. Without a link it lists those of all links (inferred). */
function getChatInviteImporters(context: MethodContext, params: GetChatInviteImporters): TlObject {
  const { world } = context;
  const viewer = requireUser(context);
  const peer = findInputPeer(world, viewer, params.peer);
  requireInviteRight(peer, viewer);
  if (params.link !== undefined && params.q !== undefined && params.q !== '') {
    throw badRequest('SEARCH_WITH_LINK_NOT_SUPPORTED');
  }
  if (params.link !== undefined) {
    // Another administrator's link is open to the creator alone: CHAT_ADMIN_REQUIRED.
    findManagedInvite(context, viewer, { peer: params.peer, link: params.link });
  }
  const found = chooseImporters(world, peer, params);
  const isAfter = afterOffset(world, viewer, params);
  const page = found.filter(isAfter).slice(0, Math.min(Math.max(params.limit, 0), MAX_PAGE));
  const userIds = page.flatMap(({ userId, approvedBy }) => [userId, ...(approvedBy ? [approvedBy] : [])]);
  return {
    _: 'messages.chatInviteImporters',
    count: found.length,
    importers: page.map((importer) => toTlImporter(world, importer)),
    users: [...new Set(userIds)].map((id) => toTlUser(world, viewer, world.users.get(id) ?? viewer)),
  };
}

/** Newest first, and of one second the higher user id first (inferred). Nobody pays here, so no subscription expires. */
function chooseImporters(world: World, peer: Peer, params: GetChatInviteImporters): Importer[] {
  if (params.subscription_expired === true) {
    return [];
  }
  const importers = params.requested === true ? listRequests(peer) : listMembers(peer);
  const words = params.requested === true ? (params.q ?? '').trim().toLowerCase() : '';
  return importers
    .filter(({ link }) => params.link === undefined || link === params.link)
    .filter(({ userId }) => isNamed(world.users.get(userId), words))
    .sort((a, b) => b.date - a.date || Number(b.userId - a.userId));
}

function listRequests(peer: Peer): Importer[] {
  return [...peer.joinRequests.values()].map(({ userId, invite, atMs }) => ({
    userId,
    link: invite?.link,
    date: Math.floor(atMs / 1000),
    isRequested: true,
    approvedBy: undefined,
  }));
}

/** Who has left is no longer listed, as `usage` no longer counts them (inferred). */
function listMembers(peer: Peer): Importer[] {
  return [...peer.members.values()]
    .filter(({ joinedBy }) => joinedBy !== undefined)
    .map(({ userId, joinedBy, joinedAtMs, approvedBy }) => ({
      userId,
      link: joinedBy,
      date: Math.floor(joinedAtMs / 1000),
      isRequested: false,
      approvedBy,
    }));
}

/** Whether the name or username of a user has those words (inferred). */
export function isNamed(user: User | undefined, words: string): boolean {
  const { firstName = '', lastName = '', username = '' } = user ?? {};
  return `${firstName} ${lastName} ${username}`.toLowerCase().includes(words);
}

/** What follows the offset user, who stands at the offset date. Without a user: what is older than that date. */
function afterOffset(
  world: World,
  viewer: User,
  { offset_date: date, offset_user: input }: GetChatInviteImporters,
): (importer: Importer) => boolean {
  if (date === 0) {
    return () => true;
  }
  const userId = input._ === 'inputUserEmpty' ? 0n : findInputUser(world, viewer, input).id;
  return (importer) => importer.date < date || (importer.date === date && importer.userId < userId);
}

/** `via_chatlist` never occurs: there are no chat folders here. */
function toTlImporter(world: World, { userId, date, isRequested, approvedBy }: Importer): TlObject {
  const about = world.users.get(userId)?.about ?? '';
  return {
    _: 'chatInviteImporter',
    requested: isRequested,
    user_id: userId,
    date,
    about: isRequested && about !== '' ? about : undefined,
    approved_by: approvedBy,
  };
}
