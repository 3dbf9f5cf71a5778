import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** One end of a connection: its ports, and the bytes that have been written and read here. */
export interface SocketEnd {
  localPort: number;
  remotePort: number;
  written: number;
  read: number;
}

/** The state that a process reports when it is idle. */
export interface IdleReport {
  /** Infinity when it waits for no timer. */
  nextTimerMs: number;
  sockets: SocketEnd[];
  /** Messages to and from its parent so far. */
  sent: number;
  received: number;
}

/** Tracks the sockets of this process, both opened and inherited ones. */
export function trackSockets(): () => SocketEnd[] {
  const sockets = new Set<Socket>();

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  }

  const connect = Socket.prototype.connect;
  Socket.prototype.connect = function trackedConnect(this: Socket, ...args: unknown[]) {
    track(this);
    return Reflect.apply(connect, this, args);
  };
  subscribe('net.server.socket', (message) => track((message as { socket: Socket }).socket));
  return () =>
    [...sockets]
      .filter(({ localPort, remotePort }) => localPort !== undefined && remotePort !== undefined)
      .map(({ localPort = 0, remotePort = 0, bytesWritten, bytesRead }) => ({
        localPort,
        remotePort,
        written: bytesWritten,
        read: bytesRead,
      }));
}

/** Resources that wait for another process. All others are work in this process. */
const passive = new Set([
  'ChildProcess',
  'MessagePort',
  'PipeServerWrap',
  'PipeWrap',
  'ProcessWrap',
  'SignalWrap',
  'StatWatcher',
  'TCPServerWrap',
  'TCPSocketWrap',
  'TTYWrap',
  'Timeout',
]);

/** File operations, connects, writes, and work left for a later turn of the event loop. */
export function isAtWork() {
  return process.getActiveResourcesInfo().some((kind) => !passive.has(kind));
}
