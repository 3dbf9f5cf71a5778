import { badRequest, RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { LoginToken } from '../world/entities.ts';
import { loginUrlOf } from '../world/login-tokens.ts';
import { passToLogIn, requireApp } from './log-in.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';

interface ExportLoginToken {
  api_id: number;
  api_hash: string;
  except_ids: bigint[];
}

/** https://core.telegram.org/api/qr-login */
export const loginTokenMethods: MethodGroup = {
  'auth.exportLoginToken': exportLoginToken,
  'auth.importLoginToken': importLoginToken,
  'auth.acceptLoginToken': acceptLoginToken,
};

/** A second call, after the token was accepted, finishes the login or names the data centre that finishes it. */
function exportLoginToken(context: MethodContext, params: ExportLoginToken): TlObject {
  requireApp(context, params);
  const { world, authKey, nowMs } = context;
  const accepted = world.loginTokens.findAccepted(authKey, nowMs);
  if (accepted !== undefined) {
    return endOrRedirect(context, accepted);
  }
  const { token, expiresAtMs } = world.loginTokens.issue(authKey, params.except_ids, nowMs);
  context.announceLoginToken(loginUrlOf(token), expiresAtMs);
  return { _: 'auth.loginToken', expires: Math.floor(expiresAtMs / 1000), token };
}

/** A client that was sent to the account's home data centre finishes its login there. */
function importLoginToken(context: MethodContext, { token }: { token: Buffer }): TlObject {
  return endOrRedirect(context, context.world.loginTokens.findLive(token, context.nowMs));
}

/** A token that nobody has accepted yet is refused like an invalid one. */
function endOrRedirect(context: MethodContext, accepted: LoginToken): TlObject {
  const user = accepted.userId === undefined ? undefined : context.world.users.get(accepted.userId);
  if (user === undefined) {
    throw badRequest('AUTH_TOKEN_INVALIDX');
  }
  if (user.dcId !== context.dc.id) {
    return { _: 'auth.loginTokenMigrateTo', dc_id: user.dcId, token: accepted.token };
  }
  // From here on the login belongs to this key. It may still need the cloud password.
  accepted.authKey = context.authKey;
  const authorization = passToLogIn(context, user);
  return { _: 'auth.loginTokenSuccess', authorization };
}

function acceptLoginToken(context: MethodContext, { token }: { token: Buffer }): TlObject {
  const user = requireUser(context);
  if (user.isBot) {
    throw new RpcError(400, 'BOT_METHOD_INVALID');
  }
  context.world.acceptLoginToken(token, user);
  return {
    _: 'authorization',
    hash: token.readBigInt64LE(),
    device_model: 'local',
    platform: 'local',
    system_version: '1',
    api_id: context.authKey.apiId ?? 0,
    app_name: 'local',
    app_version: '1',
    date_created: context.now,
    date_active: context.now,
    ip: context.dc.host,
    country: 'NL',
    region: '',
  };
}
