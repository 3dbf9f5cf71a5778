import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/** The data centre's port and everything connected to it. */
export interface Listener {
  host: string;
  port: number;
  onConnection(serve: (socket: Socket) => void): void;
  /** False closes the port and leaves what is connected alone; true opens the same port again. */
  setListening(isListening: boolean): Promise<void>;
  closeConnections(): void;
  /** Closes the port and destroys all connections; resolves when they are gone. */
  close(): Promise<void>;
}

/**
 * Listens on loopback; port 0 means any free one.
 * @throws the system's error, such as EADDRINUSE
 */
export async function listen(wantedPort: number): Promise<Listener> {
  const sockets = new Set<Socket>();
  let serve: (socket: Socket) => void = (socket) => socket.destroy();
  let server = await openServer(wantedPort, accept);
  const { port } = server.address() as { port: number };

  function accept(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  }

  async function setListening(isListening: boolean): Promise<void> {
    if (isListening === server.listening) {
      return;
    }
    // The callback of close() waits for the connections. The port itself is closed at once.
    if (isListening) {
      server = await openServer(port, accept);
    } else {
      server.close();
    }
  }

  function closeConnections(): void {
    for (const socket of sockets) {
      socket.destroy();
    }
  }

  async function close(): Promise<void> {
    const closed = [...sockets].map((socket) => once(socket, 'close'));
    if (server.listening) {
      server.close();
    }
    closeConnections();
    await Promise.all(closed);
  }

  return {
    host: HOST,
    port,
    onConnection: (next) => {
      serve = next;
    },
    setListening,
    closeConnections,
    close,
  };
}

async function openServer(port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer(accept).listen(port, HOST);
  await once(server, 'listening');
  return server;
}
