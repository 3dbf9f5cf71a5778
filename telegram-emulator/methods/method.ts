import type { LedgerWriter } from '../ledger.ts';
import { badRequest, RpcError } from '../rpc-error.ts';
import type { AuthKey, DataCentreAddress, User } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/** The call and Telegram's state, as a method gets them. */
export interface MethodContext {
  world: World;
  ledger: LedgerWriter;
  /** The key that has the login. */
  authKey: AuthKey;
  /** The key that encrypts: the same one, or a temporary key of it. */
  wireKey: AuthKey;
  sessionId: bigint;
  msgId: bigint;
  /** The client's. */
  layer: number;
  /** This data centre as its clients reach it. */
  dc: DataCentreAddress;
  nowMs: number;
  /** Unix seconds. */
  now: number;
  /** Shows the operator a login code, as the app or an SMS would. */
  announceLoginCode: (phone: string, code: string) => void;
  /** Shows the operator the URL in a login QR code. */
  announceLoginToken: (url: string, expiresAtMs: number) => void;
}

/** Runs a call and gives its TL result. Throws RpcError when Telegram would refuse the call. */
export type Method = (context: MethodContext, params: never) => unknown;

/** Methods by name. The schema's reader has checked the types of the parameters. */
export type MethodGroup = Record<string, Method>;

/**
 * The account this key is logged in to. This data centre must be its home.
 * @throws RpcError AUTH_KEY_UNREGISTERED (401), USER_MIGRATE_X (303)
 */
export function requireUser(context: MethodContext): User {
  const user = requireSignedInUser(context);
  if (user.dcId !== context.dc.id) {
    throw new RpcError(303, `USER_MIGRATE_${user.dcId}`);
  }
  return user;
}

/**
 * The account of a method that bots may not use.
 * @throws RpcError BOT_METHOD_INVALID, and as requireUser
 */
export function requireHuman(context: MethodContext): User {
  const user = requireUser(context);
  if (user.isBot) {
    throw badRequest('BOT_METHOD_INVALID');
  }
  return user;
}

/**
 * The account this key is logged in to, whatever its home data centre.
 * @throws RpcError AUTH_KEY_UNREGISTERED (401)
 */
export function requireSignedInUser({ world, authKey }: MethodContext): User {
  const user = authKey.userId === undefined ? undefined : world.users.get(authKey.userId);
  if (user === undefined) {
    throw new RpcError(401, 'AUTH_KEY_UNREGISTERED');
  }
  return user;
}
