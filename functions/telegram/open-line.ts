import type { Clock } from './clock.ts';
import { createGuardedSocket, type GuardedSocket } from './guarded-socket.ts';

/** A connection to a data centre on which nothing was sent yet, so any key can still use it. */
export interface Line extends GuardedSocket {
  address: string;
  port: number;
}

/**
 * Begins to open a line. If that fails, the first user of the line gets the error. A caller that does not use the line
 * must close it.
 */
export function openLine({ address, port }: { address: string; port: number }, clock: Clock): Line {
  const socket = createGuardedSocket(clock.now, clock.untilMs);
  // The error is not lost: the sender also connects the socket, and gets the same outcome.
  socket.connect(port, address).catch(() => undefined);
  return { ...socket, address, port };
}
