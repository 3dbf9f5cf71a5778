import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Peer, User } from '../world/entities.ts';
import { activeMember } from '../world/members.ts';
import { type MethodContext, type MethodGroup, requireHuman, requireUser } from './method.ts';
import { toTlChat, toTlPeer, toTlUser } from './to-tl.ts';
import { isUsernameWellFormed } from './usernames.ts';

interface Search {
  broadcasts?: true;
  bots?: true;
  q: string;
  limit: number;
}

/** Shorter words find too much (the number is inferred). */
const MIN_QUERY_LENGTH = 3;
const MAX_FOUND = 50;

/** Finding users and chats by their names. */
export const contactMethods: MethodGroup = {
  'contacts.resolveUsername': resolveUsername,
  'contacts.search': search,
};

/** https://core.telegram.org/method/contacts.resolveUsername */
function resolveUsername(context: MethodContext, { username }: { username: string }): TlObject {
  const viewer = requireUser(context);
  if (!isUsernameWellFormed(username)) {
    throw badRequest('USERNAME_INVALID');
  }
  const found = context.world.findByUsername(username);
  if (found === undefined) {
    throw badRequest('USERNAME_NOT_OCCUPIED');
  }
  const isChannel = 'kind' in found;
  return {
    _: 'contacts.resolvedPeer',
    peer: isChannel ? { _: 'peerChannel', channel_id: found.id } : { _: 'peerUser', user_id: found.id },
    chats: isChannel ? [toTlChat(context.world, viewer, found)] : [],
    users: isChannel ? [] : [toTlUser(context.world, viewer, found)],
  };
}

/**
 * https://core.telegram.org/method/contacts.search: the account's own chats by their titles, and everybody's public ones by title or
 * name. Nobody has contacts here.
 */
function search(context: MethodContext, params: Search): TlObject {
  const viewer = requireHuman(context);
  const query = params.q.trim().replace(/^@/, '').toLowerCase();
  if (query === '') {
    throw badRequest('SEARCH_QUERY_EMPTY');
  }
  if ([...query].length < MIN_QUERY_LENGTH) {
    throw badRequest('QUERY_TOO_SHORT');
  }
  const { world } = context;
  const found = [...world.channels.values(), ...world.chats.values(), ...world.users.values()].filter(
    (entity) => isFound(entity, query) && isOfKind(entity, params),
  );
  const mine = found.filter((entity) => isOwn(entity, viewer)).slice(0, limitOf(params));
  const others = found
    .filter((entity) => !isOwn(entity, viewer) && 'username' in entity && entity.username !== undefined)
    .slice(0, limitOf(params));
  const all = [...mine, ...others];
  return {
    _: 'contacts.found',
    my_results: mine.map(toTlNamed),
    results: others.map(toTlNamed),
    chats: all.filter((entity) => 'kind' in entity).map((peer) => toTlChat(world, viewer, peer)),
    users: all
      .filter((entity): entity is User => !('kind' in entity))
      .map((user) => toTlUser(world, viewer, user)),
  };
}

/** Words are found by their beginnings. */
function isFound(entity: Peer | User, query: string): boolean {
  const title = 'kind' in entity ? entity.title : `${entity.firstName} ${entity.lastName}`;
  const username = 'username' in entity ? entity.username : undefined;
  return [title.toLowerCase(), ...title.toLowerCase().split(/\s+/), username?.toLowerCase() ?? ''].some(
    (word) => word.startsWith(query),
  );
}

/** Since layer 227 a client may ask for broadcast channels or bots alone. */
function isOfKind(entity: Peer | User, { broadcasts, bots }: Search): boolean {
  if (broadcasts !== true && bots !== true) {
    return true;
  }
  const isBroadcast = 'kind' in entity && entity.kind === 'channel' && !entity.isMegagroup;
  const isBot = !('kind' in entity) && entity.isBot;
  return (broadcasts === true && isBroadcast) || (bots === true && isBot);
}

function isOwn(entity: Peer | User, viewer: User): boolean {
  return 'kind' in entity ? activeMember(entity, viewer) !== undefined : entity.id === viewer.id;
}

function limitOf({ limit }: Search): number {
  return Math.min(Math.max(limit, 0), MAX_FOUND);
}

function toTlNamed(entity: Peer | User): TlObject {
  return 'kind' in entity ? toTlPeer(entity) : { _: 'peerUser', user_id: entity.id };
}
