import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Listens on a port of this machine for a moment, to find a taken port before anything is built.
 * @throws EADDRINUSE for a taken port, EACCES for a port that this user may not use.
 */
export async function checkPort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
