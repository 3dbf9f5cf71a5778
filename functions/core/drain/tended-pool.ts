import type { Tending } from '../job/due.ts';
import { isFinal, type Job } from '../job/job.ts';
import { storeOperation } from '../operation/store-operation.ts';
import type { Pool } from '../pool/pool.ts';
import type { PoolChange } from '../pool/pool-change.ts';
import type { Run } from './run.ts';

/** A pool while it is tended: callers take links from it meanwhile. */
export type TendedPool = ReturnType<typeof createTendedPool>;

/** Kept back at the end of a run, to store what was begun. */
const writeMs = 2_000;

export function createTendedPool(run: Run, tending: Tending, given: Pool) {
  let pool = given;
  return {
    run,
    /** The id of its tending. */
    madeFor: tending.jobId,
    /** Nobody has named it: it is looked at as a whole. */
    isLookDue: (tending.wait?.retryAtMs ?? 0) <= run.now(),
    pool: () => pool,
    hasTime: () => run.now() + writeMs <= run.untilMs,
    change,
    loadJobs,
    operate,
  };

  /** @returns whether it was changed. */
  async function change(next: PoolChange): Promise<boolean> {
    const changed = await run.changePool(pool, next);
    pool = changed ?? pool;
    return changed !== undefined;
  }

  async function loadJobs(jobIds: string[]): Promise<Map<string, Job>> {
    const { tenantId } = pool;
    const refs = jobIds.map((jobId) => ({ tenantId, jobId }));
    const jobs = refs.length === 0 ? [] : await run.loadJobs(refs);
    return new Map(jobs.map((job) => [job.jobId, job]));
  }

  /** Stores an operation on a link. This pass does it. @returns false where the link takes none now. */
  async function operate(invite: Job, operation: Job): Promise<boolean> {
    const stored = await storeOperation(run, invite, operation);
    if (stored !== 'created' && 'refused' in stored) {
      return false;
    }
    const job = stored === 'created' ? operation : stored;
    if (!isFinal(job.status) && !run.jobs.has(job.jobId)) {
      run.jobs.keep(job);
    }
    return true;
  }
}
