import type { Pool, PoolFailure, PoolLink } from './pool.ts';

/**
 * How a pool is tended. Each kind is one write, whose condition says where the link or the take must be: a worker that is late, or that
 * does it again, changes nothing.
 */
export type PoolChange =
  /** Links are about to be made, as these invites. Nobody else has begun any meanwhile. */
  | { kind: 'begin'; jobIds: string[]; atMs: number }
  /** A link that was being made is ready. */
  | { kind: 'add'; link: PoolLink }
  /** One could not be made, or is somebody's own. */
  | { kind: 'giveUp'; jobId: string; failure?: PoolFailure }
  /** A ready link is given to nobody any more. */
  | { kind: 'drop'; inviteId: string; revoke: boolean }
  /** What was to be done about a dropped link is stored. */
  | { kind: 'forget'; inviteId: string }
  /** A take is stored outside the row. */
  | { kind: 'note'; takeId: string; recordedAtMs: number; editId?: string }
  /** A take is answered with another link: this one has gone to nobody. */
  | { kind: 'giveBack'; takeId: string }
  /** A take is settled. */
  | { kind: 'close'; takeId: string };

/** The pool after a change, as the store makes it; undefined where its condition does not hold. */
export function applyChange(pool: Pool, change: PoolChange): Pool | undefined {
  switch (change.kind) {
    case 'begin': {
      const begun = Object.fromEntries(change.jobIds.map((jobId) => [jobId, change.atMs]));
      return pool.deletedAtMs === undefined
        ? {
            ...pool,
            making: { ...pool.making, ...begun },
            nextNumber: pool.nextNumber + change.jobIds.length,
          }
        : undefined;
    }
    case 'add': {
      const { failure: _failure, ...kept } = pool;
      return pool.making[change.link.id] === undefined
        ? undefined
        : { ...kept, making: without(pool.making, change.link.id), ready: [...pool.ready, change.link] };
    }
    case 'giveUp':
      return pool.making[change.jobId] === undefined
        ? undefined
        : {
            ...pool,
            making: without(pool.making, change.jobId),
            ...(change.failure === undefined ? {} : { failure: change.failure }),
          };
    case 'drop':
      return pool.ready.some(({ id }) => id === change.inviteId)
        ? {
            ...pool,
            ready: pool.ready.filter(({ id }) => id !== change.inviteId),
            dropping: { ...pool.dropping, [change.inviteId]: change.revoke },
          }
        : undefined;
    case 'forget':
      return { ...pool, dropping: without(pool.dropping, change.inviteId) };
    case 'note': {
      const { takeId, recordedAtMs, editId } = change;
      const take = pool.takes[takeId];
      const noted = { recordedAtMs, ...(editId === undefined ? {} : { editId }) };
      return take && { ...pool, takes: { ...pool.takes, [takeId]: { ...take, ...noted } } };
    }
    case 'giveBack': {
      const link = pool.given[change.takeId];
      return (
        link && {
          ...pool,
          ready: [...pool.ready, link],
          given: without(pool.given, change.takeId),
          takes: without(pool.takes, change.takeId),
          takenCount: pool.takenCount - 1,
        }
      );
    }
    case 'close':
      return {
        ...pool,
        given: without(pool.given, change.takeId),
        takes: without(pool.takes, change.takeId),
      };
  }
}

function without<T>(entries: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _removed, ...kept } = entries;
  return kept;
}
