/** Whether the service answers. One for the tab: every request says what became of it. */
export interface Connection {
  isGone: boolean;
  /** When it last changed. */
  changedAtMs: number;
}

let connection: Connection = { isGone: false, changedAtMs: 0 };
const listeners = new Set<(connection: Connection) => void>();

export function readConnection(): Connection {
  return connection;
}

export function noteReached(): void {
  change(false);
}

export function noteGone(): void {
  change(true);
}

/** @returns ends it. */
export function onConnection(listener: (connection: Connection) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function change(isGone: boolean): void {
  if (connection.isGone !== isGone) {
    connection = { isGone, changedAtMs: Date.now() };
    for (const listener of [...listeners]) {
      listener(connection);
    }
  }
}
