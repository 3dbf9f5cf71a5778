import { dueTimeOf, type Tending } from '../job/due.ts';
import type { Job } from '../job/job.ts';
import type { StandingKind } from '../job/operation.ts';
import { restEndless, tendAgainAt } from '../job/tending.ts';
import type { Run } from './run.ts';
import { tendPool } from './tend-pool.ts';
import { tendRotation } from './tend-rotation.ts';

/**
 * Does what is to be done for standing work now. It is done under the account's lease, without a connection, and more than once where
 * a worker dies.
 * @param tending as it was before this tending began.
 * @returns when it is to be tended next; undefined where there is no such work any more.
 */
export type Tend = (run: Run, tending: Tending) => Promise<number | undefined>;

const tenders: Record<StandingKind, Tend> = {
  pool: tendPool,
  rotation: tendRotation,
};

/** A tending that fails, or kills its worker, comes again after this. */
const againMs = 60_000;

/** Tends what is due. Nothing that fails here keeps the account from its other work. */
export async function tendDue(run: Run): Promise<void> {
  for (const tending of run.jobs.dueTendings()) {
    await tend(run, tending);
  }
}

/** Tends the work whose jobs this pass has ended, or whose links have: a link that was just made is there at once. */
export async function tendMade(run: Run): Promise<void> {
  const ids = new Set([...run.jobs.final().flatMap(({ madeFor }) => madeFor ?? []), ...run.endedFor()]);
  const missing = [...ids].filter((jobId) => !run.jobs.has(jobId));
  const { tenantId } = run.account;
  const loaded =
    missing.length === 0 ? [] : await run.loadJobs(missing.map((jobId) => ({ tenantId, jobId })));
  for (const tending of loaded) {
    run.jobs.keep(tending);
  }
  for (const tending of run.jobs.tendings().filter(({ jobId }) => ids.has(jobId))) {
    await tend(run, tending);
  }
}

/** The next time is stored before the work is tended. */
async function tend(run: Run, tending: Tending): Promise<void> {
  const nowMs = run.now();
  try {
    const begun = await run.jobs.save(tending, (each) => tendAgainAt(each, nowMs + againMs, nowMs));
    if (begun === undefined) {
      return;
    }
    const atMs = await tenders[tending.operation.kind](run, tending);
    await run.jobs.save(begun, (each) => endTending(each, begun, atMs, run.now()));
  } catch (error) {
    run.noteTendingFault(run.account.accountId, error);
  }
}

/** Where somebody has brought it forward meanwhile, for something that this tending may not have seen, it comes then. */
function endTending(stored: Job, begun: Job, atMs: number | undefined, nowMs: number): Job {
  if (stored.version !== begun.version) {
    const broughtToMs = dueTimeOf(stored) ?? nowMs + againMs;
    return tendAgainAt(stored, Math.min(atMs ?? broughtToMs, broughtToMs), nowMs);
  }
  return atMs === undefined ? restEndless(stored, nowMs) : tendAgainAt(stored, atMs, nowMs);
}
