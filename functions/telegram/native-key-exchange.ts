import { Factorizator } from 'telegram/crypto/Factorizator.js';
import helpers, { returnBigInt } from 'telegram/Helpers.js';
import { computeSecret } from './compute-secret.ts';

type Long = ReturnType<typeof returnBigInt>;

/**
 * Makes gramjs compute a new key, and the proof of a password, with OpenSSL and native BigInts. With big-integer a new key
 * takes 190 ms of a core, so it takes 40. The results are the same.
 */
export function useNativeKeyExchange(): void {
  Object.assign(helpers, {
    modExp: (base: Long, exponent: Long, modulus: Long) =>
      returnBigInt(modPow(toBigInt(base), toBigInt(exponent), toBigInt(modulus))),
  });
  Factorizator.factorize = (pq) => {
    const product = toBigInt(pq);
    const factor = findFactor(product);
    const other = product / factor;
    const [p, q] = factor < other ? [factor, other] : [other, factor];
    return { p: returnBigInt(p), q: returnBigInt(q) };
  };
}

/** The types of big-integer hide the native BigInt that a number holds. */
function toBigInt(number: unknown): bigint {
  return (number as { value: bigint }).value;
}

/** OpenSSL takes shorter numbers for no public key, and BigInt is as fast with a short exponent. */
const minModulus = 2n ** 1023n;
const minExponent = 2n ** 64n;

function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const isPublicKey = base > 1n && base < modulus - 1n && modulus > minModulus;
  if (isPublicKey && exponent > minExponent) {
    return computeSecret(base, exponent, modulus);
  }
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) {
      result = (result * square) % modulus;
    }
    square = (square * square) % modulus;
  }
  return result;
}

/** Differences that share one greatest common divisor: it takes as long as some tens of them. */
const batch = 128;

/** A product of two primes is factorized long before. Telegram refuses what is none. */
const maxWalks = 20n;

/** A factor of a product of two primes: Pollard's rho method, with another constant whenever one leads nowhere. */
function findFactor(product: bigint): bigint {
  if (product % 2n === 0n) {
    return 2n;
  }
  for (let constant = 1n; constant <= maxWalks; constant += 1n) {
    const factor = walk(product, constant);
    if (factor !== product) {
      return factor;
    }
  }
  return 1n;
}

/** @returns a factor, or the product itself. */
function walk(product: bigint, constant: bigint): bigint {
  let [slow, fast] = [2n, 2n];
  for (;;) {
    const [slowBefore, fastBefore] = [slow, fast];
    let differences = 1n;
    for (let step = 0; step < batch; step += 1) {
      slow = (slow * slow + constant) % product;
      fast = (fast * fast + constant) % product;
      fast = (fast * fast + constant) % product;
      differences = (differences * (slow - fast)) % product;
    }
    if (findDivisor(differences, product) === 1n) {
      continue;
    }
    // Both factors may have come in one batch, so its steps are looked at one by one.
    [slow, fast] = [slowBefore, fastBefore];
    for (;;) {
      slow = (slow * slow + constant) % product;
      fast = (fast * fast + constant) % product;
      fast = (fast * fast + constant) % product;
      const divisor = findDivisor(slow - fast, product);
      if (divisor !== 1n) {
        return divisor;
      }
    }
  }
}

/** The greatest common divisor. */
function findDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) {
    [x, y] = [y, x % y];
  }
  return x;
}
