import { placeOf } from '../../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import type { LedgerLink } from '../../../telegram-emulator/ledger.ts';
import type { Expectation } from '../plan/schedule.ts';
import type { StagedAccount } from '../stage.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

/** Two jobs that are accepted within this time may be done in either order. */
const togetherMs = 1_000;

/** Checks a seed with a single fault: the promises to the jobs that the fault does not affect. */
export function checkPromptness(facts: SeedFacts, jobs: Job[], links: LedgerLink[]): Violation[] {
  const { expectation = {} } = facts.schedule;
  const { doneWithin, allDoneWithinMs, resumesWithinMs, maxOvertaking, maxOvertakenMs } = expectation;
  const made = new Map(links.map(({ link, atMs }) => [link, atMs]));
  return [
    ...(doneWithin === undefined ? [] : findLate(facts, jobs, doneWithin)),
    ...(allDoneWithinMs === undefined ? [] : findSlow(jobs, allDoneWithinMs)),
    ...(resumesWithinMs === undefined ? [] : findIdle(facts, jobs, resumesWithinMs)),
    ...(maxOvertaking === undefined ? [] : findOvertaken(jobs, made, expectation)),
    ...(maxOvertakenMs === undefined ? [] : findOvertakenLate(jobs, made, maxOvertakenMs)),
  ];
}

function findLate(
  { stage }: SeedFacts,
  jobs: Job[],
  { chat, ms }: { chat: number; ms: number },
): Violation[] {
  const [account] = stage.accounts;
  return jobs
    .filter((job) => job.accountId === account?.accountId && isIn(account, chat, job))
    .filter((job) => isFinal(job.status) && job.updatedAtMs - job.createdAtMs > ms)
    .map((job) => ({
      what: `was done ${(job.updatedAtMs - job.createdAtMs) / 1000} s after it was accepted, though nothing was wrong with its chat`,
      jobIds: [job.jobId],
    }));
}

function findSlow(jobs: Job[], ms: number): Violation[] {
  return jobs
    .filter((job) => isFinal(job.status) && job.updatedAtMs - job.createdAtMs > ms)
    .map((job) => ({
      what: `was done ${(job.updatedAtMs - job.createdAtMs) / 1000} s after it was accepted`,
      jobIds: [job.jobId],
    }));
}

function isIn(account: StagedAccount, chat: number, { request }: Job): boolean {
  const staged = account.chats[chat];
  return request.peer === staged?.username || String(request.peer) === staged?.id;
}

/** After each kill, an account with waiting jobs must make a call again soon. */
function findIdle({ observer }: SeedFacts, jobs: Job[], withinMs: number): Violation[] {
  return observer.stops
    .filter(({ untilMs }) => untilMs === Number.POSITIVE_INFINITY)
    .flatMap(({ atMs }) => {
      const left = jobs.filter((job) => job.createdAtMs <= atMs && job.updatedAtMs > atMs + withinMs);
      const [first] = left;
      const isCalled = observer.calls.some((call) => call.atMs > atMs && call.atMs <= atMs + withinMs);
      if (first === undefined || isCalled) {
        return [];
      }
      const what = `the account stood still for more than ${withinMs / 1000} s after a worker was killed`;
      return [{ what, jobIds: [first.jobId], accountId: first.accountId }];
    });
}

interface LinkedJob {
  job: Job;
  madeAtMs: number;
}

function findLinked(jobs: Job[], made: Map<string, number>): LinkedJob[] {
  return jobs.flatMap((job) => {
    const link = job.outcome?.kind === 'chatInviteExported' ? job.outcome.invite.link : '';
    const madeAtMs = made.get(link);
    return madeAtMs === undefined ? [] : [{ job, madeAtMs }];
  });
}

/** Links of the same account that were made before this one. */
function findEarlier(linked: LinkedJob[], { job, madeAtMs }: LinkedJob): LinkedJob[] {
  return linked.filter((other) => other.job.accountId === job.accountId && other.madeAtMs < madeAtMs);
}

function findOvertaken(
  jobs: Job[],
  made: Map<string, number>,
  { maxOvertaking: max = 0, inHandMs = 0 }: Expectation,
): Violation[] {
  const linked = findLinked(jobs, made);
  return linked.flatMap((each) => {
    const { job } = each;
    const overtaking = findEarlier(linked, each).filter(
      (other) =>
        placeOf(other.job) > placeOf(job) + togetherMs &&
        // Two environments of the API do not know of each other's places at first: a job may get one before jobs that are done.
        other.madeAtMs > job.createdAtMs + Math.max(inHandMs, togetherMs),
    );
    if (overtaking.length <= max) {
      return [];
    }
    return [{ what: `was overtaken by ${overtaking.length} jobs behind it in line`, jobIds: [job.jobId] }];
  });
}

function findOvertakenLate(jobs: Job[], made: Map<string, number>, maxMs: number): Violation[] {
  const linked = findLinked(jobs, made);
  return linked.flatMap((each) => {
    const { job } = each;
    const [late] = findEarlier(linked, each).filter(
      (other) => other.job.createdAtMs > job.createdAtMs + maxMs,
    );
    return late === undefined
      ? []
      : [{ what: 'was overtaken by a job accepted too long after it', jobIds: [job.jobId, late.job.jobId] }];
  });
}
