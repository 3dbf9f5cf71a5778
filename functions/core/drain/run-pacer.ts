import type { Account } from '../account/account.ts';
import { addMade } from '../account/made-links.ts';
import type { Job } from '../job/job.ts';
import { createPacer } from '../pace/pacer.ts';

/**
 * The account's pace during one run. Calls that a worker before this one made and did not write down are spent at once:
 * that worker died.
 */
export function createRunPacer(now: () => number, account: Account, jobs: Job[]) {
  const pacer = createPacer(account);
  for (const calledAtMs of lostCalls(account, jobs)) {
    pacer.spend(1, calledAtMs);
  }
  const madeAtMs: number[] = [];
  return {
    ...pacer,
    noteLink: () => {
      madeAtMs.push(now());
      pacer.noteLink();
    },
    /** What the account has made in the last hours, where this run has added to it. */
    madeLinks: () =>
      madeAtMs.length === 0 && account.madeLinks !== undefined
        ? {}
        : { madeLinks: addMade(account.madeLinks, madeAtMs, now()) },
    /** How many links the pace allows now. */
    slots: () => pacer.slots(now()),
    spend: (calls: number) => pacer.spend(calls, now()),
    /** When there is a slot for each of so many jobs, or for enough of them to be worth a wake-up. */
    readyAtMs: (jobCount: number) => pacer.readyAtMs(jobCount, now()),
    noteWait: (untilMs: number) => pacer.noteWait(untilMs, now()),
  };
}

/** How many of the jobs that come first have one priority: they are made in lots, and wait for no others. */
export function countLeading(jobs: Job[]): number {
  const [first] = jobs;
  const next = jobs.findIndex(({ request }) => request.priority !== first?.request.priority);
  return next < 0 ? jobs.length : next;
}

function lostCalls({ settledAtMs = 0 }: Account, jobs: Job[]): number[] {
  return jobs
    .filter(({ operation }) => operation === undefined)
    .flatMap(({ calledAtMs = 0 }) => calledAtMs)
    .filter((calledAtMs) => calledAtMs > settledAtMs)
    .sort((a, b) => a - b);
}
