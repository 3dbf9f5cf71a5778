import { badRequest } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { AuthKey } from '../world/entities.ts';
import { type MethodContext, type MethodGroup, requireHuman } from './method.ts';
import { toTlUser } from './to-tl.ts';
import { isUsernameWellFormed } from './usernames.ts';

const AUTHORIZATION_TTL_DAYS = 183;

/** The account itself: its name and its logins. */
export const accountMethods: MethodGroup = {
  'account.checkUsername': checkUsername,
  'account.updateUsername': updateUsername,
  'account.getAuthorizations': getAuthorizations,
};

function checkUsername(context: MethodContext, { username }: { username: string }): boolean {
  requireHuman(context);
  return isFree(context, username);
}

/** https://core.telegram.org/method/account.updateUsername. An empty name takes the name away. */
function updateUsername(context: MethodContext, { username }: { username: string }): TlObject {
  const user = requireHuman(context);
  if (username === (user.username ?? '')) {
    throw badRequest('USERNAME_NOT_MODIFIED');
  }
  const isOwn = username.toLowerCase() === user.username?.toLowerCase();
  if (username !== '' && !isOwn && !isFree(context, username)) {
    throw badRequest('USERNAME_OCCUPIED');
  }
  user.username = username === '' ? undefined : username;
  return toTlUser(context.world, user, user);
}

function isFree({ world }: MethodContext, username: string): boolean {
  if (!isUsernameWellFormed(username)) {
    throw badRequest('USERNAME_INVALID');
  }
  return world.findByUsername(username) === undefined;
}

/** https://core.telegram.org/method/account.getAuthorizations: the present login first, with the hash 0. */
function getAuthorizations(context: MethodContext): TlObject {
  const user = requireHuman(context);
  const others = [...context.world.authKeys.values()].filter(
    (key) => key.userId === user.id && key !== context.authKey,
  );
  return {
    _: 'account.authorizations',
    authorization_ttl_days: AUTHORIZATION_TTL_DAYS,
    authorizations: [context.authKey, ...others].map((key) => toTlAuthorization(context, key)),
  };
}

/** When a key was last used is not kept: another login is as old as its key. */
function toTlAuthorization(context: MethodContext, key: AuthKey): TlObject {
  const isCurrent = key === context.authKey;
  const dateCreated = Math.floor(key.createdAtMs / 1000);
  return {
    _: 'authorization',
    current: isCurrent,
    hash: isCurrent ? 0n : Buffer.from(key.idHex, 'hex').readBigInt64LE(),
    device_model: key.client?.deviceModel ?? '',
    platform: '',
    system_version: key.client?.systemVersion ?? '',
    api_id: key.client?.apiId ?? 0,
    app_name: '',
    app_version: key.client?.appVersion ?? '',
    date_created: dateCreated,
    date_active: isCurrent ? context.now : dateCreated,
    ip: '127.0.0.1',
    country: '',
    region: '',
  };
}
