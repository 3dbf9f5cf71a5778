import { isTending, readyTimeOf } from '../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../functions/core/job/job.ts';
import type { System } from './parts/system.ts';
import type { Stage } from './stage.ts';

/** Whether all that was taken from the pools of a seed is settled. They are tended without end: nobody waits for their end. */
export function createPoolRest(system: System, stage: Stage) {
  return {
    /** No take is left in the row of a pool whose account works. */
    async isReached(jobs: Job[]): Promise<boolean> {
      const rows = await Promise.all(jobs.filter(isAwaited).map(loadPool));
      return rows.every((pool) => pool === undefined || (pool.isAtRest && pool.deletedAtMs === undefined));
    },
    /** When a pool is tended next. */
    moments: (jobs: Job[]) => jobs.filter(isAwaited).map((job) => readyTimeOf(job) ?? 0),
  };

  async function loadPool(job: Job) {
    const { operation } = job;
    const name = operation !== undefined && isTending(job) ? job.operation.name : '';
    const pool = await system.stores.pools.getPool({ tenantId: stage.tenantId, name });
    return (
      pool && { ...pool, isAtRest: Object.keys(pool.takes).length + Object.keys(pool.making).length === 0 }
    );
  }
}

function isAwaited(job: Job): boolean {
  return (
    isTending(job) &&
    job.operation.kind === 'pool' &&
    !isFinal(job.status) &&
    job.status !== 'blocked' &&
    job.dueAtMs !== undefined
  );
}
