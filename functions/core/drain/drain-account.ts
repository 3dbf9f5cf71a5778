import type { Account, LeaseAnswer, Settlement } from '../account/account.ts';
import { isOperationId } from '../ids.ts';
import { type DueDeps, isDue, isTending, listDue, watchFromMs } from '../job/due.ts';
import type { Job, JobRef } from '../job/job.ts';
import { exportMethod } from '../rpc/methods.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import { hasEnded, judgeMessage, leaveToNewer, type PassResult, type Verdict } from './message-verdict.ts';
import { createRun } from './run.ts';
import type { RunDeps } from './run-deps.ts';
import { turnAway } from './turn-away.ts';
import { workAccount } from './work-account.ts';

export interface DrainDeps extends RunDeps, DueDeps {
  takeLease(
    accountId: string,
    lease: { owner: string; untilMs: number; nowMs: number; method?: string; jobIds: string[] },
  ): Promise<LeaseAnswer>;
  releaseLease(accountId: string, fence: number, settlement: Partial<Settlement>): Promise<void>;
}

export interface DrainInput {
  accountId: string;
  /** The jobs that the received messages name. */
  refs: JobRef[];
  /** Unique to this invocation. */
  owner: string;
  /** When Lambda ends the invocation. */
  deadlineMs: number;
}

/** The lease outlives the invocation by this: its owner is dead before anyone else may connect. */
export const leaseMarginMs = 2_000;

/** Kept back at the end of an invocation, to store results and close the connection. */
const closingMs = 4_000;

/** Jobs worked through at a time. They share one connection, one lease and one reading of the session. */
const drainLimit = 25;

/** Chats that are looked at beside them. */
const watchLimit = 5;

/** While another worker has the account, its messages come back this often. */
const heldRetryMs = 1_000;

/**
 * Loads the jobs that an account's messages name. When a job of the account is due, takes the lease on the account and works
 * through its due jobs over one connection. Other due jobs are looked for even when the named job waits by itself: its
 * message is at the head of their group.
 * @returns the verdict on each message, by job id. The message of a job that does not exist is deleted: its row has expired.
 */
export async function drainAccount(deps: DrainDeps, input: DrainInput): Promise<Map<string, Verdict>> {
  // Neither needs the other, so they are read at once.
  const [loaded, dueRefs] = await Promise.all([
    deps.loadJobs(input.refs),
    listDue(deps, input.accountId, { untilMs: deps.now(), limit: drainLimit }),
  ]);
  const newer = new Set(loaded.filter(isNewer).map(({ jobId }) => jobId));
  const jobsById = new Map(
    loaded.filter((job) => !isNewer(job)).map((job) => [job.jobId, wakeNamed(job, deps.now())]),
  );
  const due = [...jobsById.values()].filter((job) => isDue(job, deps.now()));
  const others = otherDueJobs(dueRefs, jobsById, due.length);
  const jobIds = [...due, ...others].map(({ jobId }) => jobId);
  const result =
    jobIds.length === 0 ? { comeBackAtMs: 0 } : await passOver(deps, input, { jobsById, due, jobIds });
  const nowMs = deps.now();
  return new Map(
    input.refs.map(({ jobId }) => [
      jobId,
      newer.has(jobId) ? leaveToNewer(nowMs) : judgeMessage(jobsById.get(jobId), result, nowMs),
    ]),
  );
}

/** Standing work has something to do as soon as a message names its tending, which is not stored. */
function wakeNamed(job: Job, nowMs: number): Job {
  return isTending(job) && job.status !== 'blocked' && !isDue(job, nowMs)
    ? { ...job, dueAtMs: watchFromMs + nowMs }
    : job;
}

/**
 * The account's due jobs beyond those named: they are worked through along with them. None when all the named ones have
 * ended: their messages are to be deleted, and the others have messages of their own.
 */
function otherDueJobs(
  { jobs, watches }: Awaited<ReturnType<typeof listDue>>,
  jobsById: Map<string, Job>,
  dueCount: number,
): JobRef[] {
  if ([...jobsById.values()].every(hasEnded)) {
    return [];
  }

  function isOther({ jobId }: JobRef) {
    return !jobsById.has(jobId);
  }
  // Watches take no job's room.
  return [
    ...jobs.filter(isOther).slice(0, Math.max(drainLimit - dueCount, 0)),
    ...watches.filter(isOther).slice(0, watchLimit),
  ];
}

/** Works through the due jobs, if the lease can be taken; otherwise the named ones say why not. */
async function passOver(
  deps: DrainDeps,
  input: DrainInput,
  { jobsById, due, jobIds }: { jobsById: Map<string, Job>; due: Job[]; jobIds: string[] },
): Promise<PassResult> {
  const lease = await deps.takeLease(input.accountId, {
    owner: input.owner,
    untilMs: input.deadlineMs + leaseMarginMs,
    nowMs: deps.now(),
    // An operation is not held up by the wait of the method that makes links.
    ...(jobIds.some(isOperationId) ? {} : { method: exportMethod }),
    jobIds,
  });
  switch (lease.kind) {
    case 'taken':
      return workUnderLease(deps, input, { account: lease.account, jobsById, jobIds });
    case 'drained':
      return { comeBackAtMs: 0, leftTo: 'operator' };
    case 'newer':
      return { comeBackAtMs: 0, leftTo: 'newer version' };
    case 'held':
      // Jobs of another priority have messages of their own, whose worker is done in a moment; or a worker has died.
      return { comeBackAtMs: Math.min(lease.untilMs, deps.now() + heldRetryMs) };
    default:
      await settleAll(
        due.map(async (job) => {
          const next = turnAway(job, lease, deps.now());
          if (await deps.saveJob(next)) {
            jobsById.set(job.jobId, next);
          }
        }),
      );
      return { comeBackAtMs: lease.kind === 'flooded' ? lease.untilMs : 0 };
  }
}

interface Lease {
  account: Account;
  jobsById: Map<string, Job>;
  /** The jobs that the lease was taken for. */
  jobIds: string[];
}

/** Whatever happens, the connection is closed (by `workAccount`) before the lease is given back. */
async function workUnderLease(deps: DrainDeps, input: DrainInput, lease: Lease): Promise<PassResult> {
  const { account, jobsById } = lease;
  // After a fault of our own nobody knows what was stored: every job of this lease counts as unsettled. Each id once, or
  // the account would outgrow DynamoDB's 400 KB while the fault lasts.
  let settlement: Partial<Settlement> = { unsettled: [...new Set(account.unsettled)] };
  try {
    if (!(await loadUnsettled(deps, lease))) {
      return { comeBackAtMs: 0, leftTo: 'newer version' };
    }
    const run = createRun(deps, { account, jobsById, untilMs: input.deadlineMs - closingMs });
    await workAccount(run);
    settlement = run.settlement();
    return { comeBackAtMs: run.waits.comeBackAtMs(), exportAtMs: run.waits.exportAtMs() };
  } finally {
    await deps.releaseLease(account.accountId, account.fence, settlement);
  }
}

/**
 * Loads the jobs of this lease, and those that an earlier lease left unsettled.
 * @returns false when a newer version has changed one of the earlier ones. This version cannot tell which link belongs to that
 * job, so it must not make any.
 */
async function loadUnsettled(deps: DrainDeps, { account, jobsById, jobIds }: Lease): Promise<boolean> {
  const { tenantId, unsettled = [] } = account;
  const earlier = new Set(unsettled.slice(0, unsettled.length - jobIds.length));
  const refs = unsettled.filter((jobId) => !jobsById.has(jobId)).map((jobId) => ({ tenantId, jobId }));
  const loaded = refs.length === 0 ? [] : await deps.loadJobs(refs);
  for (const job of loaded.filter((each) => !isNewer(each))) {
    jobsById.set(job.jobId, job);
  }
  return !loaded.some((job) => isNewer(job) && earlier.has(job.jobId));
}
