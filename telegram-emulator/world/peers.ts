import type { AdminRights, Channel, Chat, Invite, Member, Peer, Role, User } from './entities.ts';
import { findInvite, type InviteOptions, joinByInvite, newInvite, newPermanentInvite } from './invites.ts';
import { createJoinHistory, type JoinHistory } from './join-history.ts';
import { approveRequest, declineRequest } from './join-requests.ts';
import { creatorOf, enter, leave, setRole } from './joins.ts';
import { addMember } from './members.ts';

/** The chats of a world. */
export interface Peers {
  channels: Map<bigint, Channel>;
  chats: Map<bigint, Chat>;
  joinHistory: JoinHistory;
  addChannel(channel: NewChannel): Channel;
  addChat(chat: NewChat): Chat;
  /** Adds a member or changes the role of one, as the creator does. Rights count for an administrator only. */
  addMember(peer: Peer, user: User, role?: Role, rights?: AdminRights): Member;
  /** Upgrades a basic group to a supergroup with the same members. */
  migrateChat(chat: Chat): Channel;
  /** A new link of an administrator, as they make it in an app. */
  addInvite(peer: Peer, admin: User, options?: Partial<InviteOptions>): Invite;
  /**
   * Lets someone join by a link, or ask to.
   * @throws RpcError as messages.importChatInvite
   */
  joinByLink(link: string, user: User): 'joined' | 'requested';
  /** Lets someone into a public chat by its Join button: Telegram knows no link then. */
  joinByButton(channel: Channel, user: User): void;
  leave(peer: Peer, user: User): void;
  /**
   * Decides a join request, as the creator unless another administrator is named.
   * @throws RpcError as messages.hideChatJoinRequest
   */
  decideRequest(peer: Peer, user: User, decision: 'approve' | 'decline', by?: User): void;
}

export interface NewChannel {
  title: string;
  creator: User;
  username?: string;
  about?: string;
  isMegagroup?: boolean;
  hasPublicJoinRequests?: boolean;
  /** A day ago unless given: its first link is older than what a test does. */
  createdAtMs?: number;
}

export interface NewChat {
  title: string;
  creator: User;
  isWriteForbidden?: boolean;
  /** A day ago unless given. */
  createdAtMs?: number;
}

const DAY_MS = 86_400_000;

/** No chats yet. `now` is Telegram's clock in milliseconds. */
export function createPeers(now: () => number): Peers {
  const channels = new Map<bigint, Channel>();
  const chats = new Map<bigint, Chat>();
  const joinHistory = createJoinHistory();
  let nextChannelId = 1_500_000_001n;
  let nextChatId = 400_000_001n;

  function addChannel({ creator, ...channel }: NewChannel): Channel {
    const added = insertChannel(channel);
    found(added, creator);
    return added;
  }

  /**
   * A new chat has its creator's permanent link (inferred: clients read it with getExportedChatInvites as soon as the chat is made).
   * Another administrator gets one when they first ask for it (inferred from exportChatInviteLink of the Bot API).
   */
  function found(peer: Peer, creator: User): void {
    addMember(peer, creator, peer.createdAtMs, 'creator');
    peer.invites.push(newPermanentInvite(creator.id, Math.floor(peer.createdAtMs / 1000)));
  }

  function insertChannel(channel: Omit<NewChannel, 'creator'>): Channel {
    const added: Channel = {
      kind: 'channel',
      id: nextChannelId++,
      title: channel.title,
      username: channel.username,
      about: channel.about ?? '',
      isMegagroup: channel.isMegagroup ?? false,
      hasPublicJoinRequests: channel.hasPublicJoinRequests ?? false,
      adminLog: [],
      createdAtMs: channel.createdAtMs ?? now() - DAY_MS,
      members: new Map(),
      invites: [],
      joinRequests: new Map(),
      joinHistory,
    };
    channels.set(added.id, added);
    return added;
  }

  function addChat(chat: NewChat): Chat {
    const added: Chat = {
      kind: 'chat',
      id: nextChatId++,
      title: chat.title,
      isWriteForbidden: chat.isWriteForbidden ?? false,
      migratedTo: undefined,
      createdAtMs: chat.createdAtMs ?? now() - DAY_MS,
      members: new Map(),
      invites: [],
      joinRequests: new Map(),
      joinHistory,
    };
    chats.set(added.id, added);
    found(added, chat.creator);
    return added;
  }

  function migrateChat(chat: Chat): Channel {
    const channel = insertChannel({ title: chat.title, isMegagroup: true, createdAtMs: now() });
    for (const member of chat.members.values()) {
      channel.members.set(member.userId, { ...member });
    }
    // The supergroup takes over the permanent links of the group (inferred).
    channel.invites.push(...chat.invites.filter(({ permanent }) => permanent));
    chat.migratedTo = channel.id;
    return channel;
  }

  function addInvite(peer: Peer, admin: User, options: Partial<InviteOptions> = {}): Invite {
    const invite = newInvite(admin.id, Math.floor(now() / 1000), {
      title: undefined,
      expireDate: undefined,
      usageLimit: undefined,
      requestNeeded: false,
      subscriptionPricing: undefined,
      ...options,
    });
    peer.invites.push(invite);
    return invite;
  }

  function joinByLink(link: string, user: User): 'joined' | 'requested' {
    const hash = link.slice(link.indexOf('+') + 1);
    const { peer, invite } = findInvite([...channels.values(), ...chats.values()], hash);
    return joinByInvite(peer, invite, user, now());
  }

  function decideRequest(peer: Peer, user: User, decision: 'approve' | 'decline', by?: User): void {
    const decide = decision === 'approve' ? approveRequest : declineRequest;
    decide(peer, user, by?.id ?? creatorOf(peer) ?? user.id, now());
  }

  return {
    channels,
    chats,
    joinHistory,
    addChannel,
    addChat,
    addMember: (peer, user, role, rights) => setRole(peer, user, now(), role, rights),
    migrateChat,
    addInvite,
    joinByLink,
    joinByButton: (channel, user) => {
      enter(channel, user, now(), { via: 'button' });
    },
    leave: (peer, user) => {
      leave(peer, user, now());
    },
    decideRequest,
  };
}
