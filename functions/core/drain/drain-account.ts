import { type Account, type LeaseAnswer, removalOf, type Settlement, troubleOf } from '../account/account.ts';
import { type DueDeps, dueTimeOf, isDue, isParked, listDue, waitsByItself } from '../job/due.ts';
import { isFinal, type Job, type JobRef, type JobWait } from '../job/job.ts';
import { block, expire, fail, waitInLine } from '../job/transitions.ts';
import { exportMethod } from '../rpc/methods.ts';
import { maxVisibilityMs } from '../rpc/wait.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import { createRun } from './run.ts';
import type { WorkDeps } from './work.ts';
import { workAccount } from './work-account.ts';

export interface DrainDeps extends WorkDeps, DueDeps {
  takeLease(
    accountId: string,
    lease: { owner: string; untilMs: number; nowMs: number; method: string; jobIds: string[] },
  ): Promise<LeaseAnswer>;
  releaseLease(accountId: string, fence: number, settlement: Partial<Settlement>): Promise<void>;
}

export interface DrainInput {
  accountId: string;
  /** The jobs named by the messages in hand. */
  refs: JobRef[];
  /** Unique to this invocation. */
  owner: string;
  /** When the invocation ends, by force. */
  deadlineMs: number;
}

/** What becomes of a message: deleted, or hidden until then; `isNewer` where a row is left to a newer version. */
export type Verdict = { kind: 'acknowledge' } | { kind: 'again'; atMs: number; isNewer?: true };

/** The lease outlives the invocation by this: its owner is dead before anyone else may connect. */
export const leaseMarginMs = 2_000;

/** Kept back at the end of an invocation, to store results and close the connection. */
const closingMs = 4_000;

/** Jobs worked through in one go: the connection, the lease and the session are paid for once. */
const drainLimit = 25;

/** When a job is left as it was, its message comes back after this. */
const untouchedMs = 2_000;

/** What is left to a newer version comes back after this: its worker may be the next to be asked. */
const newerRetryMs = 30_000;

/**
 * Looks at the jobs that an account's messages name and, when a job of the account is due, takes the lease on the account and
 * works through its due jobs over one connection. A job that waits by itself has other due jobs looked for all the same:
 * its message is at the head of their group.
 * @returns the verdict on each message, by job id. A job that does not exist is acknowledged: its row has expired.
 */
export async function drainAccount(deps: DrainDeps, input: DrainInput): Promise<Map<string, Verdict>> {
  const loaded = await deps.loadJobs(input.refs);
  const newer = new Set(loaded.filter(isNewer).map(({ jobId }) => jobId));
  const hand = new Map(loaded.filter((job) => !isNewer(job)).map((job) => [job.jobId, job]));
  const due = [...hand.values()].filter((job) => isDue(job, deps.now()));
  const others = await listOtherDueJobs(deps, input.accountId, hand, due.length);
  let comeBackAtMs = 0;
  let left: 'drained' | 'newer' | undefined;
  if (due.length + others.length > 0) {
    const jobIds = [...due, ...others].map(({ jobId }) => jobId);
    const lease = await deps.takeLease(input.accountId, {
      owner: input.owner,
      untilMs: input.deadlineMs + leaseMarginMs,
      nowMs: deps.now(),
      method: exportMethod,
      jobIds,
    });
    if (lease.kind === 'taken') {
      const worked = await workUnderLease(deps, input, { account: lease.account, hand, jobIds });
      left = worked === 'newer' ? worked : undefined;
      comeBackAtMs = worked === 'newer' ? 0 : worked;
    } else if (lease.kind === 'drained' || lease.kind === 'newer') {
      left = lease.kind;
    } else if (lease.kind === 'held') {
      comeBackAtMs = lease.untilMs;
    } else {
      comeBackAtMs = lease.kind === 'flooded' ? lease.untilMs : 0;
      await settleAll(due.map((job) => turnAway(deps, hand, job, lease)));
    }
  }
  const nowMs = deps.now();
  function verdictOf(jobId: string): Verdict {
    const job = hand.get(jobId);
    if (newer.has(jobId) || (left === 'newer' && job !== undefined && isDue(job, nowMs))) {
      return { kind: 'again', atMs: nowMs + newerRetryMs, isNewer: true };
    }
    // When the account is resumed the sweeper finds the job overdue. A message would spend its receives till then.
    const isDrained = left === 'drained' && job !== undefined && isDue(job, nowMs);
    return isDrained ? { kind: 'acknowledge' } : verdictOn(job, nowMs, comeBackAtMs);
  }
  return new Map(input.refs.map(({ jobId }) => [jobId, verdictOf(jobId)]));
}

interface Lease {
  account: Account;
  hand: Map<string, Job>;
  /** The jobs that the lease was taken for. */
  jobIds: string[];
}

/**
 * Whatever happens, the connection is closed (by `workAccount`) before the lease is given back.
 * @returns when it is worth coming back for the jobs that were left as they were; 'newer' when all were.
 */
async function workUnderLease(deps: DrainDeps, input: DrainInput, lease: Lease): Promise<number | 'newer'> {
  const { account, hand } = lease;
  // After a fault of our own nobody knows what was stored: every job of this lease counts as unsettled. Each once, or the
  // account would outgrow DynamoDB's 400 KB while the fault lasts.
  let settlement: Partial<Settlement> = { unsettled: [...new Set(account.unsettled)] };
  try {
    if (!(await takeInHand(deps, lease))) {
      return 'newer';
    }
    const run = createRun(deps, { account, hand, untilMs: input.deadlineMs - closingMs });
    await workAccount(run);
    settlement = run.settlement();
    return run.comeBackAtMs();
  } finally {
    await deps.releaseLease(account.accountId, account.fence, settlement);
  }
}

/**
 * The account's due jobs beyond those named: they are worked through along with them. None where the named ones have all
 * ended: their messages are to be deleted, and the others have messages of their own.
 */
async function listOtherDueJobs(
  deps: DrainDeps,
  accountId: string,
  hand: Map<string, Job>,
  dueCount: number,
): Promise<JobRef[]> {
  if ([...hand.values()].every(hasEnded)) {
    return [];
  }
  const due = await listDue(deps, accountId, { untilMs: deps.now(), limit: drainLimit });
  return due.filter(({ jobId }) => !hand.has(jobId)).slice(0, Math.max(drainLimit - dueCount, 0));
}

/**
 * Loads the jobs of this lease, and those that an earlier one left unsettled.
 * @returns false when one of these was changed by a newer version since: which link is its cannot be told here, so that
 * none may be made.
 */
async function takeInHand(deps: DrainDeps, { account, hand, jobIds }: Lease): Promise<boolean> {
  const { tenantId, unsettled = [] } = account;
  const earlier = new Set(unsettled.slice(0, unsettled.length - jobIds.length));
  const refs = unsettled.filter((jobId) => !hand.has(jobId)).map((jobId) => ({ tenantId, jobId }));
  const loaded = refs.length === 0 ? [] : await deps.loadJobs(refs);
  for (const job of loaded.filter((each) => !isNewer(each))) {
    hand.set(job.jobId, job);
  }
  return !loaded.some((job) => isNewer(job) && earlier.has(job.jobId));
}

/** The account cannot work now: the job says why, and waits, or is parked, or fails if there is no account any more. */
async function turnAway(
  deps: DrainDeps,
  hand: Map<string, Job>,
  job: Job,
  lease: Extract<LeaseAnswer, { kind: 'flooded' | 'inactive' | 'missing' }>,
) {
  const next = turnedAway(job, lease, deps.now());
  if (await deps.saveJob(next)) {
    hand.set(job.jobId, next);
  }
}

function turnedAway(job: Job, lease: Exclude<LeaseAnswer, { kind: 'taken' | 'held' }>, nowMs: number): Job {
  if (job.deadlineMs <= nowMs && job.intentAtMs === undefined) {
    return expire(job, nowMs);
  }
  if (lease.kind === 'flooded') {
    const until: JobWait = { reason: 'FLOOD_WAIT', method: exportMethod, retryAtMs: lease.untilMs };
    return waitInLine(job, until, nowMs);
  }
  if (lease.kind === 'inactive') {
    return block(job, troubleOf(lease.account), nowMs);
  }
  return fail(job, removalOf(job), nowMs);
}

function verdictOn(job: Job | undefined, nowMs: number, comeBackAtMs: number): Verdict {
  if (job === undefined || hasEnded(job)) {
    return { kind: 'acknowledge' };
  }
  // No earlier than the account can go on, so that a message is not received for nothing.
  const accountAtMs = comeBackAtMs > nowMs ? comeBackAtMs : nowMs + untouchedMs;
  if (waitsByItself(job) && !isDue(job, nowMs)) {
    // The message holds the account's whole group while it is hidden, and the group must not wait for one job.
    const atMs = Math.min(dueTimeOf(job) ?? nowMs, accountAtMs);
    return isParked(job) ? { kind: 'acknowledge' } : { kind: 'again', atMs };
  }
  // Parked in the table: the sweeper sends it again when the account's wait is over.
  return comeBackAtMs - nowMs > maxVisibilityMs
    ? { kind: 'acknowledge' }
    : { kind: 'again', atMs: accountAtMs };
}

/** No worker has anything to do for the job. */
function hasEnded({ status }: Job): boolean {
  return isFinal(status) || status === 'blocked';
}
