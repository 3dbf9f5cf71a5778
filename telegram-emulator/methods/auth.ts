import { RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { LoginCode } from '../world/entities.ts';
import { digitsOf } from '../world/world.ts';
import { logIn, passToLogIn, requireApp, requireHomeOfPhone } from './log-in.ts';
import {
  checkLoginCode,
  isPhoneWellFormed,
  issueLoginCode,
  LOGIN_CODE_LENGTH,
  nextCodeType,
} from './login-codes.ts';
import { type MethodContext, type MethodGroup, requireSignedInUser } from './method.ts';

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
  requireApp(context, params);
  const phone = readPhone(params.phone_number);
  if (context.world.loginRules.bannedPhones.has(phone)) {
    throw new RpcError(400, 'PHONE_NUMBER_BANNED');
  }
  requireHomeOfPhone(context, phone);
  // A known account is told in its app first, a new one by SMS.
  const type = context.world.findUserByPhone(phone) === undefined ? 'Sms' : 'App';
  return toTlSentCode(issueLoginCode(context, phone, type));
}

function resendCode(context: MethodContext, params: PhoneAndHash): TlObject {
  const known = findCode(context, params);
  const type = nextCodeType(known.type);
  if (type === undefined) {
    throw new RpcError(406, 'SEND_CODE_UNAVAILABLE');
  }
  return toTlSentCode(issueLoginCode(context, known.phone, type));
}

function cancelCode(context: MethodContext, params: PhoneAndHash): boolean {
  return context.world.loginCodes.delete(findCode(context, params).phone);
}

function toTlSentCode({ hash, type }: LoginCode): TlObject {
  const nextType = nextCodeType(type);
  return {
    _: 'auth.sentCode',
    type: { _: `auth.sentCodeType${type}`, length: LOGIN_CODE_LENGTH },
    phone_code_hash: hash,
    next_type: nextType && { _: `auth.codeType${nextType}` },
    timeout: 120,
  };
}

function readPhone(phone: string): string {
  if (!isPhoneWellFormed(phone)) {
    throw new RpcError(406, 'PHONE_NUMBER_INVALID');
  }
  return digitsOf(phone);
}

/** An unknown hash gets the answer of an expired one. */
function findCode({ world }: MethodContext, params: PhoneAndHash): LoginCode {
  const known = world.loginCodes.get(readPhone(params.phone_number));
  if (known === undefined || known.hash !== params.phone_code_hash) {
    throw new RpcError(400, 'PHONE_CODE_EXPIRED');
  }
  return known;
}

function signIn(context: MethodContext, params: SignIn): TlObject {
  if (!params.phone_code) {
    throw new RpcError(400, 'PHONE_CODE_EMPTY');
  }
  requireHomeOfPhone(context, readPhone(params.phone_number));
  const code = findCode(context, params);
  checkLoginCode(context, code, params.phone_code);
  const user = context.world.findUserByPhone(code.phone);
  if (user === undefined) {
    if (!context.world.loginRules.isSignUpOpen) {
      throw new RpcError(400, 'PHONE_NUMBER_UNOCCUPIED');
    }
    code.isVerified = true;
    return { _: 'auth.authorizationSignUpRequired' };
  }
  context.world.loginCodes.delete(code.phone);
  return passToLogIn(context, user);
}

function signUp(context: MethodContext, params: SignUp): TlObject {
  const code = findCode(context, params);
  if (!code.isVerified) {
    throw new RpcError(400, 'PHONE_CODE_INVALID');
  }
  if (context.world.findUserByPhone(code.phone) !== undefined) {
    throw new RpcError(400, 'PHONE_NUMBER_OCCUPIED');
  }
  const { first_name: firstName, last_name: lastName } = params;
  if (firstName.trim() === '' || firstName.length > MAX_NAME_LENGTH) {
    throw new RpcError(400, 'FIRSTNAME_INVALID');
  }
  if (lastName.length > MAX_NAME_LENGTH) {
    throw new RpcError(400, 'LASTNAME_INVALID');
  }
  context.world.loginCodes.delete(code.phone);
  const dcId = context.dc.id;
  return logIn(context, context.world.addUser({ phone: code.phone, firstName, lastName, dcId }));
}

function logOut(context: MethodContext): TlObject {
  requireSignedInUser(context);
  context.authKey.userId = undefined;
  return { _: 'auth.loggedOut' };
}
