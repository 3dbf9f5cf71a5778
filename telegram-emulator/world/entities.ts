import type { JoinHistory } from './join-history.ts';

/** A Telegram account. */
export interface User {
  id: bigint;
  /** Digits only, with country code. */
  phone: string;
  firstName: string;
  lastName: string;
  username: string | undefined;
  /** The bio. Who decides a join request sees it. */
  about: string;
  /** The account is deleted: it has no name any more. */
  isDeleted: boolean;
  /** It is in as many channels and supergroups as it may be, and can come into no other. */
  hasTooManyChannels: boolean;
  /** The cloud password (2FA), if one is set. */
  password: string | undefined;
  passwordHint: string | undefined;
  isBot: boolean;
  /** The home data centre: others answer the account's calls with USER_MIGRATE_X. */
  dcId: number;
}

/** The administrator rights this world knows; names as in chatAdminRights. */
export interface AdminRights {
  changeInfo?: boolean;
  postMessages?: boolean;
  editMessages?: boolean;
  deleteMessages?: boolean;
  banUsers?: boolean;
  inviteUsers?: boolean;
  pinMessages?: boolean;
  addAdmins?: boolean;
}

export type Role = 'creator' | 'admin' | 'member' | 'left' | 'banned';

export interface Member {
  userId: bigint;
  role: Role;
  /** Only an administrator has any; the creator has all. */
  rights: AdminRights;
  joinedAtMs: number;
  /** The link they joined by, while they are in. */
  joinedBy: string | undefined;
  /** Who approved their request, while they are in. */
  approvedBy: bigint | undefined;
  /** Who invited or promoted them. */
  addedBy: bigint | undefined;
}

/** Someone who asks to join. */
export interface JoinRequest {
  userId: bigint;
  /** The link by which they ask; undefined in a chat in which every join is a request. */
  invite: Invite | undefined;
  atMs: number;
}

interface PeerBase {
  id: bigint;
  title: string;
  createdAtMs: number;
  members: Map<bigint, Member>;
  /** The peer's invite links, oldest first. */
  invites: Invite[];
  /** By user. */
  joinRequests: Map<bigint, JoinRequest>;
  /** The one of the whole world. */
  joinHistory: JoinHistory;
}

/** A channel or supergroup: addressed by id and access hash. */
export interface Channel extends PeerBase {
  kind: 'channel';
  username: string | undefined;
  about: string;
  isMegagroup: boolean;
  /** Joins need approval for everyone; exports then answer chatInvitePublicJoinRequests. */
  hasPublicJoinRequests: boolean;
  /** Oldest first. Telegram shows the last 48 hours. */
  adminLog: AdminLogEvent[];
}

/** A basic group: addressed by its id alone. */
export interface Chat extends PeerBase {
  kind: 'chat';
  /** Every write in it is refused with CHAT_WRITE_FORBIDDEN. */
  isWriteForbidden: boolean;
  /** The supergroup it was upgraded to: from then on it is deactivated (https://core.telegram.org/api/channel#migration). */
  migratedTo: bigint | undefined;
}

export type Peer = Channel | Chat;

export interface Invite {
  link: string;
  hash: string;
  adminId: bigint;
  /** Unix seconds, as all dates of an invite. */
  date: number;
  startDate: number | undefined;
  expireDate: number | undefined;
  usageLimit: number | undefined;
  requestNeeded: boolean;
  title: string | undefined;
  subscriptionPricing: { period: number; amount: bigint } | undefined;
  revoked: boolean;
  /** The administrator's own main link of the chat. They have one at a time, without title, date and limit. */
  permanent: boolean;
}

/** One entry of a channel's admin log (https://core.telegram.org/api/recent-actions). */
export interface AdminLogEvent {
  id: bigint;
  atMs: number;
  /** Who did it: of a join the new member, of a change the administrator. */
  userId: bigint;
  action: AdminLogAction;
}

/** Members and links are copies, as they were at that moment. */
export type AdminLogAction =
  | { type: 'join' }
  | { type: 'join-by-invite'; invite: Invite }
  /** Without a link in a chat in which every join is a request. */
  | { type: 'join-by-request'; invite: Invite | undefined; approvedBy: bigint }
  | { type: 'leave' }
  | { type: 'member-added'; member: Member }
  | { type: 'admin-changed'; before: Member; after: Member }
  | { type: 'ban-changed'; before: Member; after: Member }
  | { type: 'invite-edited'; before: Invite; after: Invite }
  | { type: 'invite-revoked'; invite: Invite }
  | { type: 'invite-deleted'; invite: Invite }
  | { type: 'username-changed'; before: string; after: string };

/** An authorization key of one data centre. */
export interface AuthKey {
  /** The lower 64 bits of the key's SHA1, as 16 hex digits in wire order. */
  idHex: string;
  /** 256 bytes. */
  key: Buffer;
  dcId: number;
  createdAtMs: number;
  /** When a temporary key ends (https://core.telegram.org/api/pfs); undefined for a permanent one. */
  expiresAtMs: number | undefined;
  /** The permanent key for which a temporary one speaks. */
  boundTo: AuthKey | undefined;
  /** The temporary keys that speak for this one. */
  temporaryKeys: Set<AuthKey>;
  /** The salt both sides derived from the handshake's nonces, good for the first half hour. */
  firstSalt: bigint | undefined;
  userId: bigint | undefined;
  /** What the last initConnection and invokeWithLayer on this key said; undefined before them. */
  layer: number | undefined;
  apiId: number | undefined;
  /** The client of a permanent key, as it named itself last. */
  client: ClientInfo | undefined;
  /** A login that has passed its code and now needs the cloud password. */
  passwordPendingUserId: bigint | undefined;
  /**
   * The connection that sent in parallel to another one. Once set the session is dead for good: that connection is told
   * AUTH_KEY_DUPLICATED, every other AUTH_KEY_UNREGISTERED.
   */
  duplicatedOnConnectionId: number | undefined;
}

/** What initConnection says of the client. */
export interface ClientInfo {
  apiId: number;
  deviceModel: string;
  systemVersion: string;
  appVersion: string;
}

export type LoginCodeType = 'App' | 'Sms' | 'Call';

/** A login code that was sent and has not been used yet. */
export interface LoginCode {
  phone: string;
  hash: string;
  code: string;
  type: LoginCodeType;
  expiresAtMs: number;
  wrongAttempts: number;
  /** True when the right code was entered for a phone without an account: signUp may follow. */
  isVerified: boolean;
}

/** A token that is shown as a QR code (https://core.telegram.org/api/qr-login). */
export interface LoginToken {
  token: Buffer;
  /** The key that waits to be logged in. */
  authKey: AuthKey;
  /** Accounts that the waiting client is already logged in to. */
  exceptIds: bigint[];
  expiresAtMs: number;
  /** Who accepted it. */
  userId: bigint | undefined;
  /** True when its login is finished. */
  isUsed: boolean;
}

/** The address of a data centre. */
export interface DataCentreAddress {
  id: number;
  host: string;
  port: number;
}
