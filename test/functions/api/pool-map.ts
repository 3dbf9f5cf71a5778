import type { ApiDeps } from '../../../functions/api/create-handler.ts';
import type { TakeInput } from '../../../functions/aws/pool-takes.ts';
import { findFresh, type Pool, type TakeRecord } from '../../../functions/core/pool/pool.ts';
import { applyChange } from '../../../functions/core/pool/pool-change.ts';

type PoolDeps = Pick<
  ApiDeps,
  | 'createPool'
  | 'getPool'
  | 'listPools'
  | 'changePool'
  | 'getTake'
  | 'markPoolDeleted'
  | 'takePooled'
  | 'reserveTake'
>;

/** Pools in a map, and what takes got. */
export function createPoolMap() {
  const pools = new Map<string, Pool>();
  const takes = new Map<string, TakeRecord>();

  function keyOf({ tenantId, name }: { tenantId: string; name: string }) {
    return `${tenantId} ${name}`;
  }

  /** The conditions that every take has. */
  function meet({ ref, takeId, isUnpriced, poolId }: TakeInput) {
    const pool = pools.get(keyOf(ref));
    if (pool?.takes[takeId] !== undefined) {
      return { kind: 'earlier', pool } as const;
    }
    if (pool === undefined || pool.deletedAtMs !== undefined || (poolId ?? pool.poolId) !== pool.poolId) {
      return { kind: 'missing' } as const;
    }
    return isUnpriced && pool.template.subscription_pricing !== undefined
      ? ({ kind: 'refused', pool } as const)
      : ({ kind: 'met', pool } as const);
  }

  const store: PoolDeps = {
    async createPool(pool) {
      const stored = pools.get(keyOf(pool));
      if (stored === undefined) {
        pools.set(keyOf(pool), pool);
      }
      return stored ?? 'created';
    },
    getPool: async (ref) => pools.get(keyOf(ref)),
    listPools: async (tenantId) => [...pools.values()].filter((pool) => pool.tenantId === tenantId),
    async changePool(pool, change) {
      const stored = pools.get(keyOf(pool));
      const next = stored && applyChange(stored, change);
      if (next !== undefined) {
        pools.set(keyOf(pool), next);
      }
      return next;
    },
    getTake: async (_tenantId, takeId) => takes.get(takeId),
    async markPoolDeleted(pool, revokesLeft, nowMs) {
      const marked = { ...pool, deletedAtMs: nowMs, revokesLeft };
      pools.set(keyOf(pool), marked);
      return marked;
    },
    async takePooled(input) {
      const met = meet(input);
      if (met.kind !== 'met') {
        return met;
      }
      const { pool } = met;
      const link = pool.ready[findFresh(pool, input.nowMs) ?? -1];
      if (link === undefined) {
        return { kind: 'empty', pool };
      }
      const next = {
        ...pool,
        ready: pool.ready.filter(({ id }) => id !== link.id),
        takes: { ...pool.takes, [input.takeId]: input.take },
        given: { ...pool.given, [input.takeId]: link },
        takenCount: pool.takenCount + 1,
      };
      pools.set(keyOf(pool), next);
      return { kind: 'taken', pool: next, link, left: next.ready.length };
    },
    async reserveTake(input) {
      const met = meet(input);
      if (met.kind !== 'met') {
        return met;
      }
      const next = { ...met.pool, takes: { ...met.pool.takes, [input.takeId]: input.take } };
      pools.set(keyOf(next), next);
      return { kind: 'reserved', pool: next };
    },
  };
  return { store, pools, takes };
}
