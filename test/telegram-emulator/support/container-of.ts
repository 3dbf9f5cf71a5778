import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { writeCall } from '../../../telegram-emulator/tl/write.ts';

const PING = writeCall(loadSchema(), { _: 'ping', ping_id: 1n });

/** A container of pings whose ids lie before that of the next message. */
export function containerOf(count: number, inner: Buffer = PING): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x73f1f8dc, 0);
  head.writeUInt32LE(count, 4);
  const messages = Array.from({ length: count }, () => {
    const messageHead = Buffer.alloc(16);
    messageHead.writeBigInt64LE(4n, 0);
    messageHead.writeUInt32LE(inner.length, 12);
    return Buffer.concat([messageHead, inner]);
  });
  return Buffer.concat([head, ...messages]);
}
