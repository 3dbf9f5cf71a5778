import type { Account } from '../core/account.ts';
import { exportMethod } from '../core/methods.ts';
import { settleAll } from '../core/settle-all.ts';
import type { CountPendingDeps } from './count-pending.ts';
import { ProblemError } from './problem-error.ts';

export interface LimitPendingDeps extends CountPendingDeps {
  now(): number;
}

/** So many more jobs for an account. */
export interface Demand {
  account: Account;
  jobs: number;
}

export type PendingLimit = ReturnType<typeof createPendingLimit>;

/** How long a count is believed; jobs accepted meanwhile are added to it. */
const countBelievedMs = 10_000;

/** Room is made at Telegram's pace, and not before the account's wait is over. */
const leastRetrySeconds = 30;
const longestRetrySeconds = 3600;

/** Bounds the memory of an execution environment. */
const mostAccountsBelieved = 1_000;

/**
 * Refuses jobs for an account that has its fill of unfinished ones. SQS looks for free message groups among a queue's
 * first 120,000 messages only, so one blocked account with a long backlog would hold up all the others.
 *
 * The count is refreshed every ten seconds, so with several execution environments the limit can be passed by what they
 * accept in that time.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queue-message-identifiers.html
 */
export function createPendingLimit({ countUnfinishedJobs, pendingLimit, now }: LimitPendingDeps) {
  const counts = new Map<string, { pending: number; untilMs: number }>();
  return { admit, giveBack };

  /**
   * All of it or nothing.
   * @param demands one for each account.
   * @returns the refusal, or undefined when there is room, which is then taken.
   */
  async function admit(demands: Demand[]): Promise<ProblemError | undefined> {
    const wanted = await settleAll(
      demands.map(async (demand) => ({ ...demand, count: await believedCount(demand.account.accountId) })),
    );
    const refused = wanted.find(({ count, jobs }) => count.pending + jobs > pendingLimit);
    if (refused !== undefined) {
      return tooManyPending(refused, refused.count.pending);
    }
    for (const { count, jobs } of wanted) {
      count.pending += jobs;
    }
    return undefined;
  }

  /** The room was not needed: the request was a repeat. */
  function giveBack(demands: Demand[]): void {
    for (const { account, jobs } of demands) {
      const count = counts.get(account.accountId);
      if (count !== undefined) {
        count.pending = Math.max(count.pending - jobs, 0);
      }
    }
  }

  function tooManyPending({ account, jobs }: Demand, pending: number): ProblemError {
    return new ProblemError({
      slug: 'too-many-pending',
      detail: `The account "${account.name}" has ${pending} unfinished invites, and may have ${pendingLimit}: there is no room for ${jobs} more. Ask again when some of them are done.`,
      headers: { 'retry-after': String(roomAfterSeconds(account, now())) },
    });
  }

  async function believedCount(accountId: string) {
    const believed = counts.get(accountId);
    if (believed !== undefined && believed.untilMs > now()) {
      return believed;
    }
    const pending = await countUnfinishedJobs(accountId, pendingLimit);
    const count = { pending, untilMs: now() + countBelievedMs };
    counts.delete(accountId);
    counts.set(accountId, count);
    const [oldest] = counts.keys();
    if (counts.size > mostAccountsBelieved && oldest !== undefined) {
      counts.delete(oldest);
    }
    return count;
  }
}

function roomAfterSeconds({ blockedUntilMs }: Account, nowMs: number): number {
  const waitSeconds = Math.ceil(((blockedUntilMs[exportMethod] ?? 0) - nowMs) / 1000);
  return Math.min(Math.max(waitSeconds, leastRetrySeconds), longestRetrySeconds);
}
