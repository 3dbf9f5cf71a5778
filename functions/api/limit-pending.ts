import type { Account } from '../core/account/account.ts';
import type { ApiKey } from '../core/account/api-key.ts';
import { type DueJob, ownWaitFromMs } from '../core/job/due.ts';
import { createLine, type Line } from '../core/job/line.ts';
import { currentPace } from '../core/pace/pacer.ts';
import type { Priority } from '../core/request/priority.ts';
import { settleAll } from '../core/settle-all.ts';
import { believeCounts, type Count, isFull, type Want } from './believe-counts.ts';
import { createQuotas, findQuotaRefusal, type QuotaDeps } from './limit-quota.ts';
import { ProblemError } from './problem-error.ts';
import { roomAfterSeconds } from './room-after.ts';

export interface LimitPendingDeps extends QuotaDeps {
  /** The account's unfinished requests, the first `limit` of them. Operations are not limited. */
  listDueRequests(accountId: string, limit: number): Promise<DueJob[]>;
  /** The account's line was read: an estimate needs no other reading of it. */
  noteLine(accountId: string, line: DueJob[], askedAtMs: number): void;
  /** Unfinished jobs that an account may have. */
  pendingLimit: number;
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
      /** Gives the jobs of those demands their places in line. */
      place(newcomers: Newcomer[]): number[];
    };

/** What is known of an account's unfinished jobs. */
interface AccountCount extends Count {
  line: Line;
  placedAtMs: number;
}

export type PendingLimit = ReturnType<typeof createPendingLimit>;

/** What was given a place so lately may not be listed yet. */
const unlistedMs = 5_000;

/**
 * Refuses jobs for an account that has its fill of unfinished ones, or by a key that has used up its quota, and gives the others
 * their places in line. SQS looks for free message groups among a queue's first 120,000 messages only, so one blocked account
 * with a long backlog would hold up all the others.
 *
 * Environments do not know of each other. Together they can pass a limit, each by its share of the room while it believes its
 * count, or by the one request that it answers at that moment. Nor do they know of each other's places until then, so that a
 * caller may get as many turns in that time as environments answer it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queue-message-identifiers.html
 */
export function createPendingLimit({
  listDueRequests,
  noteLine,
  countQuota,
  pendingLimit,
  now,
}: LimitPendingDeps) {
  const countOfAccount = believeCounts(countAccount, now);
  const quotas = createQuotas({ countQuota, now });
  return { admit, foresee };

  /** Begins to count what `admit` is asked about in a moment. */
  function foresee(accountId: string, jobs: number): void {
    // `admit` counts again, and says what is wrong.
    countOfAccount(accountId, { jobs, max: pendingLimit }).catch(() => {});
  }

  /**
   * All of it or nothing.
   * @param demands one for each account.
   * @returns the refusal; or, where there is room, what gives it back when it was not needed after all.
   */
  async function admit(demands: Demand[], key: ApiKey): Promise<Admission> {
    const [wanted, quota] = await Promise.all([
      settleAll(
        demands.map(async ({ account, jobs }) => {
          const want = { jobs, max: pendingLimit };
          return { account, want, count: await countOfAccount(account.accountId, want) };
        }),
      ),
      quotas.find(key, demands),
    ]);
    const full = wanted.find(({ count, want }) => isFull(count, want));
    const refusal =
      full === undefined
        ? quota && findQuotaRefusal(quota, wanted, now())
        : tooManyPending(full.account, full, now());
    if (refusal !== undefined) {
      return { refusal };
    }

    // Nothing was awaited since the counts were looked at, so no two requests take the same room here.
    function take(sign: 1 | -1) {
      for (const { count, want } of quota === undefined ? wanted : [...wanted, quota]) {
        count.taken += sign * want.jobs;
      }
    }
    take(1);
    return {
      giveBack: () => take(-1),
      place: (newcomers) => placeAll(wanted, newcomers, key.name),
    };
  }

  function placeAll(
    wanted: { account: Account; count: AccountCount }[],
    newcomers: Newcomer[],
    caller: string,
  ): number[] {
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

  async function countAccount(accountId: string, known: AccountCount | undefined): Promise<AccountCount> {
    const countedAtMs = now();
    // Requests that are answered at the same moment can pass the limit together. Those beyond it must end too before there is room.
    const found = await listDueRequests(accountId, 2 * pendingLimit);
    const inLine = found.filter(({ dueAtMs }) => dueAtMs < ownWaitFromMs);
    noteLine(accountId, inLine, countedAtMs);
    const { placedAtMs = 0, line } = known ?? {};
    const unlisted = countedAtMs - placedAtMs < unlistedMs ? (line?.lastPlaces() ?? []) : [];
    const places = inLine.map(({ dueAtMs }) => dueAtMs);
    return {
      countedAtMs,
      found: found.length,
      taken: 0,
      line: createLine([...places, ...unlisted]),
      placedAtMs,
    };
  }
}

function tooManyPending(
  account: Account,
  { count: { found, taken }, want: { jobs, max } }: { count: Count; want: Want },
  nowMs: number,
): ProblemError {
  const { name, status } = account;
  const pending = found + taken;
  const advice =
    status === 'active'
      ? 'Ask again after the seconds in Retry-After: by the pace of the account there is room then.'
      : `The account is ${status}: there is no room before its operator has repaired it.`;
  return new ProblemError({
    slug: 'too-many-pending',
    detail: `The account "${name}" has ${pending} unfinished invites, and may have ${max}: there is no room for ${jobs} more. ${advice}`,
    extensions: { account_status: status },
    headers: { 'retry-after': String(roomAfterSeconds(account, pending + jobs - max, nowMs)) },
  });
}
