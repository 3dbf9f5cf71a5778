import { type Account, troubleOf } from '../account/account.ts';
import { sweepEveryMs } from '../account/due-entry.ts';
import { isIntended, mayBeCalled } from '../account/may-be-called.ts';
import {
  type DueJob,
  dueTimeOf,
  isDue,
  isEndless,
  isParked,
  ownWaitFromMs,
  parkedDueAtMs,
  readyTimeOf,
  watchFromMs,
} from '../job/due.ts';
import { isFinal, type Job, type JobRef } from '../job/job.ts';
import { block, cancel, expire, repair, unblock } from '../job/transitions.ts';
import { exportMethod } from '../rpc/methods.ts';
import { isNewer } from '../schema-version.ts';
import { settleAll } from '../settle-all.ts';
import type { AccountDue, SweepDeps, SweepReport } from './sweep-deps.ts';

/** A job this long overdue has no message any more, or never had one: its send failed, its message was lost, or it was parked. */
export const overdueMs = 60_000;

/** An account that cannot work keeps its entry, by which it is counted, and is looked at again after this at the latest. */
const stoppedLookMs = 24 * 60 * 60_000;

/** Messages sent again per account and sweep. */
const releaseLimit = 5;

/** What one message gets done: the worker that it wakes drains so many due jobs. */
const drainedPerMessage = 25;

/** Blocked jobs looked at per account and sweep. */
const blockedLimit = 100;

/** @returns the account's next entry; undefined when it needs none. */
export async function sweepAccount(
  deps: SweepDeps,
  account: Account,
  report: SweepReport,
): Promise<AccountDue | undefined> {
  report.accounts += 1;
  const found = await findJobs(deps, account);
  const isActive = account.status === 'active';
  if (found.inLine.length + found.waiting.length + found.blocked.length === 0) {
    return nextEntry(account, isActive ? undefined : deps.now() + stoppedLookMs, deps.now());
  }
  await sweepBlocked(deps, account, found.blocked, report);
  const open = await expireAll(
    deps,
    account,
    [...found.waiting.filter((each) => isDue(each, deps.now())), ...found.inLine],
    report,
  );
  const waitEndMs = account.blockedUntilMs[exportMethod] ?? 0;
  if (!isActive) {
    await Promise.all(open.map((job) => deps.saveJob(block(job, troubleOf(account), deps.now()))));
  } else if (account.drainedAtMs === undefined) {
    // A look makes the account look as if it were at work, until the next one is due.
    const silent = isAtWork(account, deps.now()) ? open.filter(isEndless) : open;
    // An operation does not wait for the method that makes links.
    const released =
      waitEndMs <= deps.now() ? silent : silent.filter(({ operation }) => operation !== undefined);
    await release(deps, released, waitEndMs, report);
  }
  return nextEntry(account, nextLookMs(account, found, open, deps.now()), deps.now());
}

/**
 * The first visit that finds nothing to do soon is followed by another one: a job whose request relied on this entry may
 * still be on its way to the table, or to its index. Only the second visit moves the entry far, or takes it away.
 */
function nextEntry(
  { idleSinceMs }: Account,
  nextMs: number | undefined,
  nowMs: number,
): AccountDue | undefined {
  const soonMs = nowMs + sweepEveryMs;
  if ((nextMs === undefined || nextMs > soonMs) && idleSinceMs === undefined) {
    return { dueAtMs: soonMs, idleSinceMs: nowMs };
  }
  return nextMs === undefined ? undefined : { dueAtMs: nextMs };
}

/** Unfinished jobs of an account, of each section of its index the first ones. */
interface FoundJobs {
  inLine: DueJob[];
  waiting: DueJob[];
  blocked: DueJob[];
}

async function findJobs(deps: SweepDeps, account: Account): Promise<FoundJobs> {
  const { accountId } = account;
  // An active worker picks up the other jobs itself, and reading them all costs as much as a tenth of the links it makes.
  const limit =
    account.status === 'active' && isAtWork(account, deps.now())
      ? drainedPerMessage
      : releaseLimit * drainedPerMessage;
  // Most accounts have few jobs, and one question finds them all.
  const first = await deps.listDueJobs(accountId, { untilMs: Number.MAX_SAFE_INTEGER, limit });
  const inLine = first.filter(({ dueAtMs }) => dueAtMs < ownWaitFromMs);
  if (first.length < limit) {
    return {
      inLine,
      waiting: first.filter(({ dueAtMs }) => dueAtMs >= ownWaitFromMs && dueAtMs < parkedDueAtMs),
      blocked: first.filter(({ dueAtMs }) => dueAtMs >= parkedDueAtMs).slice(0, blockedLimit),
    };
  }
  const [waiting = [], watches = [], blocked = []] = await settleAll([
    deps.listDueJobs(accountId, { afterMs: ownWaitFromMs, untilMs: watchFromMs - 1, limit }),
    deps.listDueJobs(accountId, { afterMs: watchFromMs, untilMs: parkedDueAtMs - 1, limit }),
    deps.listDueJobs(accountId, {
      afterMs: parkedDueAtMs,
      untilMs: Number.MAX_SAFE_INTEGER,
      limit: blockedLimit,
    }),
  ]);
  return { inLine, waiting: [...waiting, ...watches], blocked };
}

/** When something has to be done next about one of the jobs, as they were before this visit. */
function nextLookMs(account: Account, found: FoundJobs, open: Job[], nowMs: number): number {
  if (account.status !== 'active' || account.drainedAtMs !== undefined) {
    const ends = [
      ...open.map(({ deadlineMs }) => deadlineMs),
      ...found.waiting.flatMap((each) => dueTimeOf(each) ?? []),
      ...found.blocked.map(({ dueAtMs }) => dueAtMs - parkedDueAtMs),
    ];
    // A job that is past its end has a call of unknown outcome, which is settled when the account works again.
    return Math.min(...ends.filter((atMs) => atMs > nowMs), nowMs + stoppedLookMs);
  }
  const waitEndMs = account.blockedUntilMs[exportMethod] ?? 0;
  const looks = [
    ...open.map((job) => lookAtMs(job, waitEndMs)),
    ...found.waiting.flatMap((each) => dueTimeOf(each) ?? []),
    // They have just been put in line.
    ...found.blocked.map(() => nowMs),
  ];
  const nextSweepMs = nowMs + sweepEveryMs;
  return looks.length === 0
    ? nextSweepMs
    : Math.min(...looks.map((atMs) => (atMs > nowMs ? atMs : nextSweepMs)));
}

/** When the job needs a message, or ends. */
function lookAtMs(job: Job, waitEndMs: number): number {
  const messageAtMs = messageTimeOf(job, waitEndMs);
  return job.intentAtMs === undefined ? Math.min(messageAtMs, job.deadlineMs) : messageAtMs;
}

/** An account at work takes up its overdue jobs by itself, with every message that comes: only idle ones need a repair. */
function isAtWork({ leasedAtMs = 0 }: Account, nowMs: number): boolean {
  return leasedAtMs > nowMs - overdueMs;
}

/**
 * Blocked jobs of an account that works again are due; of one that does not, those are ended whose deadline has passed, or whose callers have
 * cancelled them.
 * The operator's `resume` has released them already, but for what was being blocked at that moment.
 */
async function sweepBlocked(deps: SweepDeps, account: Account, blocked: DueJob[], report: SweepReport) {
  for (const job of await loadInOrder(deps, blocked, report)) {
    const isEnded = job.status === 'blocked' && (await endIfDue(deps, account, job, report));
    if (job.status === 'blocked' && !isEnded && account.status === 'active') {
      await deps.saveJob(unblock(job, deps.now()));
    }
  }
}

/** Ends the jobs whose time is over. @returns the others that are not final. */
async function expireAll(
  deps: SweepDeps,
  account: Account,
  refs: JobRef[],
  report: SweepReport,
): Promise<Job[]> {
  const open: Job[] = [];
  for (const job of await loadInOrder(deps, refs, report)) {
    if (!isFinal(job.status) && !(await endIfDue(deps, account, job, report))) {
      open.push(job);
    }
  }
  return open;
}

/** As the index has them: the longest due first. */
async function loadInOrder(deps: SweepDeps, refs: JobRef[], report: SweepReport): Promise<Job[]> {
  const loaded = refs.length === 0 ? [] : await deps.loadJobs(refs);
  const readable = loaded.filter((job) => !isNewer(job));
  report.newer += loaded.length - readable.length;
  const jobs = new Map(readable.map((job) => [job.jobId, job]));
  return refs.flatMap(({ jobId }) => jobs.get(jobId) ?? []);
}

/**
 * Ends a job whose time is over, or that its caller has cancelled while a worker had it.
 * @returns false where it goes on, or a call of it may be outstanding.
 */
async function endIfDue(deps: SweepDeps, account: Account, job: Job, report: SweepReport): Promise<boolean> {
  const nowMs = deps.now();
  if (isFinal(job.status) || isIntended(job, account)) {
    return false;
  }
  // The account was read before the job.
  if (job.cancelRequestedAtMs !== undefined && !(await mayBeCalled(deps, job))) {
    await deps.saveJob(cancel(job, nowMs));
    return true;
  }
  if (job.deadlineMs > nowMs) {
    return false;
  }
  report.expired += (await deps.saveJob(expire(job, nowMs))) ? 1 : 0;
  return true;
}

/** One message for each lot that a worker drains at a time. @param waitEndMs the end of the account's last wait. */
async function release(deps: SweepDeps, due: Job[], waitEndMs: number, report: SweepReport): Promise<void> {
  const silent = due.filter((job) => needsMessage(job, waitEndMs, deps.now()));
  for (const job of silent.filter((_, index) => index % drainedPerMessage === 0)) {
    await sendAgain(deps, job, report);
  }
}

function needsMessage(job: Job, waitEndMs: number, nowMs: number): boolean {
  return messageTimeOf(job, waitEndMs) <= nowMs;
}

/** A parked job has no message and is sent when it is due; another one has lost its message when it is overdue. */
function messageTimeOf(job: Job, waitEndMs: number): number {
  const accountAtMs = job.operation === undefined ? waitEndMs : 0;
  const readyAtMs = Math.max(readyTimeOf(job) ?? Number.POSITIVE_INFINITY, accountAtMs);
  // Its place in line is older than its last message.
  return isParked(job) ? readyAtMs : Math.max(readyAtMs, job.updatedAtMs) + overdueMs;
}

async function sendAgain(deps: SweepDeps, job: Job, report: SweepReport): Promise<void> {
  const claimed = repair(job, deps.now());
  if (!(await deps.saveJob(claimed))) {
    return;
  }
  try {
    await deps.sendJob(claimed);
    report.sent += 1;
  } catch {
    // Changed just now: the next sweep but one sends it.
    report.failedSends += 1;
  }
}
