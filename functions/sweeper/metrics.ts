import { recordEnd } from '../aws/job-metrics.ts';
import type { RecordMetric } from '../aws/metrics.ts';
import type { Account } from '../core/account/account.ts';
import { isDue } from '../core/job/due.ts';
import type { Job } from '../core/job/job.ts';
import { pendingMsOf } from '../core/job/waited.ts';
import { exportMethod } from '../core/rpc/methods.ts';
import type { SweepDeps, SweepReport } from '../core/sweep/sweep.ts';

type Measured = Pick<SweepDeps, 'saveJob' | 'listAccounts' | 'loadJobs'>;

/**
 * The functions of one sweep, which record what they meet; `finish` records what came of it.
 *
 * A loaded job is pending when a worker could pick it up: it is neither final nor blocked nor waiting, and its account is active,
 * not drained, and in no wait of Telegram's. A sweep loads the due jobs of every account that no worker is active on; of a
 * long backlog it loads the longest due.
 * - `OldestPendingJob` is the longest time that a pending job has been under way, without its waits. It includes the account's
 *   pace: a backlog of a thousand takes most of an hour.
 * - `OldestUntakenJob` does not: it is the longest time that a pending job has had no worker on its account.
 */
export function measureSweep(deps: Measured & Pick<SweepDeps, 'now'>, record: RecordMetric) {
  let working = new Map<string, Account>();
  let pendingMs = 0;
  let untakenMs = 0;
  const measured: Measured = {
    async saveJob(next) {
      const isSaved = await deps.saveJob(next);
      if (isSaved) {
        recordEnd(record, next);
      }
      return isSaved;
    },
    async listAccounts() {
      const accounts = await deps.listAccounts();
      for (const status of ['active', 'halted', 'dead'] as const) {
        record('Accounts', accounts.filter((account) => account.status === status).length, status);
      }
      const mayWork = accounts.filter((account) => isWorking(account, deps.now()));
      working = new Map(mayWork.map((account) => [account.accountId, account]));
      return accounts;
    },
    async loadJobs(refs) {
      const jobs = await deps.loadJobs(refs);
      for (const job of jobs.filter((each) => isDue(each, deps.now()))) {
        notePending(job, working.get(job.accountId), deps.now());
      }
      return jobs;
    },
  };
  return { measured, finish };

  function notePending(job: Job, account: Account | undefined, nowMs: number): void {
    if (account === undefined) {
      return;
    }
    const jobPendingMs = pendingMsOf(job, nowMs);
    pendingMs = Math.max(pendingMs, jobPendingMs);
    untakenMs = Math.max(untakenMs, Math.min(jobPendingMs, nowMs - (account.leasedAtMs ?? 0)));
  }

  function finish({ notSwept, sent, failedSends }: SweepReport): void {
    record('Sweeps', 1);
    record('AccountsNotSwept', notSwept);
    record('SweeperRepairs', sent);
    record('SweeperFailedSends', failedSends);
    record('OldestPendingJob', pendingMs);
    record('OldestUntakenJob', untakenMs);
  }
}

function isWorking({ status, drainedAtMs, blockedUntilMs }: Account, nowMs: number): boolean {
  return status === 'active' && drainedAtMs === undefined && (blockedUntilMs[exportMethod] ?? 0) <= nowMs;
}
