import type { Account } from '../core/account/account.ts';
import { exportMethod } from '../core/rpc/methods.ts';
import { settleAll } from '../core/settle-all.ts';
import type { CountPendingDeps } from './count-pending.ts';
import { ProblemError } from './problem-error.ts';
import { remember } from './remember.ts';

export interface LimitPendingDeps extends CountPendingDeps {
  now(): number;
}

/** So many more jobs for an account. */
export interface Demand {
  account: Account;
  jobs: number;
}

export type Admission = { refusal: ProblemError } | { refusal?: never; giveBack(): void };

/** Unfinished jobs of an account, as far as is known here: those found then, and those let in since. */
interface Count {
  countedAtMs: number;
  found: number;
  taken: number;
}

export type PendingLimit = ReturnType<typeof createPendingLimit>;

/** How long a count is believed, whatever is let in; only such a count refuses anything. */
const freshMs = 10_000;

/**
 * A count reads every job it finds, so while there is room it is believed longer: until this share of the room is taken
 * here, that ten environments which do not know of each other fill it and no more, or so much time has passed. Callers who
 * let their answers be held keep hundreds of environments: these can pass the limit by what comes in within that time.
 */
const shareOfRoom = 0.1;
const roomyMs = 30_000;

/** Room is made at Telegram's pace, and not before the account's wait is over. */
const minRetrySeconds = 30;
const maxRetrySeconds = 3600;

/** The jobs of an account beyond these are counted again. */
const maxAccountsBelieved = 1_000;

/**
 * Refuses jobs for an account that has its fill of unfinished ones. SQS looks for free message groups among a queue's
 * first 120,000 messages only, so one blocked account with a long backlog would hold up all the others.
 *
 * Environments do not know of each other, so that together they can pass the limit by what they let in on one count.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queue-message-identifiers.html
 */
export function createPendingLimit({ countUnfinishedJobs, pendingLimit, now }: LimitPendingDeps) {
  /** Requests that come while an account's jobs are counted share the count. */
  const counts = new Map<string, Promise<Count>>();
  return { admit };

  /**
   * All of it or nothing.
   * @param demands one for each account.
   * @returns the refusal; or, where there is room, what gives it back when it was not needed after all.
   */
  async function admit(demands: Demand[]): Promise<Admission> {
    const wanted = await settleAll(
      demands.map(async (demand) => ({ ...demand, count: await believedCount(demand) })),
    );
    const refused = wanted.find(({ count, jobs }) => count.found + count.taken + jobs > pendingLimit);
    if (refused !== undefined) {
      return { refusal: tooManyPending(refused, refused.count.found + refused.count.taken) };
    }

    function take(sign: 1 | -1) {
      for (const { count, jobs } of wanted) {
        count.taken += sign * jobs;
      }
    }
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

  async function believedCount({ account: { accountId }, jobs }: Demand): Promise<Count> {
    const known = counts.get(accountId);
    if (known !== undefined && isBelieved(await known, jobs)) {
      return known;
    }
    const latest = counts.get(accountId);
    return latest === undefined || latest === known ? countAnew(accountId) : latest;
  }

  function isBelieved({ countedAtMs, found, taken }: Count, jobs: number): boolean {
    const ageMs = now() - countedAtMs;
    const isRoomy = taken + jobs <= (pendingLimit - found) * shareOfRoom;
    return ageMs < (isRoomy ? roomyMs : freshMs);
  }

  async function countAnew(accountId: string): Promise<Count> {
    const countedAtMs = now();
    const count = countUnfinishedJobs(accountId, pendingLimit).then((found) => ({
      countedAtMs,
      found,
      taken: 0,
    }));
    remember(counts, accountId, count, maxAccountsBelieved);
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
  return Math.min(Math.max(waitSeconds, minRetrySeconds), maxRetrySeconds);
}
