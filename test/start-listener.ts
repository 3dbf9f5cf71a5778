import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * A TCP server on loopback that accepts connections and says nothing, closed when the test ends.
 *
 * Our connections are reset when they are given up. Node.js ends the process for an `error` event of a socket that
 * nobody listens to, so each accepted socket has a listener here.
 */
export async function startListener(options: { onSocket?: (socket: Socket) => void } = {}) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    options.onSocket?.(socket);
  }).listen(0, '127.0.0.1');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  return {
    port: (server.address() as AddressInfo).port,
    /** The first connection. */
    accepted: accepted.then(([socket]) => socket),
  };
}
