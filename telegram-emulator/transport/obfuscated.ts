import { createCipheriv, createDecipheriv } from 'node:crypto';
import { ABRIDGED_TAG, createAbridgedFraming } from './abridged.ts';
import { type Framing, FramingError } from './framing.ts';
import {
  createIntermediateFraming,
  createPaddedIntermediateFraming,
  INTERMEDIATE_TAG,
  PADDED_INTERMEDIATE_TAG,
} from './intermediate.ts';

/** Length of the random header that carries both directions' keys. */
export const OBFUSCATED_HEADER_BYTES = 64;

/**
 * AES-256-CTR over another framing, both keys taken from the client's 64-byte header, the reverse direction's from the
 * header reversed (https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation). The data-centre id in
 * it is not checked: clients that talk to no proxy leave random bytes there.
 * @throws FramingError when the header names no known framing
 */
export function createObfuscatedFraming(header: Buffer): Framing {
  const reversed = Buffer.from(header.subarray(8, 56)).reverse();
  const decipher = createDecipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56));
  const cipher = createCipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32, 48));
  const tag = decipher.update(header).readUInt32LE(56);
  const inner = createInnerFraming(tag);
  return {
    name: `obfuscated ${inner.name}`,
    push: (chunk) => inner.push(decipher.update(chunk)),
    wrap: (packet) => cipher.update(inner.wrap(packet)),
  };
}

function createInnerFraming(tag: number): Framing {
  if (tag === ABRIDGED_TAG * 0x01010101) {
    return createAbridgedFraming();
  }
  if (tag === INTERMEDIATE_TAG) {
    return createIntermediateFraming();
  }
  if (tag === PADDED_INTERMEDIATE_TAG) {
    return createPaddedIntermediateFraming();
  }
  throw new FramingError(`an obfuscation header with the tag 0x${tag.toString(16)}`);
}
