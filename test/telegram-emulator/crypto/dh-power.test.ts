import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { bytesToNumber, modPow } from '../../../telegram-emulator/crypto/big-numbers.ts';
import { powerOfDh } from '../../../telegram-emulator/crypto/dh-power.ts';
import { DH_PRIME } from '../../../telegram-emulator/crypto/dh-prime.ts';

const base = bytesToNumber(randomBytes(255));
const exponent = bytesToNumber(randomBytes(256));

test.each([
  ['the generator', 3n, exponent],
  ['a public value', base, exponent],
  ['a public value, to a small exponent', base, 2n],
  ['a value that a client may not send', 5n, exponent],
  ['zero', 0n, exponent],
  ['one below the prime', DH_PRIME - 1n, exponent],
])('the power of %s is what the arithmetic gives', (_, of, to) => {
  expect(powerOfDh(of, to)).toBe(modPow(of, to, DH_PRIME));
});
