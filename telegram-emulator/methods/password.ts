import { randomBytes } from 'node:crypto';
import { DH_GENERATOR, DH_PRIME_BYTES } from '../crypto/dh-prime.ts';
import {
  checkSrpAnswer,
  makeSrpChallenge,
  makeSrpPassword,
  type SrpChallenge,
  type SrpPassword,
} from '../crypto/srp.ts';
import { badRequest, RpcError } from '../rpc-error.ts';
import type { TlObject } from '../tl/parse-schema.ts';
import type { AuthKey, User } from '../world/entities.ts';
import { logIn } from './log-in.ts';
import type { MethodContext, MethodGroup } from './method.ts';

/** The cloud password (https://core.telegram.org/api/srp). */
export const passwordMethods: MethodGroup = {
  'account.getPassword': getPassword,
  'auth.checkPassword': checkPassword,
};

/** Stretching a password is slow, so it happens once per password, on first use. */
const verifiers = new WeakMap<User, { password: string; srp: Promise<SrpPassword> }>();
const challenges = new WeakMap<AuthKey, SrpChallenge>();

async function getPassword(context: MethodContext): Promise<TlObject> {
  const user = findPasswordUser(context);
  const kdf = { _: 'passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow' };
  const group = { g: DH_GENERATOR, p: DH_PRIME_BYTES };
  const common = {
    _: 'account.password',
    new_algo: { ...kdf, ...group, salt1: randomBytes(8), salt2: randomBytes(16) },
    new_secure_algo: { _: 'securePasswordKdfAlgoUnknown' },
    secure_random: randomBytes(256),
  };
  if (user.password === undefined) {
    return common;
  }
  const srp = await verifierOf(user, user.password);
  const challenge = makeSrpChallenge(srp);
  challenges.set(context.authKey, challenge);
  return {
    ...common,
    has_password: true,
    hint: user.passwordHint,
    current_algo: { ...kdf, ...group, salt1: srp.salt1, salt2: srp.salt2 },
    srp_B: challenge.srpB,
    srp_id: challenge.srpId,
  };
}

async function checkPassword(context: MethodContext, params: { password: TlObject }): Promise<TlObject> {
  const user = findPasswordUser(context);
  if (user.password === undefined) {
    throw badRequest('PASSWORD_HASH_INVALID');
  }
  if (params.password._ !== 'inputCheckPasswordSRP') {
    throw badRequest('PASSWORD_HASH_INVALID');
  }
  const {
    srp_id: srpId,
    A: a,
    M1: m1,
  } = params.password as unknown as { srp_id: bigint; A: Buffer; M1: Buffer };
  const challenge = challenges.get(context.authKey);
  if (challenge?.srpId !== srpId) {
    throw badRequest('SRP_ID_INVALID');
  }
  challenges.delete(context.authKey);
  const isRight = checkSrpAnswer(await verifierOf(user, user.password), challenge, { a, m1 });
  if (!isRight) {
    throw badRequest('PASSWORD_HASH_INVALID');
  }
  return logIn(context, user);
}

/** The account whose password is meant: the one logged in, or the one whose login waits for it. */
function findPasswordUser({ world, authKey }: MethodContext): User {
  const userId = authKey.userId ?? authKey.passwordPendingUserId;
  const user = userId === undefined ? undefined : world.users.get(userId);
  if (user === undefined) {
    throw new RpcError(401, 'AUTH_KEY_UNREGISTERED');
  }
  return user;
}

function verifierOf(user: User, password: string): Promise<SrpPassword> {
  const known = verifiers.get(user);
  if (known?.password === password) {
    return known.srp;
  }
  const srp = makeSrpPassword(password);
  verifiers.set(user, { password, srp });
  return srp;
}
