import type { Account, LeaseAnswer, Settlement } from '../account/account.ts';
import { type MayBeCalledDeps, mayBeCalled } from '../account/may-be-called.ts';
import { isOperationId } from '../ids.ts';
import { type DueDeps, isDue, isTending, listDue, watchFromMs } from '../job/due.ts';
import type { Job, JobRef } from '../job/job.ts';
import { cancel } from '../job/transitions.ts';
import { exportMethod } from '../rpc/methods.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import { adoptLeaseIntents } from './adopt-lease-intents.ts';
import { hasEnded, judgeMessage, leaveToNewer, type PassResult, type Verdict } from './message-verdict.ts';
import { createRun } from './run.ts';
import type { RunDeps } from './run-deps.ts';
import { turnAway } from './turn-away.ts';
import { workAccount } from './work-account.ts';

export interface DrainDeps extends RunDeps, DueDeps, MayBeCalledDeps {
  takeLease(
    accountId: string,
    lease: {
      owner: string;
      untilMs: number;
      nowMs: number;
      method?: string;
      jobIds: string[];
      leaseIntents: string[];
    },
  ): Promise<LeaseAnswer>;
  releaseLease(accountId: string, fence: number, settlement: Partial<Settlement>): Promise<void>;
}

/** What a message says. */
export interface MessageRef extends JobRef {
  /** The message was not received before. */
  isNew?: boolean;
}

export interface DrainInput {
  accountId: string;
  /** The jobs that the received messages name. */
  refs: MessageRef[];
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

/** As many jobs as one round calls for. After a crash all of them are in doubt, whether they were called for or not. */
const maxLeaseIntents = 10;

/** While another worker has the account, its messages come back this often. */
const heldRetryMs = 1_000;

/**
 * Takes the lease on an account for the jobs that its messages name, and works through its due jobs over one connection. Other due
 * jobs are looked for even when the named job waits by itself: its message is at the head of their group. The job of a new message is
 * mostly due, and is read under the lease: so the lease can be the intent of its call. One whose message comes again mostly waits, and is
 * read before a lease is asked for.
 * @returns the verdict on each message, by job id. The message of a job that does not exist is deleted: its row has expired.
 */
export async function drainAccount(deps: DrainDeps, input: DrainInput): Promise<Map<string, Verdict>> {
  const named = createNamedJobs(deps, input.refs);
  // Neither needs the other, so they are read at once.
  const [, dueRefs] = await Promise.all([
    named.load(input.refs.filter(({ isNew }) => isNew !== true)),
    listDue(deps, input.accountId, { untilMs: deps.now(), limit: drainLimit }),
  ]);
  const result = await passOver(deps, input, named, dueRefs);
  const nowMs = deps.now();
  return new Map(
    input.refs.map(({ jobId }) => [
      jobId,
      named.isNewer(jobId) ? leaveToNewer(nowMs) : judgeMessage(named.jobsById.get(jobId), result, nowMs),
    ]),
  );
}

/** The jobs that messages name, and whatever else of their account is loaded beside them. */
type NamedJobs = ReturnType<typeof createNamedJobs>;

function createNamedJobs(deps: Pick<DrainDeps, 'loadJobs' | 'now'>, refs: MessageRef[]) {
  const names = new Set(refs.map(({ jobId }) => jobId));
  const loaded = new Set<string>();
  const newer = new Set<string>();
  /** Those that this version may touch. */
  const jobsById = new Map<string, Job>();
  return {
    jobsById,
    load,
    /** Those that are not loaded yet. */
    unread: () =>
      [...new Map(refs.map((ref) => [ref.jobId, ref])).values()].filter(({ jobId }) => !loaded.has(jobId)),
    isNewer: (jobId: string) => newer.has(jobId),
    isNamed: (jobId: string) => names.has(jobId),
    due: () => [...jobsById.values()].filter((job) => names.has(job.jobId) && isDue(job, deps.now())),
  };

  async function load(wanted: JobRef[]): Promise<void> {
    for (const job of wanted.length === 0 ? [] : await deps.loadJobs(wanted)) {
      if (isNewer(job)) {
        newer.add(job.jobId);
      } else {
        jobsById.set(job.jobId, names.has(job.jobId) ? wakeNamed(job, deps.now()) : job);
      }
    }
    for (const { jobId } of wanted) {
      loaded.add(jobId);
    }
  }
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
  named: NamedJobs,
  dueCount: number,
): JobRef[] {
  if (named.unread().length === 0 && [...named.jobsById.values()].every(hasEnded)) {
    return [];
  }

  function isOther({ jobId }: JobRef) {
    return !named.isNamed(jobId);
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
  named: NamedJobs,
  dueRefs: Awaited<ReturnType<typeof listDue>>,
): Promise<PassResult> {
  const unread = named.unread();
  const wanted = [...unread, ...named.due()];
  const jobIds = [...wanted, ...otherDueJobs(dueRefs, named, wanted.length)].map(({ jobId }) => jobId);
  if (jobIds.length === 0) {
    return { comeBackAtMs: 0 };
  }
  const leaseIntents = unread
    .map(({ jobId }) => jobId)
    .filter((jobId) => !isOperationId(jobId))
    .slice(0, maxLeaseIntents);
  const lease = await deps.takeLease(input.accountId, {
    owner: input.owner,
    untilMs: input.deadlineMs + leaseMarginMs,
    nowMs: deps.now(),
    // An operation is not held up by the wait of the method that makes links.
    ...(jobIds.some(isOperationId) ? {} : { method: exportMethod }),
    jobIds,
    leaseIntents,
  });
  if (lease.kind === 'taken') {
    return workUnderLease(deps, input, { account: lease.account, named, jobIds, leaseIntents });
  }
  await named.load(unread);
  switch (lease.kind) {
    case 'drained':
      return { comeBackAtMs: 0, leftTo: 'operator' };
    case 'newer':
      return { comeBackAtMs: 0, leftTo: 'newer version' };
    case 'held':
      // Jobs of another priority have messages of their own, whose worker is done in a moment; or a worker has died.
      return { comeBackAtMs: Math.min(lease.untilMs, deps.now() + heldRetryMs) };
    default:
      await settleAll(
        named.due().map(async (job) => {
          const isWithdrawn = job.cancelRequestedAtMs !== undefined && !(await mayBeCalled(deps, job));
          const next = isWithdrawn ? cancel(job, deps.now()) : turnAway(job, lease, deps.now());
          if (await deps.saveJob(next)) {
            named.jobsById.set(job.jobId, next);
          }
        }),
      );
      return { comeBackAtMs: lease.kind === 'flooded' ? lease.untilMs : 0 };
  }
}

interface Lease {
  account: Account;
  named: NamedJobs;
  /** The jobs that the lease was taken for, and those of them whose intent it is. */
  jobIds: string[];
  leaseIntents: string[];
}

/** Whatever happens, the connection is closed (by `workAccount`) before the lease is given back. */
async function workUnderLease(deps: DrainDeps, input: DrainInput, lease: Lease): Promise<PassResult> {
  const { account, named } = lease;
  // After a fault of our own nobody knows what was stored: every job of this lease counts as unsettled. Each id once, or
  // the account would outgrow DynamoDB's 400 KB while the fault lasts.
  const unsettled = [...new Set(account.unsettled)];
  const earlier = earlierIntents(lease);
  let settlement: Partial<Settlement> = { unsettled, leaseIntents: earlier };
  try {
    if (!(await loadUnsettled(lease))) {
      return { comeBackAtMs: 0, leftTo: 'newer version' };
    }
    const { jobsById } = named;
    await adoptLeaseIntents(deps, { account, jobIds: earlier, jobsById });
    settlement = { unsettled, leaseIntents: account.leaseIntents ?? [] };
    const leaseIntents = earlier.length > 0 ? [] : lease.leaseIntents;
    const run = createRun(deps, { account, jobsById, leaseIntents, untilMs: input.deadlineMs - closingMs });
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
async function loadUnsettled({ account, named, jobIds }: Lease): Promise<boolean> {
  const { tenantId, unsettled = [] } = account;
  const earlier = unsettled.slice(0, unsettled.length - jobIds.length);
  const refs = [...new Set(unsettled)].filter((jobId) => !named.jobsById.has(jobId));
  await named.load(refs.map((jobId) => ({ tenantId, jobId })));
  return !earlier.some(named.isNewer);
}

/** The jobs that an earlier lease was the intent of. The ids of this lease were added at the end. */
function earlierIntents({ account, leaseIntents }: Lease): string[] {
  const all = account.leaseIntents ?? [];
  return all.slice(0, all.length - leaseIntents.length);
}
