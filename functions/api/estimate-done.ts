import type { Log } from '../aws/log.ts';
import type { Account } from '../core/account/account.ts';
import type { DueJob } from '../core/job/due.ts';
import { isFinal, type Job } from '../core/job/job.ts';
import {
  blockedRetrySeconds,
  estimateDoneAtMs,
  findPlace,
  isUnderWay,
  lastMovedAtMs,
  placesCounted,
  type QueuePlace,
  retryAfterSeconds,
} from '../core/pace/estimate.ts';
import { settleAll } from '../core/settle-all.ts';
import type { LineRange } from './believe-reads.ts';

export interface EstimateDoneDeps {
  getAccount(accountId: string): Promise<Account | undefined>;
  /** The account's jobs in line up to `untilMs`, in the order of the line. */
  listDueJobs(accountId: string, range: LineRange): Promise<DueJob[]>;
  now(): number;
  log: Log;
}

export interface Estimate {
  /** Seconds for Retry-After; undefined when all is final. */
  retryAfterSeconds?: number;
  /** When all is probably done; undefined when nobody can tell, or all is final. */
  doneAtMs?: number;
}

/** The line may be so old by the wait that it tells: an estimate is late by as much at most. */
const shareOfWait = 0.1;

/** When the stores cannot be asked just now. */
const unknownRetrySeconds = 5;

/**
 * When jobs will probably all be final. Never throws: an answer without an estimate is better than none, and a request
 * that has stored jobs must be answered with them.
 */
export async function estimateDone(deps: EstimateDoneDeps, jobs: Job[]): Promise<Estimate> {
  if (jobs.every(({ status }) => isFinal(status))) {
    return {};
  }
  try {
    return await estimateFromAccounts(deps, jobs.filter(isUnderWay), jobs.some(isBlocked));
  } catch (error) {
    deps.log.warn('no estimate', { error });
    return { retryAfterSeconds: unknownRetrySeconds };
  }
}

async function estimateFromAccounts(
  deps: EstimateDoneDeps,
  underWay: Job[],
  someBlocked: boolean,
): Promise<Estimate> {
  const groups = [...Map.groupBy(underWay, ({ accountId }) => accountId)];
  const estimates = await settleAll(groups.map(([accountId, own]) => estimateAccount(deps, accountId, own)));
  const known = estimates.filter((each) => each !== undefined);
  // Those under way tell when to ask again; a job that waits for an operator leaves the end of all open.
  const retrySeconds =
    known.length === 0 ? blockedRetrySeconds : Math.max(...known.map((each) => each.retry));
  const isOpen = someBlocked || known.length < estimates.length;
  return {
    retryAfterSeconds: retrySeconds,
    ...(isOpen ? {} : { doneAtMs: Math.max(...known.map((each) => each.doneAtMs)) }),
  };
}

/** Undefined while the account needs its operator. Jobs of a removed account end as soon as a worker sees them. */
async function estimateAccount(
  deps: EstimateDoneDeps,
  accountId: string,
  own: Job[],
): Promise<{ doneAtMs: number; retry: number } | undefined> {
  const nowMs = deps.now();
  const asked = deps.getAccount(accountId);
  let last: { line: DueJob[]; place: QueuePlace } | undefined;

  /** Of the line that was asked about last, without going through it again. */
  function placeIn(line: DueJob[]): QueuePlace {
    last = last?.line === line ? last : { line, place: findPlace(own, line) };
    return last.place;
  }

  async function maxAgeMs(line: DueJob[]): Promise<number> {
    const known = await asked;
    const doneAtMs = known === undefined ? nowMs : estimateDoneAtMs(known, placeIn(line), nowMs);
    return (doneAtMs - nowMs) * shareOfWait;
  }
  const [account, due] = await Promise.all([
    asked,
    deps.listDueJobs(accountId, { untilMs: nowMs, limit: placesCounted, maxAgeMs }),
  ]);
  if (account === undefined) {
    return { doneAtMs: nowMs, retry: unknownRetrySeconds };
  }
  if (account.status !== 'active') {
    return undefined;
  }
  const doneAtMs = estimateDoneAtMs(account, placeIn(due), nowMs);
  const movedAtMs = Math.max(...own.map((job) => lastMovedAtMs(job, account)));
  return { doneAtMs, retry: retryAfterSeconds(doneAtMs, movedAtMs, nowMs) };
}

function isBlocked({ status }: Job): boolean {
  return status === 'blocked';
}
