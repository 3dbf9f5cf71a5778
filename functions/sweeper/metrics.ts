import { recordJob } from '../aws/job-metrics.ts';
import type { RecordMetric } from '../aws/metrics.ts';
import { isFinal, type Job } from '../core/job.ts';
import type { SweepDeps, SweepReport } from '../core/sweep.ts';

type Measured = Pick<SweepDeps, 'saveJob' | 'listAccounts' | 'loadJobs'>;

/**
 * The functions of one sweep, which record what they meet; `finish` records what came of it. A sweep loads the jobs that
 * are due of every account nobody is at work on: the oldest of these is the one that waits in vain.
 */
export function measureSweep(deps: Measured & Pick<SweepDeps, 'now'>, record: RecordMetric) {
  let oldestMs = 0;
  const measured: Measured = {
    async saveJob(next) {
      const isSaved = await deps.saveJob(next);
      if (isSaved) {
        recordJob(record, next);
      }
      return isSaved;
    },
    async listAccounts() {
      const accounts = await deps.listAccounts();
      for (const status of ['active', 'halted', 'dead'] as const) {
        record('Accounts', accounts.filter((account) => account.status === status).length, status);
      }
      return accounts;
    },
    async loadJobs(refs) {
      const jobs = await deps.loadJobs(refs);
      oldestMs = Math.max(oldestMs, ...jobs.map((job) => overdueMsOf(job, deps.now())));
      return jobs;
    },
  };
  return { measured, finish };

  function finish({ sent, failedSends }: SweepReport): void {
    record('Sweeps', 1);
    record('SweeperRepairs', sent);
    record('SweeperFailedSends', failedSends);
    record('OldestDueJob', oldestMs);
  }
}

function overdueMsOf({ status, dueAtMs }: Job, nowMs: number): number {
  return isFinal(status) || status === 'blocked' ? 0 : Math.max(nowMs - (dueAtMs ?? nowMs), 0);
}
