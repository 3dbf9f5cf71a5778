/** How packets are cut out of, and put into, one TCP stream (https://core.telegram.org/mtproto/mtproto-transports). */
export interface Framing {
  name: string;
  /**
   * Takes the next bytes of the stream and returns the packets they complete.
   * @throws FramingError when the stream breaks the framing's rules; the connection is then useless
   */
  push(chunk: Buffer): Buffer[];
  wrap(packet: Buffer): Buffer;
}

export class FramingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FramingError';
  }
}

/** No client call comes near it; a length beyond it is garbage or an attack on memory. */
export const MAX_PACKET_BYTES = 1024 * 1024;

/** Where the first packet of a buffer ends, what it holds, or undefined when bytes are still missing. */
export type CutPacket = (buffered: Buffer) => { packet: Buffer; end: number } | undefined;

/** Buffers a stream and cuts packets off its front for as long as `cut` finds one. */
export function createPacketCutter(cut: CutPacket): (chunk: Buffer) => Buffer[] {
  let buffered: Buffer = Buffer.alloc(0);
  return (chunk) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    const packets: Buffer[] = [];
    for (let found = cut(buffered); found !== undefined; found = cut(buffered)) {
      packets.push(found.packet);
      buffered = buffered.subarray(found.end);
    }
    return packets;
  };
}

/** @throws FramingError */
export function checkPacketLength(length: number): void {
  if (length <= 0 || length > MAX_PACKET_BYTES) {
    throw new FramingError(`a packet of ${length} bytes`);
  }
}
