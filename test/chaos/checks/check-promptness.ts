import { placeOf } from '../../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../../functions/core/job/job.ts';
import type { LedgerLink } from '../../../telegram-emulator/ledger.ts';
import type { StagedAccount } from '../stage.ts';
import type { SeedFacts } from './seed-facts.ts';
import type { Violation } from './violation.ts';

/** Two jobs that are accepted within this time may be done in either order. */
const togetherMs = 1_000;

/** Checks a seed with a single fault: the promises to the jobs that the fault does not affect. */
export function checkPromptness(facts: SeedFacts, jobs: Job[], links: LedgerLink[]): Violation[] {
  const { expectation = {} } = facts.schedule;
  const { doneWithin, resumesWithinMs, maxOvertaking } = expectation;
  const made = new Map(links.map(({ link, atMs }) => [link, atMs]));
  return [
    ...(doneWithin === undefined ? [] : findLate(facts, jobs, doneWithin)),
    ...(resumesWithinMs === undefined ? [] : findIdle(facts, jobs, resumesWithinMs)),
    ...(maxOvertaking === undefined ? [] : findOvertaken(jobs, made, maxOvertaking)),
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

function findOvertaken(jobs: Job[], made: Map<string, number>, max: number): Violation[] {
  const linked = jobs.flatMap((job) => {
    const link = job.outcome?.kind === 'chatInviteExported' ? job.outcome.invite.link : '';
    const madeAtMs = made.get(link);
    return madeAtMs === undefined ? [] : [{ job, madeAtMs }];
  });
  return linked.flatMap(({ job, madeAtMs }) => {
    const overtaking = linked.filter(
      (other) =>
        other.job.accountId === job.accountId &&
        other.madeAtMs < madeAtMs &&
        placeOf(other.job) > placeOf(job) + togetherMs,
    );
    if (overtaking.length <= max) {
      return [];
    }
    return [{ what: `was overtaken by ${overtaking.length} jobs accepted later`, jobIds: [job.jobId] }];
  });
}
