import { recordEnd } from '../aws/job-metrics.ts';
import type { RecordMetric } from '../aws/metrics.ts';
import type { Account } from '../core/account/account.ts';
import { stoppedStatuses } from '../core/account/due-entry.ts';
import { isDue } from '../core/job/due.ts';
import type { Job } from '../core/job/job.ts';
import { pendingMsOf } from '../core/job/waited.ts';
import { exportMethod } from '../core/rpc/methods.ts';
import type { SweepDeps, SweepReport } from '../core/sweep/sweep-deps.ts';

export interface MeasureDeps extends Measured {
  now(): number;
  /** How many accounts stand in a partition of the due index. */
  countDueShard(shard: string): Promise<number>;
}

type Measured = Pick<SweepDeps, 'saveJob' | 'loadAccounts' | 'loadJobs'>;

/**
 * The functions of one sweep, which record what they meet; `finish` records what came of it.
 *
 * Of the jobs that a sweep loads those are pending that a worker could take up: neither final nor blocked nor waiting, and
 * of an account that may work, so neither drained nor in a wait of Telegram's. A sweep loads the due jobs of every account
 * but those a worker has in hand at the moment, of a long backlog the longest due.
 * - `OldestPendingJob` is the longest that one of them has been under way without its waits. Its account's pace is in it: a
 *   backlog of a thousand takes most of an hour.
 * - `OldestUntakenJob` leaves that out: so long ago no worker has been at work on the account of a pending job.
 */
export function measureSweep(deps: MeasureDeps, record: RecordMetric) {
  const working = new Map<string, Account>();
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
    async loadAccounts(accountIds) {
      const accounts = await deps.loadAccounts(accountIds);
      for (const account of accounts.filter((each) => isWorking(each, deps.now()))) {
        working.set(account.accountId, account);
      }
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

  /**
   * What is 0 is not recorded: each metric that is told within an hour costs money, and none of them is missed.
   * @param total how many accounts there are.
   */
  async function finish({ notSwept, sent, failedSends }: SweepReport, total: number): Promise<void> {
    record('Sweeps', 1);
    const [halted = 0, dead = 0] = await Promise.all(stoppedStatuses.map(deps.countDueShard));
    recordSome('Accounts', total - halted - dead, 'active');
    recordSome('Accounts', halted, 'halted');
    recordSome('Accounts', dead, 'dead');
    recordSome('AccountsNotSwept', notSwept);
    recordSome('SweeperRepairs', sent);
    recordSome('SweeperFailedSends', failedSends);
    recordSome('OldestPendingJob', pendingMs);
    recordSome('OldestUntakenJob', untakenMs);
  }

  function recordSome(...metric: Parameters<RecordMetric>): void {
    const [, value] = metric;
    if (value > 0) {
      record(...metric);
    }
  }
}

function isWorking({ status, drainedAtMs, blockedUntilMs }: Account, nowMs: number): boolean {
  return status === 'active' && drainedAtMs === undefined && (blockedUntilMs[exportMethod] ?? 0) <= nowMs;
}
