import type { Account } from './account.ts';
import type { Job, JobRef } from './job.ts';
import { exportMethod } from './methods.ts';
import { expire, repair } from './transitions.ts';
import { longestVisibilityMs } from './wait.ts';

export interface SweepDeps {
  now(): number;
  listAccounts(): Promise<Account[]>;
  listDueJobs(
    accountId: string,
    range: { afterMs?: number; untilMs: number; limit: number },
  ): Promise<JobRef[]>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
  sendJob(job: Job): Promise<void>;
}

/** A job this long overdue has no message any more, or never had one: its send failed, its message was lost, or it was parked. */
export const overdueMs = 60_000;

/** Jobs sent again per account and sweep. One message is enough to have the account's other due jobs drained with it. */
const releaseLimit = 5;

/** Accounts looked at side by side. */
const sideBySide = 10;

export interface SweepReport {
  accounts: number;
  sent: number;
  expired: number;
  failedSends: number;
}

/**
 * One sweep: sends again what is overdue, a few jobs per account. An account that is at work, waiting or out of order
 * is left alone. Two sweeps at once do no harm: each job is claimed by a conditional write before it is sent.
 * @throws AggregateError when accounts could not be swept; the others have been.
 */
export async function sweep(deps: SweepDeps): Promise<SweepReport> {
  const report: SweepReport = { accounts: 0, sent: 0, expired: 0, failedSends: 0 };
  const accounts = (await deps.listAccounts()).filter((account) => isIdle(account, deps.now()));
  const failures: unknown[] = [];
  for (let next = 0; next < accounts.length; next += sideBySide) {
    const swept = await Promise.allSettled(
      accounts.slice(next, next + sideBySide).map((account) => sweepAccount(deps, account, report)),
    );
    failures.push(...swept.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])));
  }
  if (failures.length > 0) {
    throw new AggregateError(
      failures,
      `${failures.length} of ${accounts.length} accounts could not be swept`,
    );
  }
  return report;
}

/** An account at work takes up its overdue jobs by itself, with every message that comes: only idle ones need a repair. */
function isIdle(account: Account, nowMs: number): boolean {
  return (
    account.status === 'active' &&
    (account.leaseUntilMs ?? 0) <= nowMs &&
    (account.leasedAtMs ?? 0) <= nowMs - overdueMs &&
    (account.blockedUntilMs[exportMethod] ?? 0) <= nowMs
  );
}

async function sweepAccount(deps: SweepDeps, account: Account, report: SweepReport): Promise<void> {
  report.accounts += 1;
  const refs = await deps.listDueJobs(account.accountId, {
    untilMs: deps.now(),
    limit: releaseLimit,
  });
  for (const job of refs.length === 0 ? [] : await deps.loadJobs(refs)) {
    await sweepJob(deps, job, report);
  }
}

/** A parked job has no message and is sent when it is due; another one has lost its message when it is overdue. */
function needsMessage(job: Job, nowMs: number): boolean {
  if (job.dueAtMs === undefined || job.dueAtMs > nowMs) {
    return false;
  }
  const isParked = job.wait !== undefined && job.wait.retryAtMs - job.updatedAtMs > longestVisibilityMs;
  return isParked || job.dueAtMs <= nowMs - overdueMs;
}

async function sweepJob(deps: SweepDeps, job: Job, report: SweepReport): Promise<void> {
  const nowMs = deps.now();
  if (!needsMessage(job, nowMs)) {
    return;
  }
  if (job.deadlineMs <= nowMs && job.intentAtMs === undefined) {
    report.expired += (await deps.saveJob(expire(job, nowMs))) ? 1 : 0;
    return;
  }
  const claimed = repair(job, nowMs);
  if (!(await deps.saveJob(claimed))) {
    return;
  }
  try {
    await deps.sendJob(claimed);
    report.sent += 1;
  } catch {
    // Due again from now: the next sweep but one sends it.
    report.failedSends += 1;
  }
}
