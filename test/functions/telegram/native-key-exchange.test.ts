import { generatePrimeSync, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { Factorizator } from 'telegram/crypto/Factorizator.js';
import helpers, { returnBigInt } from 'telegram/Helpers.js';
import { expect, test } from 'vitest';
import { useNativeKeyExchange } from '../../../functions/telegram/native-key-exchange.ts';

type Long = ReturnType<typeof returnBigInt>;

/** gramjs as it is shipped: a copy of its own, which nobody changes. */
function loadUnchanged(): (base: Long, exponent: Long, modulus: Long) => Long {
  const require = createRequire(import.meta.url);
  const path = require.resolve('telegram/Helpers.js');
  const changed = require.cache[path];
  delete require.cache[path];
  const { modExp } = require(path);
  require.cache[path] = changed;
  return modExp;
}

const gramjsModExp = loadUnchanged();
useNativeKeyExchange();

function factorize(product: bigint) {
  const { p, q } = Factorizator.factorize(returnBigInt(product));
  return [p.toString(), q.toString()];
}

test('the factors of a product are its two primes, the smaller one first', () => {
  for (let round = 0; round < 10; round += 1) {
    const a = generatePrimeSync(31, { bigint: true });
    const b = generatePrimeSync(29, { bigint: true });
    expect(factorize(a * b)).toEqual([`${b}`, `${a}`]);
  }
});

test.each([
  [6n, ['2', '3']],
  [15n, ['3', '5']],
  [25n, ['5', '5']],
  [1_000_003n * 1_000_003n, ['1000003', '1000003']],
])('the factors of the odd case %d are found', (product, factors) => {
  expect(factorize(product)).toEqual(factors);
});

test('a prime has no factor but 1', () => {
  expect(factorize(101n)).toEqual(['1', '101']);
});

/** As short as OpenSSL takes it. */
const prime = generatePrimeSync(1024, { bigint: true });
const bytes = randomBytes(140);
const long = BigInt(`0x01${bytes.toString('hex')}`);

test.each([
  ['a short one', 3n, 200n, 1_000_007n],
  ['a prime modulus, with a short exponent', long % prime, 65_537n, prime],
  ['a prime modulus, with a long exponent', long % prime, long, prime],
  ['a prime modulus, with a base of 1', 1n, long, prime],
  ['a prime modulus, with a base one below it', prime - 1n, long, prime],
  ['a prime modulus, with a base above it', prime + 2n, long, prime],
  ['a modulus that is no prime', 7n, long, prime * 3n],
  ['an exponent of 0', 5n, 0n, 7n],
])('a power is what gramjs computes: %s', (_, base, exponent, modulus) => {
  const [a, b, n] = [base, exponent, modulus].map(returnBigInt) as [Long, Long, Long];
  expect(helpers.modExp(a, b, n).toString()).toBe(gramjsModExp(a, b, n).toString());
});
