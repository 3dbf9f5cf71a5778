import type { Job, JobRef } from '../job/job.ts';
import type { Pool, PoolRef, TakeRecord } from './pool.ts';
import type { PoolChange } from './pool-change.ts';

/** What a worker needs of the pools' store. */
export interface PoolStore {
  /** As it is now, read consistently. */
  getPool(ref: PoolRef): Promise<Pool | undefined>;
  /** @returns the pool after the change; undefined where the change's condition does not hold. */
  changePool(pool: Pool, change: PoolChange): Promise<Pool | undefined>;
  /** 'created', or the record already stored under that id. */
  recordTake(record: TakeRecord): Promise<'created' | TakeRecord>;
  /** Removes a deleted pool in which nothing is left. */
  removePool(pool: Pool): Promise<boolean>;
  /** Stores with an invite who has taken its link, over no other take. */
  saveTaken(
    invite: JobRef,
    changes: Pick<Job, 'request' | 'taken' | 'callback'> & { keptUntilMs: number },
  ): Promise<boolean>;
}
