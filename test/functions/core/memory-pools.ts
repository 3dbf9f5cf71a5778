import type { Job } from '../../../functions/core/job/job.ts';
import { findFresh, type Pool, type PoolTake, type TakeRecord } from '../../../functions/core/pool/pool.ts';
import { applyChange } from '../../../functions/core/pool/pool-change.ts';
import type { PoolStore } from '../../../functions/core/pool/pool-store.ts';

/** The pools of one tenant in memory, with the conditions of the real table. */
export function createMemoryPools(
  jobs: Map<string, Job>,
  interfere: (operation: keyof PoolStore, subject: unknown) => void,
  log: (entry: string) => void,
) {
  const pools = new Map<string, Pool>();
  const records = new Map<string, TakeRecord>();
  const deps: PoolStore = {
    async getPool({ name }) {
      interfere('getPool', name);
      return structuredClone(pools.get(name));
    },
    async changePool({ name }, change) {
      interfere('changePool', change);
      const stored = pools.get(name);
      const next = stored && applyChange(stored, change);
      if (next !== undefined) {
        pools.set(name, structuredClone(next));
        log(`changePool ${name} ${change.kind}`);
      }
      return structuredClone(next);
    },
    async recordTake(record) {
      interfere('recordTake', record.takeId);
      const stored = records.get(record.takeId);
      if (stored === undefined) {
        records.set(record.takeId, record);
      }
      return stored ?? 'created';
    },
    async removePool({ name }) {
      interfere('removePool', name);
      return pools.delete(name);
    },
    async saveTaken({ jobId }, { keptUntilMs: _keptUntilMs, ...changes }) {
      interfere('saveTaken', jobId);
      const job = jobs.get(jobId);
      const before = job?.taken;
      const isOpen = before === undefined || (!before.isSettled && before.error === undefined);
      if (job === undefined || !isOpen) {
        return false;
      }
      jobs.set(jobId, structuredClone({ ...job, ...changes }));
      log(`saveTaken ${jobId} ${changes.taken?.isSettled ? 'settled' : 'taken'}`);
      return true;
    },
  };

  /** A caller takes a link, as the store's one write does. @returns the invite's id. */
  function take(name: string, takeId: string, given: PoolTake): string | undefined {
    const pool = pools.get(name);
    const index = pool && findFresh(pool, given.atMs);
    const link = index === undefined ? undefined : pool?.ready[index];
    if (pool === undefined || link === undefined || pool.takes[takeId] !== undefined) {
      return undefined;
    }
    pools.set(name, {
      ...pool,
      ready: pool.ready.filter(({ id }) => id !== link.id),
      takes: { ...pool.takes, [takeId]: given },
      given: { ...pool.given, [takeId]: link },
      takenCount: pool.takenCount + 1,
    });
    return link.id;
  }
  return { deps, pools, records, take };
}
