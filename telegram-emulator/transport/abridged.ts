import { type CutPacket, checkPacketLength, createPacketCutter, type Framing } from './framing.ts';

export const ABRIDGED_TAG = 0xef;

/** Length in words: one byte below 127, else 0x7f and three bytes. The tag byte is already taken off. */
export function createAbridgedFraming(): Framing {
  return { name: 'abridged', push: createPacketCutter(cutAbridged), wrap: wrapAbridged };
}

const cutAbridged: CutPacket = (buffered) => {
  if (buffered.length < 1) {
    return undefined;
  }
  // The top bit asks for a quick ack, which a server may leave out: the answer itself acknowledges.
  const first = buffered.readUInt8(0) & 0x7f;
  const headLength = first === 0x7f ? 4 : 1;
  if (buffered.length < headLength) {
    return undefined;
  }
  const length = (first === 0x7f ? buffered.readUIntLE(1, 3) : first) * 4;
  checkPacketLength(length);
  const end = headLength + length;
  return buffered.length < end ? undefined : { packet: buffered.subarray(headLength, end), end };
};

function wrapAbridged(packet: Buffer): Buffer {
  const words = packet.length / 4;
  const head =
    words < 0x7f ? Buffer.from([words]) : Buffer.from([0x7f, words & 255, (words >> 8) & 255, words >> 16]);
  return Buffer.concat([head, packet]);
}
