import type { AuthKey } from './world/entities.ts';

/** A connection as the guard sees it. */
export interface GuardedConnection {
  connectionId: number;
  /** True until the end of the stream or an error is seen. */
  isOpen(): boolean;
}

export type ParallelVerdict = { isParallel: false } | { isParallel: true; otherConnectionId: number };

/**
 * Event-loop turns given to a close that is already under way. A client that destroyed its socket and connected again has
 * its FIN in the kernel before the new connection, so the next poll for events sees it; the second and third turn are
 * for the stream to pass it on.
 */
const GRACE_TURNS = 3;

/**
 * A sender that has been silent for longer than this does not count as a second sender, though it may still be open: a
 * client that lost its network, or was frozen, cannot close its connection before it makes another.
 */
const PARALLEL_WITHIN_MS = 5_000;

/**
 * Watches for AUTH_KEY_DUPLICATED: a connection sends encrypted content while another connection of the same auth key that
 * has just sent content is still open. Closing one and then using another is fine, however quickly.
 */
export function createParallelGuard(now: () => number = Date.now) {
  const senders = new Map<AuthKey, Map<GuardedConnection, number>>();

  function openOthers(authKey: AuthKey, connection: GuardedConnection): GuardedConnection[] {
    const since = now() - PARALLEL_WITHIN_MS;
    return [...(senders.get(authKey) ?? [])]
      .filter(([other, sentAtMs]) => other !== connection && sentAtMs >= since && other.isOpen())
      .map(([other]) => other);
  }

  /** Records that content arrived. True when no other sender is open; else the check must be awaited. */
  function noteContent(authKey: AuthKey, connection: GuardedConnection): boolean {
    const known = senders.get(authKey) ?? new Map<GuardedConnection, number>();
    senders.set(authKey, known.set(connection, now()));
    return openOthers(authKey, connection).length === 0;
  }

  async function judge(authKey: AuthKey, connection: GuardedConnection): Promise<ParallelVerdict> {
    for (let turn = 0; turn < GRACE_TURNS; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [other] = openOthers(authKey, connection);
    return other === undefined
      ? { isParallel: false }
      : { isParallel: true, otherConnectionId: other.connectionId };
  }

  function forget(connection: GuardedConnection): void {
    for (const [authKey, known] of senders) {
      if (known.delete(connection) && known.size === 0) {
        senders.delete(authKey);
      }
    }
  }

  return { noteContent, judge, forget };
}

export type ParallelGuard = ReturnType<typeof createParallelGuard>;
