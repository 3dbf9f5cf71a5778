import type { Account } from '../../../../functions/core/account/account.ts';
import type { Job } from '../../../../functions/core/job/job.ts';
import { sweep } from '../../../../functions/core/sweep/sweep.ts';
import { overdueMs } from '../../../../functions/core/sweep/sweep-account.ts';
import type { SweepDeps, SweepReport } from '../../../../functions/core/sweep/sweep-deps.ts';
import { createMemoryStore } from '../memory-store.ts';
import { createAccountRecord, createJobRecord, createUnknownJob, startMs } from '../records.ts';

/** A sweep over stores in memory, of one account and the jobs given, at the time when a job due since the start is overdue. */
export function createSweepWorld(jobs: Job[], account: Partial<Account> = {}) {
  let nowMs = startMs + overdueMs;
  const store = createMemoryStore(() => {});
  const notSwept: [string, unknown][] = [];
  const sent: { jobId: string; sends: number }[] = [];
  let send: () => void = () => {};
  store.accounts.set('acc_a', createAccountRecord({ dueShard: '0', dueAtMs: startMs, ...account }));
  for (const job of jobs) {
    store.jobs.set(job.jobId, structuredClone(job));
  }
  const deps: SweepDeps = {
    loadJobs: store.deps.loadJobs,
    saveJob: store.deps.saveJob,
    listDueJobs: store.deps.listDueJobs,
    now: () => nowMs,
    noteNotSwept: (accountId, error) => void notSwept.push([accountId, error]),
    ...store.dueDeps,
    async sendJob(job) {
      send();
      sent.push({ jobId: job.jobId, sends: job.sends });
    },
  };
  return {
    deps,
    store,
    sent,
    notSwept,
    sweep: (untilMs = Number.POSITIVE_INFINITY) => sweep(deps, { shares: [['0']], untilMs }),
    now: () => nowMs,
    /** The account's entry in the due index, as it is stored. */
    entry() {
      const { dueShard, dueAtMs, idleSinceMs } = store.accounts.get('acc_a') ?? {};
      return JSON.parse(JSON.stringify({ dueShard, dueAtMs, idleSinceMs }));
    },
    advance(ms: number) {
      nowMs += ms;
    },
    onSend(next: () => void) {
      send = next;
    },
  };
}

/** The report of a sweep of one account in which nothing else happened. */
export function reportOf(counts: Partial<SweepReport>): SweepReport {
  return { accounts: 1, notSwept: 0, sent: 0, expired: 0, failedSends: 0, newer: 0, left: 0, ...counts };
}

/** A job that is due, one past its deadline, and one past it whose call may have made a link. */
export function createDueJobs(): Job[] {
  return [
    createJobRecord(1),
    createJobRecord(2, { deadlineMs: startMs }),
    createUnknownJob(3, { deadlineMs: startMs }),
  ];
}
