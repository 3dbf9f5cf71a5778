import { RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { Peer, User } from '../world/entities.ts';
import { findInputPeer } from './input-peers.ts';
import { type MethodContext, type MethodGroup, requireHuman } from './method.ts';
import { toTlChat, toTlPeer, toTlUser } from './to-tl.ts';

interface GetDialogs {
  exclude_pinned?: true;
  folder_id?: number;
  offset_date: number;
  offset_id: number;
  offset_peer: TlObject;
  limit: number;
}

const MAX_PAGE = 100;
/** Each chat has one message: the service message about its creation. */
const TOP_MESSAGE_ID = 1;

/** https://core.telegram.org/method/messages.getDialogs */
export const dialogMethods: MethodGroup = {
  'messages.getDialogs': getDialogs,
};

function getDialogs(context: MethodContext, params: GetDialogs): TlObject {
  const viewer = requireHuman(context);
  // The archive, the only other folder, is empty.
  const all = params.folder_id ? [] : dialogsOf(context, viewer);
  const rest = all.slice(skipCount(context, viewer, all, params));
  const page = rest.slice(0, Math.min(Math.max(params.limit, 1), MAX_PAGE));
  const content = {
    dialogs: page.map(toTlDialog),
    messages: page.map((peer) => toTlMessage(viewer, peer)),
    chats: page.map((peer) => toTlChat(context.world, viewer, peer)),
    users: [toTlUser(context.world, viewer, viewer)],
  };
  // The constructor without a count means that the list is complete.
  if (page.length === all.length) {
    return { _: 'messages.dialogs', ...content };
  }
  return { _: 'messages.dialogsSlice', count: all.length, ...content };
}

/** Chats the account is in or was removed from, and basic groups it left, newest first. */
function dialogsOf({ world }: MethodContext, viewer: User): Peer[] {
  const peers: Peer[] = [...world.channels.values(), ...world.chats.values()];
  const mine = peers.filter((peer) => {
    const role = peer.members.get(viewer.id)?.role;
    return role !== undefined && (role !== 'left' || peer.kind === 'chat');
  });
  return mine.sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1));
}

function skipCount(context: MethodContext, viewer: User, all: Peer[], params: GetDialogs): number {
  const offsetPeer = findOffsetPeer(context, viewer, params.offset_peer);
  const index = offsetPeer === undefined ? -1 : all.indexOf(offsetPeer);
  if (index !== -1) {
    return index + 1;
  }
  if (params.offset_date === 0) {
    return 0;
  }
  const older = all.findIndex((peer) => dateOf(peer) < params.offset_date);
  return older === -1 ? all.length : older;
}

function findOffsetPeer({ world }: MethodContext, viewer: User, peer: TlObject): Peer | undefined {
  try {
    return findInputPeer(world, viewer, peer);
  } catch (error) {
    // An offset that names no chat is ignored. It is not an error.
    if (!(error instanceof RpcError)) {
      throw error;
    }
    return undefined;
  }
}

function toTlDialog(peer: Peer): TlObject {
  return {
    _: 'dialog',
    peer: toTlPeer(peer),
    top_message: TOP_MESSAGE_ID,
    read_inbox_max_id: TOP_MESSAGE_ID,
    read_outbox_max_id: 0,
    unread_count: 0,
    unread_mentions_count: 0,
    unread_reactions_count: 0,
    unread_poll_votes_count: 0,
    notify_settings: { _: 'peerNotifySettings' },
    pts: peer.kind === 'channel' ? 1 : undefined,
  };
}

function toTlMessage(viewer: User, peer: Peer): TlObject {
  return {
    _: 'messageService',
    post: peer.kind === 'channel' && !peer.isMegagroup,
    id: TOP_MESSAGE_ID,
    peer_id: toTlPeer(peer),
    date: dateOf(peer),
    action:
      peer.kind === 'channel'
        ? { _: 'messageActionChannelCreate', title: peer.title }
        : { _: 'messageActionChatCreate', title: peer.title, users: [viewer.id] },
  };
}

function dateOf(peer: Peer): number {
  return Math.floor(peer.createdAtMs / 1000);
}
