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

export type Admission = { refusal: ProblemError } | { refusal?: never; giveBack(): void };

/** Unfinished jobs of an account, as far as is known here. Requests that come while they are counted share the count. */
interface Count {
  pending: number;
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
  const counts = new Map<string, { count: Promise<Count>; untilMs: number }>();
  return { admit };

  /**
   * All of it or nothing.
   * @param demands one for each account.
   * @returns the refusal; or, where there is room, what gives it back when it was not needed after all.
   */
  async function admit(demands: Demand[]): Promise<Admission> {
    const wanted = await settleAll(
      demands.map(async (demand) => ({ ...demand, count: await believedCount(demand.account.accountId) })),
    );
    const refused = wanted.find(({ count, jobs }) => count.pending + jobs > pendingLimit);
    if (refused !== undefined) {
      return { refusal: tooManyPending(refused, refused.count.pending) };
    }
    const take = (sign: 1 | -1) => {
      for (const { count, jobs } of wanted) {
        count.pending += sign * jobs;
      }
    };
    take(1);
    return { giveBack: () => take(-1) };
  }

  function tooManyPending({ account, jobs }: Demand, pending: number): ProblemError {
    return new ProblemError({
      slug: 'too-many-pending',
      detail: `The account "${account.name}" has ${pending} unfinished invites, and may have ${pendingLimit}: there is no room for ${jobs} more. Ask again when some of them are done.`,
      headers: { 'retry-after': String(roomAfterSeconds(account, now())) },
    });
  }

  async function believedCount(accountId: string): Promise<Count> {
    const believed = counts.get(accountId);
    if (believed !== undefined && believed.untilMs > now()) {
      return believed.count;
    }
    const count = countUnfinishedJobs(accountId, pendingLimit).then((pending) => ({ pending }));
    counts.delete(accountId);
    counts.set(accountId, { count, untilMs: now() + countBelievedMs });
    const [oldest] = counts.keys();
    if (counts.size > mostAccountsBelieved && oldest !== undefined) {
      counts.delete(oldest);
    }
    try {
      return await count;
    } catch (error) {
      counts.delete(accountId);
      throw error;
    }
  }
}

function roomAfterSeconds({ blockedUntilMs }: Account, nowMs: number): number {
  const waitSeconds = Math.ceil(((blockedUntilMs[exportMethod] ?? 0) - nowMs) / 1000);
  return Math.min(Math.max(waitSeconds, leastRetrySeconds), longestRetrySeconds);
}
