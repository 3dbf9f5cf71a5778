import { createRequire } from 'node:module';
import { BinaryReader } from 'telegram/extensions/BinaryReader.js';
import { readBigIntFromBuffer, returnBigInt, toSignedLittleBuffer } from 'telegram/Helpers.js';
import { expect, test } from 'vitest';
import { useNativeBigInts } from '../../../functions/telegram/native-bigints.ts';

type Long = ReturnType<typeof returnBigInt>;

/** big-integer as it is shipped: a copy of its own, which nobody changes. */
function loadUnchanged(): (value: string) => Long {
  const require = createRequire(import.meta.url);
  const path = createRequire(require.resolve('telegram')).resolve('big-integer');
  delete require.cache[path];
  return require(path);
}

const unchanged = loadUnchanged();
useNativeBigInts();

const values = [
  '0',
  '1',
  '-1',
  '255',
  '-256',
  '4294967296',
  '9223372036854775807',
  '-9223372036854775808',
].concat(`${2n ** 200n - 12345n}`, `${-(2n ** 200n) + 1n}`);

test.each(['and', 'or'] as const)('%s gives what big-integer gives', (name) => {
  for (const a of values) {
    for (const b of values) {
      expect(returnBigInt(a)[name](returnBigInt(b)).toString()).toBe(
        unchanged(a)[name](unchanged(b)).toString(),
      );
    }
  }
});

test.each(['shiftLeft', 'shiftRight'] as const)('%s gives what big-integer gives', (name) => {
  for (const a of values) {
    for (const bits of [0, 1, 8, 63, 64, 100]) {
      expect(returnBigInt(a)[name](bits).toString()).toBe(unchanged(a)[name](bits).toString());
    }
  }
});

test('numbers and digits are what big-integer gives', () => {
  for (const a of values) {
    expect(returnBigInt(a).toJSNumber()).toBe(unchanged(a).toJSNumber());
    expect(+returnBigInt(a).toString()).toBe(+unchanged(a).toString());
    for (const radix of [undefined, 2, 10, 16]) {
      expect(returnBigInt(a).toString(radix)).toBe(unchanged(a).toString(radix));
    }
    expect(returnBigInt(a).toString(4, 'abcd')).toBe(unchanged(a).toString(4, 'abcd'));
  }
});

test('64 bits are read and written as they were', () => {
  for (const hex of ['0000000000000000', 'ffffffffffffffff', '0000000000000080', '0102030405060788']) {
    const bytes = Buffer.from(hex, 'hex');
    for (const isSigned of [true, false]) {
      const read = new BinaryReader(bytes).readLong(isSigned);
      expect(read.toString()).toBe(readBigIntFromBuffer(bytes, true, isSigned).toString());
      expect(toSignedLittleBuffer(read, 8)).toEqual(bytes);
    }
  }
});
