import { createCipheriv, createDecipheriv } from 'node:crypto';

const BLOCK_BYTES = 16;

/**
 * AES-256 in IGE mode (https://core.telegram.org/mtproto#glossary). node:crypto has no IGE, so this code chains its ECB
 * blocks. `iv` is 32 bytes: the previous cipher block, then the previous plain block.
 */
export function encryptIge(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return chainBlocks(plain, iv.subarray(0, 16), iv.subarray(16, 32), (block) => aes.update(block));
}

/** Undoes {@link encryptIge}. */
export function decryptIge(encrypted: Buffer, key: Buffer, iv: Buffer): Buffer {
  const aes = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return chainBlocks(encrypted, iv.subarray(16, 32), iv.subarray(0, 16), (block) => aes.update(block));
}

/** out = AES(in xor previous out) xor previous in: both directions have this form with the IV's halves swapped. */
function chainBlocks(
  input: Buffer,
  firstOut: Buffer,
  firstIn: Buffer,
  transform: (block: Buffer) => Buffer,
): Buffer {
  if (input.length % BLOCK_BYTES !== 0) {
    throw new RangeError('IGE takes whole blocks of 16 bytes');
  }
  const output = Buffer.alloc(input.length);
  const mixed = Buffer.alloc(BLOCK_BYTES);
  let previousOut = firstOut;
  let previousIn = firstIn;
  for (let offset = 0; offset < input.length; offset += BLOCK_BYTES) {
    const block = input.subarray(offset, offset + BLOCK_BYTES);
    xorInto(mixed, block, previousOut);
    const out = output.subarray(offset, offset + BLOCK_BYTES);
    xorInto(out, transform(mixed), previousIn);
    previousOut = out;
    previousIn = block;
  }
  return output;
}

function xorInto(target: Buffer, a: Buffer, b: Buffer): void {
  for (let i = 0; i < BLOCK_BYTES; i += 1) {
    target[i] = (a[i] ?? 0) ^ (b[i] ?? 0);
  }
}
