import type { Account } from '../core/account.ts';
import { exportMethod } from '../core/methods.ts';
import type { CountPendingDeps } from './count-pending.ts';
import { ProblemError } from './problem-error.ts';

export interface LimitPendingDeps extends CountPendingDeps {
  now(): number;
}

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

  /** @returns the refusal, or undefined when there is room, which is then taken. */
  return async function admit(account: Account): Promise<ProblemError | undefined> {
    const count = await believedCount(account.accountId);
    if (count.pending < pendingLimit) {
      count.pending += 1;
      return undefined;
    }
    return new ProblemError({
      slug: 'too-many-pending',
      title: 'The account has too many unfinished invites',
      status: 429,
      detail: `This account has ${pendingLimit} unfinished invites, which is its limit. Ask again when some of them are done.`,
      headers: { 'retry-after': String(roomAfterSeconds(account, now())) },
    });
  };

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
