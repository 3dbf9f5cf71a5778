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
  /** Something is about to be done to a link that was taken. Where the take was a repeat, the link does not come back. */
  | { kind: 'leave'; takeId: string }
  /** A take is answered with another link: this one has gone to nobody, and nothing was done to it. */
  | { kind: 'giveBack'; takeId: string }
  /** It has gone to nobody, and is not given again. */
  | { kind: 'setAside'; takeId: string; revoke: boolean }
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
    case 'leave': {
      const { takeId } = change;
      const take = pool.takes[takeId];
      return (
        pool.given[takeId] &&
        take && { ...pool, takes: { ...pool.takes, [takeId]: { ...take, isLeft: true } } }
      );
    }
    case 'giveBack': {
      const link = pool.given[change.takeId];
      return link && !isLeft(pool, change.takeId)
        ? { ...withoutTake(pool, change.takeId), ready: [...pool.ready, link] }
        : undefined;
    }
    case 'setAside': {
      const { takeId, revoke } = change;
      const link = pool.given[takeId];
      return link && !(revoke && isLeft(pool, takeId))
        ? { ...withoutTake(pool, takeId), dropping: { ...pool.dropping, [link.id]: revoke } }
        : undefined;
    }
    case 'close':
      return {
        ...pool,
        given: without(pool.given, change.takeId),
        takes: without(pool.takes, change.takeId),
      };
  }
}

function isLeft({ takes }: Pool, takeId: string): boolean {
  return takes[takeId]?.isLeft === true;
}

/** The pool as if the take had never been. */
function withoutTake(pool: Pool, takeId: string): Pool {
  return {
    ...pool,
    given: without(pool.given, takeId),
    takes: without(pool.takes, takeId),
    takenCount: pool.takenCount - 1,
  };
}

function without<T>(entries: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _removed, ...kept } = entries;
  return kept;
}
