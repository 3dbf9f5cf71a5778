import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { sha1 } from '../crypto/hashes.ts';
import type { AdminRights, AuthKey, Channel, Chat, LoginCode, Member, Peer, Role, User } from './entities.ts';

/** Everything Telegram knows, in memory. Several data centres may share one. */
export interface World {
  users: Map<bigint, User>;
  channels: Map<bigint, Channel>;
  chats: Map<bigint, Chat>;
  /** By `dcId:idHex`: a key belongs to the data centre that made it. */
  authKeys: Map<string, AuthKey>;
  /** By phone number. */
  loginCodes: Map<string, LoginCode>;
  addUser(user: NewUser): User;
  addChannel(channel: NewChannel): Channel;
  addChat(chat: { title: string; creator: User; isWriteForbidden?: boolean }): Chat;
  /** Adds a member or changes the role of one. Rights count for an administrator only. */
  addMember(peer: Peer, user: User, role?: Role, rights?: AdminRights): Member;
  /** A logged-in key, as though the account had signed in at that data centre (default 2). */
  mintAuthKey(user: User, dcId?: number): { authKey: Buffer; authKeyId: string };
  /** What this account must present to address that user or channel; it is worthless to other accounts. */
  accessHash(viewerId: bigint, kind: 'user' | 'channel', id: bigint): bigint;
  findUserByPhone(phone: string): User | undefined;
  findByUsername(username: string): User | Channel | undefined;
}

export interface NewUser {
  phone: string;
  firstName: string;
  lastName?: string;
  username?: string;
  /** The cloud password (2FA). */
  password2fa?: string;
}

export interface NewChannel {
  title: string;
  creator: User;
  username?: string;
  about?: string;
  isMegagroup?: boolean;
  hasPublicJoinRequests?: boolean;
}

/** An empty world. `now` is Telegram's clock in milliseconds. */
export function createWorld(now: () => number = Date.now): World {
  const secret = randomBytes(32);
  const users = new Map<bigint, User>();
  const channels = new Map<bigint, Channel>();
  const chats = new Map<bigint, Chat>();
  const authKeys = new Map<string, AuthKey>();
  let nextUserId = 5_000_000_001n + BigInt(randomInt(1_000_000));
  let nextChannelId = 1_500_000_001n;
  let nextChatId = 400_000_001n;

  function addUser(user: NewUser): User {
    const added: User = {
      id: nextUserId++,
      phone: digitsOf(user.phone),
      firstName: user.firstName,
      lastName: user.lastName ?? '',
      username: user.username,
      password: user.password2fa,
    };
    users.set(added.id, added);
    return added;
  }

  function addChannel(channel: NewChannel): Channel {
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
    addMember(added, channel.creator, 'creator');
    return added;
  }

  function addChat(chat: { title: string; creator: User; isWriteForbidden?: boolean }): Chat {
    const added: Chat = {
      kind: 'chat',
      id: nextChatId++,
      title: chat.title,
      isWriteForbidden: chat.isWriteForbidden ?? false,
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

  function mintAuthKey(user: User, dcId = 2): { authKey: Buffer; authKeyId: string } {
    const authKey = createAuthKey(randomBytes(256), dcId, now());
    authKey.userId = user.id;
    authKeys.set(authKeyIndex(dcId, authKey.idHex), authKey);
    return { authKey: Buffer.from(authKey.key), authKeyId: authKey.idHex };
  }

  function accessHash(viewerId: bigint, kind: 'user' | 'channel', id: bigint): bigint {
    return createHmac('sha256', secret).update(`${viewerId}:${kind}:${id}`).digest().readBigInt64LE();
  }

  return {
    users,
    channels,
    chats,
    authKeys,
    loginCodes: new Map(),
    addUser,
    addChannel,
    addChat,
    addMember,
    mintAuthKey,
    accessHash,
    findUserByPhone: (phone) => [...users.values()].find((user) => user.phone === digitsOf(phone)),
    findByUsername: (username) =>
      [...users.values(), ...channels.values()].find(
        (entity) => entity.username?.toLowerCase() === username.toLowerCase(),
      ),
  };
}

/** A new key that nobody is logged in on. */
export function createAuthKey(key: Buffer, dcId: number, nowMs: number): AuthKey {
  return {
    idHex: sha1(key).toString('hex', 12),
    key,
    dcId,
    createdAtMs: nowMs,
    firstSalt: undefined,
    userId: undefined,
    layer: undefined,
    apiId: undefined,
    passwordPendingUserId: undefined,
    duplicatedOnConnectionId: undefined,
  };
}

/** The key of {@link World.authKeys}. */
export function authKeyIndex(dcId: number, authKeyIdHex: string): string {
  return `${dcId}:${authKeyIdHex}`;
}

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}
