import type { AdminRights, Channel, Chat, Member, Peer, Role, User } from './entities.ts';

/** The chats of a world. */
export interface Peers {
  channels: Map<bigint, Channel>;
  chats: Map<bigint, Chat>;
  addChannel(channel: NewChannel): Channel;
  addChat(chat: { title: string; creator: User; isWriteForbidden?: boolean }): Chat;
  /** Adds a member or changes the role of one. Rights count for an administrator only. */
  addMember(peer: Peer, user: User, role?: Role, rights?: AdminRights): Member;
  /** Upgrades a basic group to a supergroup with the same members. */
  migrateChat(chat: Chat): Channel;
}

export interface NewChannel {
  title: string;
  creator: User;
  username?: string;
  about?: string;
  isMegagroup?: boolean;
  hasPublicJoinRequests?: boolean;
}

/** No chats yet. `now` is Telegram's clock in milliseconds. */
export function createPeers(now: () => number): Peers {
  const channels = new Map<bigint, Channel>();
  const chats = new Map<bigint, Chat>();
  let nextChannelId = 1_500_000_001n;
  let nextChatId = 400_000_001n;

  function addChannel({ creator, ...channel }: NewChannel): Channel {
    const added = insertChannel(channel);
    addMember(added, creator, 'creator');
    return added;
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
      createdAtMs: now(),
      members: new Map(),
      invites: [],
    };
    channels.set(added.id, added);
    return added;
  }

  function addChat(chat: { title: string; creator: User; isWriteForbidden?: boolean }): Chat {
    const added: Chat = {
      kind: 'chat',
      id: nextChatId++,
      title: chat.title,
      isWriteForbidden: chat.isWriteForbidden ?? false,
      migratedTo: undefined,
      createdAtMs: now(),
      members: new Map(),
      invites: [],
    };
    chats.set(added.id, added);
    addMember(added, chat.creator, 'creator');
    return added;
  }

  function addMember(peer: Peer, user: User, role: Role = 'member', rights: AdminRights = {}): Member {
    const member = { userId: user.id, role, rights, joinedAtMs: now() };
    peer.members.set(user.id, member);
    return member;
  }

  function migrateChat(chat: Chat): Channel {
    const channel = insertChannel({ title: chat.title, isMegagroup: true });
    for (const member of chat.members.values()) {
      channel.members.set(member.userId, { ...member });
    }
    chat.migratedTo = channel.id;
    return channel;
  }

  return { channels, chats, addChannel, addChat, addMember, migrateChat };
}
