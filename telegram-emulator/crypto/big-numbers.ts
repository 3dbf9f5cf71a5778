/** Big-endian unsigned bytes to a number. */
export function bytesToNumber(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
}

/** A number to big-endian bytes, left-padded with zeros to `length` when given, else without leading zeros. */
export function numberToBytes(value: bigint, length?: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(
    hex.padStart(length === undefined ? hex.length + (hex.length % 2) : length * 2, '0'),
    'hex',
  );
}

/** base^exponent mod modulus. The 2048-bit numbers of this protocol take 20 ms: see dh-power.ts. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
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
