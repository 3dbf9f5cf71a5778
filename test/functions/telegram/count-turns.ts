import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * Stands between a client and a server and counts the turns of their talk: a turn is what the client says until the
 * server answers, so that turns answered are round trips. Closed when the test ends.
 */
export async function countTurns(serverPort: number) {
  const said: ('client' | 'server')[] = [];
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: serverPort, host: '127.0.0.1', noDelay: true });
    relay(client, upstream, 'client');
    relay(upstream, client, 'server');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });

  function relay(from: Socket, to: Socket, who: 'client' | 'server'): void {
    sockets.push(from);
    from.on('data', (chunk) => {
      if (said.at(-1) !== who) {
        said.push(who);
      }
      to.write(chunk);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }

  return {
    port: (server.address() as { port: number }).port,
    /** How often anybody began to speak. */
    turns: () => said.length,
    roundTrips: () => said.filter((who) => who === 'server').length,
  };
}
