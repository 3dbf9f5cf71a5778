import { RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { LoginCode, User } from '../world/entities.ts';
import { digitsOf } from '../world/world.ts';
import { checkLoginCode, isPhoneWellFormed, issueLoginCode, LOGIN_CODE_LENGTH } from './login-codes.ts';
import { type MethodContext, type MethodGroup, requireUser } from './method.ts';
import { toTlUser } from './to-tl.ts';

interface SendCode {
  phone_number: string;
  api_id: number;
  api_hash: string;
}

interface PhoneAndHash {
  phone_number: string;
  phone_code_hash: string;
}

interface SignIn extends PhoneAndHash {
  phone_code?: string;
}

interface SignUp extends PhoneAndHash {
  first_name: string;
  last_name: string;
}

const MAX_NAME_LENGTH = 64;

/** https://core.telegram.org/api/auth */
export const authMethods: MethodGroup = {
  'auth.sendCode': sendCode,
  'auth.resendCode': resendCode,
  'auth.cancelCode': cancelCode,
  'auth.signIn': signIn,
  'auth.signUp': signUp,
  'auth.logOut': logOut,
};

function sendCode(context: MethodContext, params: SendCode): TlObject {
  if (params.api_id <= 0 || params.api_hash === '') throw new RpcError(400, 'API_ID_INVALID');
  if (!isPhoneWellFormed(params.phone_number)) throw new RpcError(406, 'PHONE_NUMBER_INVALID');
  return toTlSentCode(context, issueLoginCode(context, digitsOf(params.phone_number)));
}

function resendCode(context: MethodContext, params: PhoneAndHash): TlObject {
  const known = findCode(context, params);
  return toTlSentCode(context, issueLoginCode(context, known.phone));
}

function cancelCode(context: MethodContext, params: PhoneAndHash): boolean {
  return context.world.loginCodes.delete(findCode(context, params).phone);
}

/** A known account is told in its app, a new one by SMS. */
function toTlSentCode({ world }: MethodContext, { phone, hash }: LoginCode): TlObject {
  const isKnown = world.findUserByPhone(phone) !== undefined;
  return {
    _: 'auth.sentCode',
    type: { _: isKnown ? 'auth.sentCodeTypeApp' : 'auth.sentCodeTypeSms', length: LOGIN_CODE_LENGTH },
    phone_code_hash: hash,
    timeout: 120,
  };
}

/** An unknown hash is answered like an old one. */
function findCode({ world }: MethodContext, params: PhoneAndHash): LoginCode {
  if (!isPhoneWellFormed(params.phone_number)) throw new RpcError(406, 'PHONE_NUMBER_INVALID');
  const known = world.loginCodes.get(digitsOf(params.phone_number));
  if (known === undefined || known.hash !== params.phone_code_hash)
    throw new RpcError(400, 'PHONE_CODE_EXPIRED');
  return known;
}

function signIn(context: MethodContext, params: SignIn): TlObject {
  if (!params.phone_code) throw new RpcError(400, 'PHONE_CODE_EMPTY');
  const code = findCode(context, params);
  checkLoginCode(code, params.phone_code, context.nowMs);
  const user = context.world.findUserByPhone(code.phone);
  if (user === undefined) {
    code.isVerified = true;
    return { _: 'auth.authorizationSignUpRequired' };
  }
  context.world.loginCodes.delete(code.phone);
  if (user.password !== undefined) {
    context.authKey.passwordPendingUserId = user.id;
    throw new RpcError(401, 'SESSION_PASSWORD_NEEDED');
  }
  return logIn(context, user);
}

function signUp(context: MethodContext, params: SignUp): TlObject {
  const code = findCode(context, params);
  if (!code.isVerified) throw new RpcError(400, 'PHONE_CODE_INVALID');
  if (context.world.findUserByPhone(code.phone) !== undefined)
    throw new RpcError(400, 'PHONE_NUMBER_OCCUPIED');
  const { first_name: firstName, last_name: lastName } = params;
  if (firstName.trim() === '' || firstName.length > MAX_NAME_LENGTH)
    throw new RpcError(400, 'FIRSTNAME_INVALID');
  if (lastName.length > MAX_NAME_LENGTH) throw new RpcError(400, 'LASTNAME_INVALID');
  context.world.loginCodes.delete(code.phone);
  return logIn(context, context.world.addUser({ phone: code.phone, firstName, lastName }));
}

/** Binds the account to the key and gives the authorization. */
export function logIn(context: MethodContext, user: User): TlObject {
  context.authKey.userId = user.id;
  context.authKey.passwordPendingUserId = undefined;
  return { _: 'auth.authorization', user: toTlUser(context.world, user, user) };
}

function logOut(context: MethodContext): TlObject {
  requireUser(context);
  context.authKey.userId = undefined;
  return { _: 'auth.loggedOut' };
}
