import type { Clock } from './clock.ts';
import { createGuardedSocket, type GuardedSocket } from './guarded-socket.ts';

/** A connection to a data centre on which nothing was sent yet, so that any key can still be used on it. */
export interface Line extends GuardedSocket {
  address: string;
  port: number;
}

/** Begins to open a line. If that fails, the first to use the line is told. Whoever does not use it must close it. */
export function openLine({ address, port }: { address: string; port: number }, clock: Clock): Line {
  const socket = createGuardedSocket(clock.now, clock.untilMs);
  // Not swallowed: the sender asks the socket to connect too, and is given the same outcome.
  socket.connect(port, address).catch(() => undefined);
  return { ...socket, address, port };
}
