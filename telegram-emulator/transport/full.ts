import { crc32 } from 'node:zlib';
import { checkPacketLength, createPacketCutter, type Framing, FramingError } from './framing.ts';

/** Length of the envelope: total length, sequence number, CRC32. */
const ENVELOPE_BYTES = 12;

/** The full transport: total length, a sequence number that counts from 0 each way, and a CRC32 of both and the packet. */
export function createFullFraming(): Framing {
  let expectedSeqNo = 0;
  let nextSeqNo = 0;

  const push = createPacketCutter((buffered) => {
    if (buffered.length < 4) {
      return undefined;
    }
    const end = buffered.readUInt32LE(0);
    checkPacketLength(end - ENVELOPE_BYTES);
    if (buffered.length < end) {
      return undefined;
    }
    const seqNo = buffered.readUInt32LE(4);
    if (seqNo !== expectedSeqNo) {
      throw new FramingError(`packet ${seqNo} where ${expectedSeqNo} belongs`);
    }
    if (buffered.readUInt32LE(end - 4) !== crc32(buffered.subarray(0, end - 4))) {
      throw new FramingError(`the CRC32 of packet ${seqNo} is wrong`);
    }
    expectedSeqNo += 1;
    return { packet: buffered.subarray(8, end - 4), end };
  });

  function wrap(packet: Buffer): Buffer {
    const framed = Buffer.alloc(packet.length + ENVELOPE_BYTES);
    framed.writeUInt32LE(framed.length, 0);
    framed.writeUInt32LE(nextSeqNo, 4);
    packet.copy(framed, 8);
    framed.writeUInt32LE(crc32(framed.subarray(0, -4)), framed.length - 4);
    nextSeqNo += 1;
    return framed;
  }

  return { name: 'full', push, wrap };
}
