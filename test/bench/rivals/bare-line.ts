import { once } from 'node:events';
import { connect } from 'node:net';
import type { BenchAccount } from './bench-account.ts';
import { serveRival } from './serve-rival.ts';

/** The bytes of a messages.exportChatInvite call on the wire, with initConnection. Its answer has about as many. */
const callBytes = 320;

await serveRival(prepare);

/** The lower limit: TCP, and a round trip of as many bytes, without encryption and without TL. */
async function prepare({ host, linePort }: BenchAccount) {
  return async () => {
    const socket = connect(linePort, host);
    socket.setNoDelay(true);
    const waiting: { bytes: number; resolve: () => void }[] = [];
    let sentBytes = 0;
    let receivedBytes = 0;
    socket.on('data', ({ length }) => {
      receivedBytes += length;
      while (waiting[0] !== undefined && waiting[0].bytes <= receivedBytes) {
        waiting.shift()?.resolve();
      }
    });
    await once(socket, 'connect');
    return {
      exportLink: () => {
        sentBytes += callBytes;
        socket.write(Buffer.alloc(callBytes));
        return new Promise<void>((resolve) => waiting.push({ bytes: sentBytes, resolve }));
      },
      close: async () => {
        socket.destroy();
        await once(socket, 'close');
      },
    };
  };
}
