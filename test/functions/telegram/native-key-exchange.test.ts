import { generatePrimeSync } from 'node:crypto';
import { Factorizator } from 'telegram/crypto/Factorizator.js';
import helpers, { returnBigInt } from 'telegram/Helpers.js';
import { expect, test } from 'vitest';
import { useNativeKeyExchange } from '../../../functions/telegram/native-key-exchange.ts';

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

test.each([
  [3n, 200n, 1_000_007n],
  [2n ** 300n + 7n, 17n, 2n ** 255n - 19n],
  [5n, 0n, 7n],
])('%d to the power of %d is computed modulo %d', (base, exponent, modulus) => {
  const power = helpers.modExp(returnBigInt(base), returnBigInt(exponent), returnBigInt(modulus));
  expect(power.toString()).toBe(`${base ** exponent % modulus}`);
});
