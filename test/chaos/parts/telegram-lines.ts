import { once } from 'node:events';
import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net';
import type { Latency, Turns } from './turns.ts';

/** One connection of a worker to the data centre. */
export interface TelegramLine {
  /** The worker process of the connection. */
  who: string;
  /** The data centre has written something. */
  onSent: () => void;
  /** The worker's socket has got a piece of it. */
  onArrived: () => void;
}

/** The network between the workers and the data centre. Data on it waits for its turn. */
export interface TelegramLines {
  host: string;
  port: number;
  /** Closes the port for new connections, or opens it again. */
  setListening(isListening: boolean): void;
  close(): Promise<void>;
}

export interface TelegramLinesOptions {
  target: { host: string; port: number };
  turns: Turns;
  /** The process with the connection between these two ports. */
  nameOf: (fromPort: number, toPort: number) => string;
  /** The next connection is about to reach the data centre. */
  onOpen: (line: TelegramLine) => void;
  /** The data centre is about to read data from this line. */
  onSpeak: (line: TelegramLine) => void;
  /** The worker has closed its end with FIN. */
  onFin: (who: string) => void;
}

const host = '127.0.0.1';
const latency: Latency = [8, 60];

type Piece = Buffer | 'open' | 'end';

/**
 * A proxy in front of the data centre. A piece is all data written until the system is idle, so pieces are the same in
 * every run of a seed. Data that a worker wrote before it closed still arrives, because a kernel goes on sending it. A
 * reset drops that data.
 */
export async function startTelegramLines(options: TelegramLinesOptions): Promise<TelegramLines> {
  const { target, turns, nameOf } = options;
  const sockets = new Set<Socket>();

  function track(socket: Socket): Socket {
    sockets.add(socket);
    return socket.setNoDelay(true).on('close', () => sockets.delete(socket));
  }

  function serve(client: Socket): void {
    track(client);
    const { remotePort = 0, localPort = 0 } = client;
    function name() {
      return nameOf(remotePort, localPort);
    }
    const line: TelegramLine = { who: '', onSent: () => undefined, onArrived: () => undefined };
    let server: Socket | undefined;
    const up = createPipe('up', (piece) => {
      if (piece === 'open') {
        server = openUpstream();
      } else if (piece === 'end') {
        server?.end();
      } else if (server?.writable) {
        options.onSpeak(line);
        server.write(piece);
      }
    });
    const down = createPipe('down', (piece) => {
      if (piece === 'end') {
        client.destroySoon();
      } else if (client.writable && typeof piece !== 'string') {
        client.write(piece);
        line.onArrived();
      }
    });

    function createPipe(direction: string, deliver: (piece: Piece) => void) {
      let pieces: Piece[] = [];
      let isWaiting = false;
      let isCut = false;

      async function run(): Promise<void> {
        isWaiting = true;
        while (pieces.length > 0 && !isCut) {
          await turns.take(`telegram ${name()} ${direction}`, latency);
          const due = pieces;
          pieces = [];
          if (!isCut) {
            for (const piece of join(due)) {
              deliver(piece);
            }
          }
        }
        isWaiting = false;
      }

      return {
        push(piece: Piece) {
          pieces.push(piece);
          if (!isWaiting) {
            void run();
          }
        },
        cut() {
          isCut = true;
        },
      };
    }

    function openUpstream(): Socket {
      line.who = name();
      options.onOpen(line);
      const upstream = track(openSocket(target.port, target.host));
      upstream.on('data', (chunk) => {
        line.onSent();
        down.push(chunk);
      });
      upstream.on('end', () => down.push('end')).on('error', () => down.push('end'));
      upstream.on('close', () => down.push('end'));
      return upstream;
    }

    up.push('open');
    client.on('data', (chunk) => up.push(chunk));
    client.on('end', () => {
      options.onFin(name());
      up.push('end');
    });
    client.on('error', () => {
      up.cut();
      server?.resetAndDestroy();
    });
    client.on('close', () => down.cut());
  }

  let listener = createServer(serve).listen(0, host);
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  return {
    host,
    port,
    setListening(isListening) {
      if (isListening === listener.listening) {
        return;
      }
      if (isListening) {
        listener = createServer(serve).listen(port, host);
      } else {
        listener.close();
      }
    },
    async close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      if (!listener.listening) {
        return;
      }
      listener.close();
      await once(listener, 'close');
    },
  };
}

/** Data that was written together is read together. */
function join(pieces: Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (Buffer.isBuffer(piece) && Buffer.isBuffer(last)) {
      joined[joined.length - 1] = Buffer.concat([last, piece]);
    } else {
      joined.push(piece);
    }
  }
  return joined;
}
