import { badRequest, RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { AdminLogEvent, Channel, User } from '../world/entities.ts';
import { activeMember } from '../world/members.ts';
import { filtersOf, toTlAdminLogEvent, usersOf } from './admin-log-events.ts';
import { findInputChannel, findInputUser } from './input-peers.ts';
import { isNamed } from './invite-importers.ts';
import { type MethodContext, type MethodGroup, requireHuman } from './method.ts';
import { toTlChat, toTlUser } from './to-tl.ts';

interface GetAdminLog {
  channel: TlObject;
  q: string;
  events_filter?: TlObject;
  admins?: TlObject[];
  max_id: bigint;
  min_id: bigint;
  limit: number;
}

const MAX_PAGE = 100;
/** https://core.telegram.org/api/recent-actions */
const KEPT_MS = 48 * 3_600_000;

/** What happened in a channel or supergroup. */
export const adminLogMethods: MethodGroup = {
  'channels.getAdminLog': getAdminLog,
};

/** https://core.telegram.org/method/channels.getAdminLog: newest first. */
function getAdminLog(context: MethodContext, params: GetAdminLog): TlObject {
  const { world } = context;
  const viewer = requireHuman(context);
  const channel = findInputChannel(world, viewer, params.channel);
  requireAdmin(channel, viewer);
  const isWanted = chooseEvents(context, viewer, params);
  const page = channel.adminLog
    .filter(isWanted)
    .reverse()
    .slice(0, Math.min(Math.max(params.limit, 0), MAX_PAGE));
  const userIds = new Set(page.flatMap(usersOf));
  return {
    _: 'channels.adminLogResults',
    events: page.map((event) => toTlAdminLogEvent(channel, viewer, event)),
    chats: [toTlChat(world, viewer, channel)],
    users: [...userIds].map((id) => toTlUser(world, viewer, world.users.get(id) ?? viewer)),
  };
}

/** Any administrator, whatever their rights (inferred). The codes are those of the page; other methods have 400 for both. */
function requireAdmin(channel: Channel, viewer: User): void {
  const member = activeMember(channel, viewer);
  const isBanned = channel.members.get(viewer.id)?.role === 'banned';
  if (isBanned || (member === undefined && channel.username === undefined)) {
    throw new RpcError(406, 'CHANNEL_PRIVATE');
  }
  if (member?.role !== 'creator' && member?.role !== 'admin') {
    throw new RpcError(403, 'CHAT_ADMIN_REQUIRED');
  }
}

/**
 * Both ids are bounds that are left out themselves (https://core.telegram.org/api/offsets); 0 is none. A filter without any flag
 * finds nothing, and the query is looked for in the names of those whom an event names (both inferred).
 */
function chooseEvents(
  { world, nowMs }: MethodContext,
  viewer: User,
  params: GetAdminLog,
): (event: AdminLogEvent) => boolean {
  const { max_id: maxId, min_id: minId, events_filter: filter } = params;
  if (maxId < 0n || minId < 0n) {
    // Which ids are invalid is inferred.
    throw badRequest('MSG_ID_INVALID');
  }
  const adminIds = params.admins?.map((input) => findInputUser(world, viewer, input).id);
  const words = params.q.trim().toLowerCase();
  return (event) =>
    event.atMs > nowMs - KEPT_MS &&
    (maxId === 0n || event.id < maxId) &&
    event.id > minId &&
    (adminIds === undefined || adminIds.includes(event.userId)) &&
    (filter === undefined || filtersOf(event.action).some((name) => filter[name] === true)) &&
    (words === '' || usersOf(event).some((id) => isNamed(world.users.get(id), words)));
}
