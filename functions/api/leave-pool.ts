import type { Job } from '../core/job/job.ts';
import type { Pool } from '../core/pool/pool.ts';
import type { PoolChange } from '../core/pool/pool-change.ts';
import type { FindPoolDeps } from './find-pool.ts';

export interface LeavePoolDeps extends FindPoolDeps {
  /** @returns undefined where the change's condition does not hold. */
  changePool(pool: Pool, change: PoolChange): Promise<Pool | undefined>;
}

/** A worker moves the link from one place to the next, each at most once. */
const maxTries = 4;

/** Something is about to be done to a link that may lie in a pool: then it is given to nobody any more. */
export async function leavePool({ getPool, changePool }: LeavePoolDeps, invite: Job): Promise<void> {
  const { tenantId, jobId, pool: name, taken } = invite;
  if (name === undefined || taken !== undefined) {
    return;
  }
  for (let tries = 0; tries < maxTries; tries++) {
    const pool = await getPool({ tenantId, name });
    const change = pool && changeFor(pool, jobId);
    if (pool === undefined || change === undefined || (await changePool(pool, change)) !== undefined) {
      return;
    }
  }
}

/** Undefined where it lies there no more: it was taken, or dropped. */
function changeFor({ ready, making }: Pool, jobId: string): PoolChange | undefined {
  if (ready.some(({ id }) => id === jobId)) {
    return { kind: 'drop', inviteId: jobId, revoke: false };
  }
  return making[jobId] === undefined ? undefined : { kind: 'giveUp', jobId };
}
