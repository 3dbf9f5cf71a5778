import { randomBytes, randomInt } from 'node:crypto';
import { type CutPacket, checkPacketLength, createPacketCutter, type Framing } from './framing.ts';

export const INTERMEDIATE_TAG = 0xeeeeeeee;
export const PADDED_INTERMEDIATE_TAG = 0xdddddddd;

/** Four bytes of length in front of each packet. The tag is already taken off. */
export function createIntermediateFraming(): Framing {
  return { name: 'intermediate', push: createPacketCutter(cutIntermediate), wrap: wrapIntermediate };
}

/**
 * Intermediate with 0 to 15 random bytes behind each packet. The reader of an MTProto payload cuts it to its length. An
 * unencrypted one names its length, an encrypted one is 24 bytes and whole AES blocks.
 */
export function createPaddedIntermediateFraming(): Framing {
  return {
    name: 'padded intermediate',
    push: createPacketCutter(cutIntermediate),
    wrap: (packet) => wrapIntermediate(Buffer.concat([packet, randomBytes(randomInt(16))])),
  };
}

const cutIntermediate: CutPacket = (buffered) => {
  if (buffered.length < 4) {
    return undefined;
  }
  // The top bit asks for a quick ack, which a server may leave out: the answer itself acknowledges.
  const length = buffered.readUInt32LE(0) & 0x7fffffff;
  checkPacketLength(length);
  const end = 4 + length;
  return buffered.length < end ? undefined : { packet: buffered.subarray(4, end), end };
};

function wrapIntermediate(packet: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(packet.length);
  return Buffer.concat([head, packet]);
}
