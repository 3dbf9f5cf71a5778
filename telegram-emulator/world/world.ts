import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { sha1 } from '../crypto/hashes.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { AuthKey, Channel, DataCentreAddress, LoginCode, User } from './entities.ts';
import { createExportedAuthorizations, type ExportedAuthorizations } from './exported-authorizations.ts';
import { createLoginRules, type LoginRules } from './login-rules.ts';
import { createLoginTokens, type LoginTokens, tokenOfLoginUrl } from './login-tokens.ts';
import { createPeers, type Peers } from './peers.ts';

/** Everything Telegram knows, in memory. Several data centres may share one. */
export interface World extends Peers {
  users: Map<bigint, User>;
  /** By `dcId:idHex`: a key belongs to the data centre that made it. */
  authKeys: Map<string, AuthKey>;
  /** By phone number. */
  loginCodes: Map<string, LoginCode>;
  loginRules: LoginRules;
  loginTokens: LoginTokens;
  exportedAuthorizations: ExportedAuthorizations;
  /** The running data centres, by id. */
  dataCentres: Map<number, DataCentreAddress>;
  addUser(user: NewUser): User;
  /** Makes that data centre the account's home; its keys stay where they are. */
  moveUser(user: User, dcId: number): void;
  /**
   * What the app of `user` does when it scans a login QR code (the token, or the URL in the code); the client that shows it is told by updateLoginToken.
   * @throws RpcError AUTH_TOKEN_INVALIDX, AUTH_TOKEN_EXPIRED, AUTH_TOKEN_ALREADY_ACCEPTED, AUTH_TOKEN_EXCEPTION
   */
  acceptLoginToken(token: Buffer | string, user: User): void;
  /** Hands an update to the sessions of a key that take updates. */
  pushUpdate(authKey: AuthKey, update: TlObject): void;
  /** Calls `deliver` for each update that is pushed; returns a function that stops it. */
  onUpdate(deliver: UpdateListener): () => void;
  /** A logged-in key, as though the account had signed in at that data centre (its home unless given). */
  mintAuthKey(user: User, dcId?: number): { authKey: Buffer; authKeyId: string };
  /** The access hash with which this account addresses that user or channel. Other accounts have others. */
  accessHash(viewerId: bigint, kind: 'user' | 'channel', id: bigint): bigint;
  findUserByPhone(phone: string): User | undefined;
  findByUsername(username: string): User | Channel | undefined;
}

export interface NewUser {
  phone: string;
  firstName: string;
  lastName?: string;
  username?: string;
  /** The bio. */
  about?: string;
  /** The cloud password (2FA). */
  password2fa?: string;
  passwordHint?: string;
  isBot?: boolean;
  /** The home data centre, 2 unless given. */
  dcId?: number;
}

export type UpdateListener = (authKey: AuthKey, update: TlObject) => void;

const DEFAULT_DC_ID = 2;

/** An empty world. `now` is Telegram's clock in milliseconds. */
export function createWorld(now: () => number = Date.now): World {
  const secret = randomBytes(32);
  const users = new Map<bigint, User>();
  const peers = createPeers(now);
  const loginRules = createLoginRules();
  const loginTokens = createLoginTokens(loginRules);
  const updateListeners = new Set<UpdateListener>();
  const authKeys = new Map<string, AuthKey>();
  let nextUserId = 5_000_000_001n + BigInt(randomInt(1_000_000));

  function addUser(user: NewUser): User {
    const added: User = {
      id: nextUserId++,
      phone: digitsOf(user.phone),
      firstName: user.firstName,
      lastName: user.lastName ?? '',
      username: user.username,
      about: user.about ?? '',
      isDeleted: false,
      hasTooManyChannels: false,
      password: user.password2fa,
      passwordHint: user.passwordHint,
      isBot: user.isBot ?? false,
      dcId: user.dcId ?? DEFAULT_DC_ID,
    };
    users.set(added.id, added);
    return added;
  }

  function mintAuthKey(user: User, dcId = user.dcId): { authKey: Buffer; authKeyId: string } {
    const authKey = createAuthKey(randomBytes(256), dcId, now());
    authKey.userId = user.id;
    authKeys.set(authKeyIndex(dcId, authKey.idHex), authKey);
    return { authKey: Buffer.from(authKey.key), authKeyId: authKey.idHex };
  }

  function accessHash(viewerId: bigint, kind: 'user' | 'channel', id: bigint): bigint {
    return createHmac('sha256', secret).update(`${viewerId}:${kind}:${id}`).digest().readBigInt64LE();
  }

  function pushUpdate(authKey: AuthKey, update: TlObject): void {
    for (const deliver of updateListeners) {
      deliver(authKey, update);
    }
  }

  function acceptLoginToken(token: Buffer | string, user: User): void {
    const bytes = typeof token === 'string' ? tokenOfLoginUrl(token) : token;
    const { authKey } = loginTokens.accept(bytes, user, now());
    pushUpdate(authKey, { _: 'updateLoginToken' });
  }

  return {
    ...peers,
    users,
    authKeys,
    loginCodes: new Map(),
    loginRules,
    loginTokens,
    exportedAuthorizations: createExportedAuthorizations(),
    dataCentres: new Map(),
    addUser,
    moveUser: (user, dcId) => {
      user.dcId = dcId;
    },
    acceptLoginToken,
    pushUpdate,
    onUpdate: (deliver) => {
      updateListeners.add(deliver);
      return () => updateListeners.delete(deliver);
    },
    mintAuthKey,
    accessHash,
    findUserByPhone: (phone) => [...users.values()].find((user) => user.phone === digitsOf(phone)),
    findByUsername: (username) =>
      [...users.values(), ...peers.channels.values()].find(
        (entity) => entity.username?.toLowerCase() === username.toLowerCase(),
      ),
  };
}

/** A new key without a login. */
export function createAuthKey(key: Buffer, dcId: number, nowMs: number): AuthKey {
  return {
    idHex: sha1(key).toString('hex', 12),
    key,
    dcId,
    createdAtMs: nowMs,
    expiresAtMs: undefined,
    boundTo: undefined,
    temporaryKeys: new Set(),
    firstSalt: undefined,
    userId: undefined,
    layer: undefined,
    apiId: undefined,
    client: undefined,
    passwordPendingUserId: undefined,
    duplicatedOnConnectionId: undefined,
  };
}

/** The key that has the login: of a temporary key the permanent one that it is bound to. */
export function loginKeyOf(authKey: AuthKey): AuthKey {
  return authKey.boundTo ?? authKey;
}

/** The key of {@link World.authKeys}. */
export function authKeyIndex(dcId: number, authKeyIdHex: string): string {
  return `${dcId}:${authKeyIdHex}`;
}

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}
