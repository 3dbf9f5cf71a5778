import { type Account, type LeaseAnswer, removalOf, type Settlement, troubleOf } from './account.ts';
import { isFinal, type Job, type JobRef, type JobWait } from './job.ts';
import { exportMethod } from './methods.ts';
import { createRun } from './run.ts';
import { isNewer } from './schema-version.ts';
import { settleAll } from './settle-all.ts';
import { block, expire, fail, wait } from './transitions.ts';
import { longestVisibilityMs } from './wait.ts';
import { type WorkDeps, workAccount } from './work-account.ts';

export interface DrainDeps extends WorkDeps {
  takeLease(
    accountId: string,
    lease: { owner: string; untilMs: number; nowMs: number; method: string; jobIds: string[] },
  ): Promise<LeaseAnswer>;
  releaseLease(accountId: string, fence: number, settlement: Partial<Settlement>): Promise<void>;
  listDueJobs(accountId: string, range: { untilMs: number; limit: number }): Promise<JobRef[]>;
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
const leaseMarginMs = 2_000;

/** Kept back at the end of an invocation, to store results and close the connection. */
const closingMs = 4_000;

/** Jobs worked through in one go: the connection, the lease and the session are paid for once. */
const drainLimit = 25;

/** When a job is left as it was, its message comes back after this. */
const untouchedMs = 2_000;

/** What is left to a newer version comes back after this: its worker may be the next to be asked. */
const newerRetryMs = 30_000;

/**
 * Looks at the jobs that an account's messages name and, when one of them is due, takes the lease on the account and
 * works through its due jobs over one connection.
 * @returns the verdict on each message, by job id. A job that does not exist is acknowledged: its row has expired.
 */
export async function drainAccount(deps: DrainDeps, input: DrainInput): Promise<Map<string, Verdict>> {
  const loaded = await deps.loadJobs(input.refs);
  const newer = new Set(loaded.filter(isNewer).map(({ jobId }) => jobId));
  const hand = new Map(loaded.filter((job) => !isNewer(job)).map((job) => [job.jobId, job]));
  const due = [...hand.values()].filter((job) => isDue(job, deps.now()));
  let comeBackAtMs = 0;
  let left: 'drained' | 'newer' | undefined;
  if (due.length > 0) {
    const others = await listOtherDueJobs(deps, input.accountId, hand, due.length);
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
      await settleAll(due.map((job) => turnAway(deps, hand, job, lease)));
    }
  }
  const nowMs = deps.now();
  const verdictOf = (jobId: string): Verdict => {
    const job = hand.get(jobId);
    if (newer.has(jobId) || (left === 'newer' && job !== undefined && isDue(job, nowMs))) {
      return { kind: 'again', atMs: nowMs + newerRetryMs, isNewer: true };
    }
    // When the account is resumed the sweeper finds the job overdue. A message would spend its receives till then.
    const isDrained = left === 'drained' && job !== undefined && isDue(job, nowMs);
    return isDrained ? { kind: 'acknowledge' } : verdictOn(job, nowMs, comeBackAtMs);
  };
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

/** The account's due jobs beyond those named, oldest first: they are worked through along with them. */
async function listOtherDueJobs(
  deps: DrainDeps,
  accountId: string,
  hand: Map<string, Job>,
  dueCount: number,
): Promise<JobRef[]> {
  const due = await deps.listDueJobs(accountId, { untilMs: deps.now(), limit: drainLimit });
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
    return wait(job, until, nowMs);
  }
  if (lease.kind === 'inactive') {
    return block(job, troubleOf(lease.account), nowMs);
  }
  return fail(job, removalOf(job), nowMs);
}

function isDue(job: Job, nowMs: number): boolean {
  return job.dueAtMs !== undefined && job.dueAtMs <= nowMs;
}

function verdictOn(job: Job | undefined, nowMs: number, comeBackAtMs: number): Verdict {
  if (job === undefined || isFinal(job.status) || job.status === 'blocked') {
    return { kind: 'acknowledge' };
  }
  const dueAtMs = job.dueAtMs ?? nowMs;
  if (dueAtMs - nowMs > longestVisibilityMs) {
    // Parked in the table: the sweeper sends it again when it is due.
    return { kind: 'acknowledge' };
  }
  return { kind: 'again', atMs: dueAtMs > nowMs ? dueAtMs : Math.max(comeBackAtMs, nowMs + untouchedMs) };
}
