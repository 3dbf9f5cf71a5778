import { badRequest, RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { User } from '../world/entities.ts';
import type { MethodContext } from './method.ts';
import { toTlUser } from './to-tl.ts';

/**
 * The login of an account that has proved its phone, or accepted a login token: done unless there is a cloud password.
 * @throws RpcError SESSION_PASSWORD_NEEDED (401)
 */
export function passToLogIn(context: MethodContext, user: User): TlObject {
  if (user.password === undefined) {
    return logIn(context, user);
  }
  context.authKey.passwordPendingUserId = user.id;
  throw new RpcError(401, 'SESSION_PASSWORD_NEEDED');
}

/** Binds the account to the key and gives the authorization. */
export function logIn(context: MethodContext, user: User): TlObject {
  const { world, authKey, nowMs } = context;
  authKey.userId = user.id;
  authKey.passwordPendingUserId = undefined;
  const token = world.loginTokens.findAccepted(authKey, nowMs);
  if (token !== undefined) {
    token.isUsed = true;
  }
  return { _: 'auth.authorization', user: toTlUser(world, user, user) };
}

/**
 * An app is known by its id and hash.
 * @throws RpcError API_ID_INVALID
 */
export function requireApp({ world }: MethodContext, app: { api_id: number; api_hash: string }): void {
  const { knownApps } = world.loginRules;
  const isKnown = knownApps.size === 0 || knownApps.get(app.api_id) === app.api_hash;
  if (app.api_id <= 0 || app.api_hash === '' || !isKnown) {
    throw badRequest('API_ID_INVALID');
  }
}

/**
 * A login continues in the account's home data centre.
 * @throws RpcError PHONE_MIGRATE_X (303)
 */
export function requireHomeOfPhone({ world, dc }: MethodContext, phone: string): void {
  const homeDcId = world.findUserByPhone(phone)?.dcId ?? testHomeOf(world.dataCentres, phone) ?? dc.id;
  if (homeDcId !== dc.id) {
    throw new RpcError(303, `PHONE_MIGRATE_${homeDcId}`);
  }
}

/** The home of a test number 99966XYYYY is X, if data centre X runs (https://core.telegram.org/api/auth#test-accounts). */
function testHomeOf(dataCentres: ReadonlyMap<number, unknown>, phone: string): number | undefined {
  const dcId = Number(/^99966(\d)\d{4}$/.exec(phone)?.[1]);
  return dataCentres.has(dcId) ? dcId : undefined;
}
