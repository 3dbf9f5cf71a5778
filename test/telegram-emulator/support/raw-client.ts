import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createAbridgedFraming } from '../../../telegram-emulator/transport/abridged.ts';
import type { Framing } from '../../../telegram-emulator/transport/framing.ts';
import { createFullFraming } from '../../../telegram-emulator/transport/full.ts';
import {
  createIntermediateFraming,
  createPaddedIntermediateFraming,
} from '../../../telegram-emulator/transport/intermediate.ts';

export type FramingName = 'full' | 'intermediate' | 'padded' | 'abridged' | 'obfuscated';

/** A TCP client that sends whatever a test wants, right or wrong. */
export interface RawClient {
  socket: Socket;
  sendPacket(packet: Buffer): void;
  /** Bytes outside any framing. */
  sendBytes(bytes: Buffer): void;
  /** The next packet, or `closed` when the server has ended the connection. */
  nextPacket(): Promise<Buffer | 'closed'>;
  close(): Promise<void>;
}

export async function connectRawClient(port: number, framingName: FramingName = 'full'): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  const { opening, framing } = createClientFraming(framingName);
  socket.write(opening);

  const arrived: (Buffer | 'closed')[] = [];
  const waiting: ((packet: Buffer | 'closed') => void)[] = [];
  let isClosed = false;
  function deliver(packet: Buffer | 'closed') {
    const next = waiting.shift();
    if (next === undefined) {
      arrived.push(packet);
    } else {
      next(packet);
    }
  }
  socket.on('data', (chunk) => framing.push(chunk).forEach(deliver));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    isClosed = true;
    deliver('closed');
  });

  return {
    socket,
    sendPacket: (packet) => socket.write(framing.wrap(packet)),
    sendBytes: (bytes) => socket.write(bytes),
    nextPacket: async () => arrived.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    close: async () => {
      if (isClosed) {
        return;
      }
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}

function createClientFraming(name: FramingName): { opening: Buffer; framing: Framing } {
  switch (name) {
    case 'full':
      return { opening: Buffer.alloc(0), framing: createFullFraming() };
    case 'intermediate':
      return { opening: Buffer.alloc(4, 0xee), framing: createIntermediateFraming() };
    case 'padded':
      return { opening: Buffer.alloc(4, 0xdd), framing: createPaddedIntermediateFraming() };
    case 'abridged':
      return { opening: Buffer.from([0xef]), framing: createAbridgedFraming() };
    case 'obfuscated':
      return createObfuscation();
  }
}

/** The client's side of https://core.telegram.org/mtproto/mtproto-transports#transport-obfuscation */
function createObfuscation(): { opening: Buffer; framing: Framing } {
  const header = randomBytes(64);
  header[0] = 0x11;
  header.writeUInt32LE(0x12345678, 4);
  header.fill(0xee, 56, 60);
  const reversed = Buffer.from(header.subarray(8, 56)).reverse();
  const cipher = createCipheriv('aes-256-ctr', header.subarray(8, 40), header.subarray(40, 56));
  const decipher = createDecipheriv('aes-256-ctr', reversed.subarray(0, 32), reversed.subarray(32));
  const opening = Buffer.concat([header.subarray(0, 56), cipher.update(header).subarray(56)]);
  const inner = createIntermediateFraming();
  const framing = {
    name: 'obfuscated',
    push: (chunk: Buffer) => inner.push(decipher.update(chunk)),
    wrap: (packet: Buffer) => cipher.update(inner.wrap(packet)),
  };
  return { opening, framing };
}
