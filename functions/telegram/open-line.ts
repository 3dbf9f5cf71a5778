import type { Clock } from './clock.ts';
import { createGuardedSocket, type GuardedSocket } from './guarded-socket.ts';

/** A line to a data centre on which nothing has been said: with which key is still open. */
export interface Line extends GuardedSocket {
  address: string;
  port: number;
}

/** Begins to open a line. Who speaks on it first is told when it cannot be opened; who does not want it closes it. */
export function openLine({ address, port }: { address: string; port: number }, clock: Clock): Line {
  const socket = createGuardedSocket(clock.now, clock.untilMs);
  // Not swallowed: the sender asks the socket to connect too, and is given the same outcome.
  socket.connect(port, address).catch(() => undefined);
  return { ...socket, address, port };
}
