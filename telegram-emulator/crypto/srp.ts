import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { bytesToNumber, numberToBytes } from './big-numbers.ts';
import { powerOfDh } from './dh-power.ts';
import { DH_GENERATOR, DH_PRIME, DH_PRIME_BYTES, isSafeDhNumber } from './dh-prime.ts';
import { sha256 } from './hashes.ts';

/** The server's side of the two-factor login (https://core.telegram.org/api/srp). */
export interface SrpPassword {
  salt1: Buffer;
  salt2: Buffer;
  /** g^x mod p. The server keeps only this of the password. */
  verifier: bigint;
}

/** A challenge, valid for one answer. */
export interface SrpChallenge {
  srpId: bigint;
  b: bigint;
  /** Sent to the client: 256 bytes. */
  srpB: Buffer;
}

const PBKDF2_ITERATIONS = 100_000;
const G_BYTES = numberToBytes(BigInt(DH_GENERATOR), 256);
const K = bytesToNumber(sha256(DH_PRIME_BYTES, G_BYTES));

export async function makeSrpPassword(password: string): Promise<SrpPassword> {
  const salt1 = randomBytes(16);
  const salt2 = randomBytes(16);
  const x = await derivePrivateKey(Buffer.from(password, 'utf8'), salt1, salt2);
  return { salt1, salt2, verifier: powerOfDh(BigInt(DH_GENERATOR), x) };
}

/** PH2 of the specification. */
async function derivePrivateKey(password: Buffer, salt1: Buffer, salt2: Buffer): Promise<bigint> {
  function saltedHash(data: Buffer, salt: Buffer) {
    return sha256(salt, data, salt);
  }
  const ph1 = saltedHash(saltedHash(password, salt1), salt2);
  const stretched = await promisify(pbkdf2)(ph1, salt1, PBKDF2_ITERATIONS, 64, 'sha512');
  return bytesToNumber(saltedHash(stretched, salt2));
}

export function makeSrpChallenge({ verifier }: SrpPassword): SrpChallenge {
  const b = bytesToNumber(randomBytes(256));
  const gB = (K * verifier + powerOfDh(BigInt(DH_GENERATOR), b)) % DH_PRIME;
  return { srpId: randomBytes(8).readBigInt64LE(), b, srpB: numberToBytes(gB, 256) };
}

/** Whether the client's answer (A and M1) proves that it knows the password. */
export function checkSrpAnswer(
  password: SrpPassword,
  challenge: SrpChallenge,
  answer: { a: Buffer; m1: Buffer },
): boolean {
  const gA = bytesToNumber(answer.a);
  if (!isSafeDhNumber(gA) || answer.m1.length !== 32) {
    return false;
  }
  const gABytes = numberToBytes(gA, 256);
  const u = bytesToNumber(sha256(gABytes, challenge.srpB));
  const shared = powerOfDh((gA * powerOfDh(password.verifier, u)) % DH_PRIME, challenge.b);
  const primeHash = sha256(DH_PRIME_BYTES);
  const gHash = sha256(G_BYTES);
  const mixed = Buffer.from(primeHash.map((byte, i) => byte ^ (gHash[i] ?? 0)));
  const { salt1, salt2 } = password;
  const key = sha256(numberToBytes(shared, 256));
  const expected = sha256(mixed, sha256(salt1), sha256(salt2), gABytes, challenge.srpB, key);
  return timingSafeEqual(expected, answer.m1);
}
