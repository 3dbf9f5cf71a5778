import { Socket } from 'node:net';

/** The socket that gramjs uses, with two additions: an end time, and a way to see that it is closed. */
export interface GuardedSocket {
  /** A second call waits for the first connection. Rejects when the socket is closed. */
  connect(port: number, address: string): Promise<void>;
  write(data: Buffer): void;
  readExactly(byteCount: number): Promise<Buffer>;
  /** Resets the connection. Resolves when the socket is closed. */
  close(): Promise<void>;
}

/**
 * Makes a socket that is not connected yet. It sends nothing at or after `untilMs`: a process that was frozen past its lease and
 * thawed must not use an auth key that may have a new owner. The check is in the write itself, because gramjs also sends
 * without being asked (acknowledgements, re-sends after a bad salt).
 *
 * The connection always ends with a reset and never with FIN. A FIN queues behind the bytes that the other side has not
 * acknowledged, and the kernel goes on delivering both for minutes. After an outage Telegram would then execute a call
 * that was given up long ago. A reset makes the kernel drop those bytes.
 * @see https://core.telegram.org/api/errors#406-not-acceptable (AUTH_KEY_DUPLICATED)
 * @see https://nodejs.org/api/net.html#socketresetanddestroy
 */
export function createGuardedSocket(now: () => number, untilMs: number): GuardedSocket {
  const socket = new Socket().setNoDelay(true);
  let received: Buffer = Buffer.alloc(0);
  let wake: () => void = () => {};
  let closed = false;
  let connected: Promise<void> | undefined;

  const whenClosed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      closed = true;
      wake();
      resolve();
    });
  });
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  socket.on('end', reset);
  // Every error is followed by 'close', where it is handled.
  socket.on('error', () => undefined);

  return {
    connect(port, address) {
      connected ??= new Promise((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(port, address, () => {
          socket.off('error', reject);
          resolve();
        });
        whenClosed.then(() => reject(new Error('closed while connecting')));
      });
      return closed ? Promise.reject(new Error('the connection is closed')) : connected;
    },

    write(data) {
      if (closed || now() >= untilMs) {
        reset();
        throw new Error('the connection is over');
      }
      socket.write(data);
    },

    async readExactly(byteCount) {
      while (received.length < byteCount) {
        if (closed) {
          throw new Error('the connection is closed');
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const data = received.subarray(0, byteCount);
      received = received.subarray(byteCount);
      return data;
    },

    close() {
      reset();
      return whenClosed;
    },
  };

  function reset(): void {
    if (socket.connecting || socket.destroyed) {
      // Nothing was sent yet, and `resetAndDestroy` would wait for the connection to be made.
      socket.destroy();
    } else {
      socket.resetAndDestroy();
    }
  }
}
