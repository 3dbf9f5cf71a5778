import { type Account, troubleOf } from '../account/account.ts';
import { type DueDeps, isParked, listDue, parkedDueAtMs, readyTimeOf } from '../job/due.ts';
import { isFinal, type Job, type JobRef } from '../job/job.ts';
import { block, expire, repair, unblock } from '../job/transitions.ts';
import { exportMethod } from '../rpc/methods.ts';
import { isNewer } from '../schema-version.ts';

export interface SweepDeps extends DueDeps {
  now(): number;
  listAccounts(): Promise<Account[]>;
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  saveJob(next: Job): Promise<boolean>;
  sendJob(job: Job): Promise<void>;
  /** Something failed on this one account; the next sweep tries it again. */
  noteNotSwept(accountId: string, error: unknown): void;
}

/** A job this long overdue has no message: its send failed, its message was lost, or it was parked. */
export const overdueMs = 60_000;

/** Messages sent again per account and sweep. */
const releaseLimit = 5;

/** Due jobs that the worker woken by one message drains. */
const drainedPerMessage = 25;

/** Blocked jobs looked at per account and sweep. */
const blockedLimit = 100;

/** Accounts looked at side by side. */
const sideBySide = 10;

export interface SweepReport {
  /** Accounts looked at, and of these the ones that something failed on. */
  accounts: number;
  notSwept: number;
  sent: number;
  expired: number;
  failedSends: number;
  /** Accounts and jobs met that only a newer version of this service may touch. */
  newer: number;
}

/**
 * One sweep. It sends the messages of overdue jobs again, a few per account; it blocks the jobs of an account that is out of
 * order; and it ends jobs whose deadline has passed. It leaves a leased account alone, and sends nothing for a drained one. A
 * failure on one account is noted, and the others are swept all the same. Two sweeps at once do no harm: each claims a job by
 * a conditional write before it acts on it.
 */
export async function sweep(deps: SweepDeps): Promise<SweepReport> {
  const report: SweepReport = { accounts: 0, notSwept: 0, sent: 0, expired: 0, failedSends: 0, newer: 0 };
  const all = await deps.listAccounts();
  const readable = all.filter((account) => !isNewer(account));
  report.newer = all.length - readable.length;
  const accounts = readable.filter(({ leaseUntilMs = 0 }) => leaseUntilMs <= deps.now());
  for (let next = 0; next < accounts.length; next += sideBySide) {
    const some = accounts.slice(next, next + sideBySide);
    await Promise.all(
      some.map(async (account) => {
        try {
          await sweepAccount(deps, account, report);
        } catch (error) {
          report.notSwept += 1;
          deps.noteNotSwept(account.accountId, error);
        }
      }),
    );
  }
  return report;
}

async function sweepAccount(deps: SweepDeps, account: Account, report: SweepReport): Promise<void> {
  report.accounts += 1;
  const isActive = account.status === 'active';
  await sweepBlocked(deps, account, isActive ? Number.MAX_SAFE_INTEGER : parkedDueAtMs + deps.now(), report);
  const isWorkedOn = isActive && isAtWork(account, deps.now());
  const waitEndMs = account.blockedUntilMs[exportMethod] ?? 0;
  const isWaiting = waitEndMs > deps.now();
  const isReady = isActive && account.drainedAtMs === undefined && !isWorkedOn && !isWaiting;
  // An active worker picks up the other jobs itself, and reading them all costs as much as a tenth of the links it makes.
  const limit = isWorkedOn ? drainedPerMessage : releaseLimit * drainedPerMessage;
  const refs = await listDue(deps, account.accountId, { untilMs: deps.now(), limit });
  const due = await loadInOrder(deps, refs, report);
  const open: Job[] = [];
  for (const job of due) {
    if (!isFinal(job.status) && !(await expireOverdue(deps, job, report))) {
      open.push(job);
    }
  }
  if (isReady) {
    await release(deps, open, waitEndMs, report);
  }
  if (!isActive) {
    await Promise.all(open.map((job) => deps.saveJob(block(job, troubleOf(account), deps.now()))));
  }
}

/** Whether a worker was active on the account lately. It picks up the overdue jobs with each message, so only idle accounts need a repair. */
function isAtWork({ leasedAtMs = 0 }: Account, nowMs: number): boolean {
  return leasedAtMs > nowMs - overdueMs;
}

/**
 * Releases the blocked jobs of an account that works again. Ends those of any other account whose deadline has passed. The
 * operator's `resume` has released them before, except for jobs that were being blocked at that moment.
 */
async function sweepBlocked(deps: SweepDeps, account: Account, untilMs: number, report: SweepReport) {
  const refs = await deps.listDueJobs(account.accountId, {
    afterMs: parkedDueAtMs,
    untilMs,
    limit: blockedLimit,
  });
  for (const job of await loadInOrder(deps, refs, report)) {
    const isEnded = job.status === 'blocked' && (await expireOverdue(deps, job, report));
    if (job.status === 'blocked' && !isEnded && account.status === 'active') {
      await deps.saveJob(unblock(job, deps.now()));
    }
  }
}

/** As the index has them: the longest due first. */
async function loadInOrder(deps: SweepDeps, refs: JobRef[], report: SweepReport): Promise<Job[]> {
  const loaded = refs.length === 0 ? [] : await deps.loadJobs(refs);
  const readable = loaded.filter((job) => !isNewer(job));
  report.newer += loaded.length - readable.length;
  const jobs = new Map(readable.map((job) => [job.jobId, job]));
  return refs.flatMap(({ jobId }) => jobs.get(jobId) ?? []);
}

/** @returns whether the job's time was over, and no call of it can be outstanding. */
async function expireOverdue(deps: SweepDeps, job: Job, report: SweepReport): Promise<boolean> {
  const nowMs = deps.now();
  if (isFinal(job.status) || job.deadlineMs > nowMs || job.intentAtMs !== undefined) {
    return false;
  }
  report.expired += (await deps.saveJob(expire(job, nowMs))) ? 1 : 0;
  return true;
}

/** One message for each lot that a worker drains at a time. @param waitEndMs the end of the account's last wait. */
async function release(deps: SweepDeps, due: Job[], waitEndMs: number, report: SweepReport): Promise<void> {
  const silent = due.filter((job) => needsMessage(job, waitEndMs, deps.now()));
  for (const job of silent.filter((_, index) => index % drainedPerMessage === 0)) {
    await sendAgain(deps, job, report);
  }
}

/** A parked job has no message and is sent when it is due; another one has lost its message when it is overdue. */
function needsMessage(job: Job, waitEndMs: number, nowMs: number): boolean {
  const readyAtMs = Math.max(readyTimeOf(job) ?? Number.POSITIVE_INFINITY, waitEndMs);
  if (readyAtMs > nowMs) {
    return false;
  }
  // Its place in line is older than its last message.
  return isParked(job) || Math.max(readyAtMs, job.updatedAtMs) <= nowMs - overdueMs;
}

async function sendAgain(deps: SweepDeps, job: Job, report: SweepReport): Promise<void> {
  const claimed = repair(job, deps.now());
  if (!(await deps.saveJob(claimed))) {
    return;
  }
  try {
    await deps.sendJob(claimed);
    report.sent += 1;
  } catch {
    // Changed just now: the next sweep but one sends it.
    report.failedSends += 1;
  }
}
