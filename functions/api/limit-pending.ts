import type { Account } from '../core/account/account.ts';
import { ownWaitFromMs } from '../core/job/due.ts';
import { createLine, type Line } from '../core/job/line.ts';
import { currentPace } from '../core/pace/pacer.ts';
import type { Priority } from '../core/request/priority.ts';
import { exportMethod } from '../core/rpc/methods.ts';
import { settleAll } from '../core/settle-all.ts';
import { ProblemError } from './problem-error.ts';
import { remember } from './remember.ts';

export interface LimitPendingDeps {
  /** `dueAtMs` of the account's unfinished jobs, the first `limit` of them. */
  listDueTimes(accountId: string, limit: number): Promise<number[]>;
  /** Unfinished jobs that an account may have. */
  pendingLimit: number;
  now(): number;
}

/** So many more jobs for an account. */
export interface Demand {
  account: Account;
  jobs: number;
}

/** A job to be let in, as far as its place in line depends on it. */
export interface Newcomer {
  accountId: string;
  request: { priority: Priority };
}

export type Admission =
  | { refusal: ProblemError }
  | {
      refusal?: never;
      giveBack(): void;
      /** Gives the jobs of those demands their places in line. @param caller whose jobs they are. */
      place(newcomers: Newcomer[], caller: string): number[];
    };

/** Unfinished jobs of an account, as far as is known here: those found then, and those let in since. */
interface Count {
  countedAtMs: number;
  found: number;
  taken: number;
  line: Line;
  placedAtMs: number;
}

export type PendingLimit = ReturnType<typeof createPendingLimit>;

/** How long a count is believed that leaves no room: an account that is full is not counted at every request. */
const freshMs = 10_000;

/**
 * A count reads every job it finds, so while there is much room it is believed until this share of the room is taken here, or so
 * much time has passed. What takes more is counted for anew.
 */
const shareOfRoom = 0.1;
const roomyMs = 30_000;

const minRetrySeconds = 5;
const maxRetrySeconds = 3600;

/** What was given a place so lately may not be listed yet. */
const unlistedMs = 5_000;

/** The jobs of an account beyond these are counted again. */
const maxAccountsBelieved = 1_000;

/**
 * Refuses jobs for an account that has its fill of unfinished ones, and gives the others their places in line. SQS looks for free message groups among a queue's
 * first 120,000 messages only, so one blocked account with a long backlog would hold up all the others.
 *
 * Environments do not know of each other. Together they can pass the limit, each by its share of the room within `roomyMs`, or by
 * the one request that it answers at that moment. Nor do they know of each other's places until then, so that a caller may get
 * as many turns in that time as environments answer it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queue-message-identifiers.html
 */
export function createPendingLimit({ listDueTimes, pendingLimit, now }: LimitPendingDeps) {
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
      const pending = refused.count.found + refused.count.taken;
      return { refusal: tooManyPending(refused, { pending, pendingLimit, nowMs: now() }) };
    }

    function take(sign: 1 | -1) {
      for (const { count, jobs } of wanted) {
        count.taken += sign * jobs;
      }
    }
    take(1);
    return {
      giveBack: () => take(-1),
      place: (newcomers, caller) => placeAll(wanted, newcomers, caller),
    };
  }

  function placeAll(wanted: (Demand & { count: Count })[], newcomers: Newcomer[], caller: string): number[] {
    const nowMs = now();
    return newcomers.map(({ accountId, request: { priority } }, index) => {
      const found = wanted.find(({ account }) => account.accountId === accountId);
      if (found === undefined) {
        throw new Error('a job was let in for an account without a demand');
      }
      const { account, count } = found;
      count.placedAtMs = nowMs;
      const spacingMs = 60_000 / currentPace(account).perMinute;
      return count.line.stand({
        caller,
        priority,
        spacingMs,
        jobsBehind: newcomers.length - 1 - index,
        nowMs,
      });
    });
  }

  async function believedCount({ account: { accountId }, jobs }: Demand): Promise<Count> {
    const known = counts.get(accountId);
    if (known !== undefined && isBelieved(await known, jobs)) {
      return known;
    }
    const latest = counts.get(accountId);
    return latest === undefined || latest === known ? countAnew(accountId, await known) : latest;
  }

  function isBelieved({ countedAtMs, found, taken }: Count, jobs: number): boolean {
    const ageMs = now() - countedAtMs;
    if (taken + jobs <= (pendingLimit - found) * shareOfRoom) {
      return ageMs < roomyMs;
    }
    const isFull = found + taken + jobs > pendingLimit;
    return isFull && ageMs < freshMs;
  }

  async function countAnew(accountId: string, known: Count | undefined): Promise<Count> {
    const count = readCount(accountId, known);
    remember(counts, accountId, count, maxAccountsBelieved);
    try {
      return await count;
    } catch (error) {
      counts.delete(accountId);
      throw error;
    }
  }

  async function readCount(accountId: string, known: Count | undefined): Promise<Count> {
    const countedAtMs = now();
    const times = await listDueTimes(accountId, pendingLimit);
    const { placedAtMs = 0, line } = known ?? {};
    const unlisted = countedAtMs - placedAtMs < unlistedMs ? (line?.lastPlaces() ?? []) : [];
    const places = times.filter((dueAtMs) => dueAtMs < ownWaitFromMs);
    return {
      countedAtMs,
      found: times.length,
      taken: 0,
      line: createLine([...places, ...unlisted]),
      placedAtMs,
    };
  }
}

function tooManyPending(
  { account, jobs }: Demand,
  { pending, pendingLimit, nowMs }: { pending: number; pendingLimit: number; nowMs: number },
): ProblemError {
  const { name, status } = account;
  const advice =
    status === 'active'
      ? 'Ask again after the seconds in Retry-After: by the pace of the account there is room then.'
      : `The account is ${status}: there is no room before its operator has repaired it.`;
  return new ProblemError({
    slug: 'too-many-pending',
    detail: `The account "${name}" has ${pending} unfinished invites, and may have ${pendingLimit}: there is no room for ${jobs} more. ${advice}`,
    extensions: { account_status: status },
    headers: {
      'retry-after': String(roomAfterSeconds(account, pending + jobs - pendingLimit, nowMs)),
    },
  });
}

/** When so many more links will be made, by the account's wait and pace. */
function roomAfterSeconds(account: Account, links: number, nowMs: number): number {
  if (account.status !== 'active') {
    return maxRetrySeconds;
  }
  const { perMinute } = currentPace(account);
  const waitMs = Math.max((account.blockedUntilMs[exportMethod] ?? 0) - nowMs, 0);
  const seconds = Math.ceil((waitMs + (links * 60_000) / perMinute) / 1000);
  return Math.min(Math.max(seconds, minRetrySeconds), maxRetrySeconds);
}
