import type { Account } from '../account/account.ts';
import { isDue, isTending, placeOf, type Tending } from '../job/due.ts';
import { isFinal, type Job } from '../job/job.ts';
import { cancel } from '../job/transitions.ts';
import { parsePeer } from '../peer/parse-peer.ts';
import type { Peer, PeerProblem } from '../peer/peer.ts';
import { isNewer } from '../schema-version.ts';
import type { RunDeps } from './run-deps.ts';

/**
 * Whoever ends a job at its deadline does not ask for the lease. Where the deadline is further off than this, no clock is so wrong that
 * it has passed for them.
 */
const leaseIntentMarginMs = 20 * 60_000;

/** How often a change is made again when other writers were first. */
const maxTries = 3;

/**
 * The jobs of one run, each as it is stored now.
 * @param jobsById is kept up to date.
 * @param leaseIntents the ids of those whose intent the lease may be.
 */
export function createRunJobs(
  deps: Pick<RunDeps, 'now' | 'loadJobs' | 'saveJob'>,
  account: Account,
  jobsById: Map<string, Job>,
  leaseIntents: ReadonlySet<string>,
) {
  /** Jobs that could not be stored: nobody knows what became of them. */
  const doubtful = new Set<string>();
  /** Jobs that are called for under the intent of the lease, and how their call was begun. Their rows do not say so. */
  const begunUnderLease = new Map<string, (job: Job) => Job>();
  const peers = new Map<string, Peer | PeerProblem>();
  const isAfterCrash = [...jobsById.values()].some(
    ({ status, brokenOff = 0 }) => status === 'running' || (!isFinal(status) && brokenOff > 0),
  );

  return {
    has: (jobId: string) => jobsById.has(jobId),
    get: (jobId: string) => jobsById.get(jobId),
    due,
    /** The tendings of standing work that are due. */
    dueTendings: () => tendings().filter((job) => isDue(job, deps.now())),
    tendings,
    final: () => list(({ status }) => isFinal(status)),
    unfinished: () => list(({ status }) => !isFinal(status)),
    blocked: () => list(({ status }) => status === 'blocked'),
    /** Jobs with a call of unknown outcome that are not due yet. */
    unsettledLater: () => unsettled().filter((job) => !isDue(job, deps.now())),
    /** Unfinished jobs with a call of unknown outcome that may have made a link, due or not. */
    unsettled,
    /** The ids that the next worker has to look at. */
    unsettledIds: () => [...new Set([...unsettled().map(({ jobId }) => jobId), ...doubtful])],
    /** A worker before this one died while it called, and one of these jobs may have killed it. */
    isAfterCrash,
    peerOf,
    save,
    hasLeaseIntent,
    beginUnderLease,
    /** The ids of `unsettledIds` whose rows have no intent. */
    leaseIntentIds: () => [...begunUnderLease.keys()],
    /** The job was stored by other means. */
    keep: (job: Job) => void jobsById.set(job.jobId, job),
  };

  function list(isWanted: (job: Job) => boolean): Job[] {
    return [...jobsById.values()].filter(isWanted);
  }

  function tendings(): Tending[] {
    return [...jobsById.values()].filter(isTending);
  }

  /** The jobs that may be worked on now, oldest first. Tendings need no call, and are apart. */
  function due(): Job[] {
    return list((job) => isDue(job, deps.now()) && !isTending(job)).sort((a, b) => placeOf(a) - placeOf(b));
  }

  function unsettled(): Job[] {
    return list(
      ({ status, intentAtMs, operation }) =>
        !isFinal(status) && intentAtMs !== undefined && operation === undefined,
    );
  }

  /**
   * Whether the lease is the intent of this job's call. A job that was called for before needs one of its own: a worker may die in
   * its call again and again. After a crash all do, so that only jobs that were called for are in doubt again.
   */
  function hasLeaseIntent({
    jobId,
    attempts,
    hasOlderSchema,
    cancelRequestedAtMs,
    deadlineMs,
  }: Job): boolean {
    const nowMs = deps.now();
    return (
      leaseIntents.has(jobId) &&
      // A clock that was set back makes the lease look younger than the call.
      nowMs >= (account.leasedAtMs ?? Number.POSITIVE_INFINITY) &&
      attempts === 0 &&
      cancelRequestedAtMs === undefined &&
      deadlineMs > nowMs + leaseIntentMarginMs &&
      // The version before would end the job without a look at the lease.
      hasOlderSchema === undefined &&
      !isAfterCrash
    );
  }

  /** A call is begun under the intent of the lease: nothing is stored. */
  function beginUnderLease(job: Job, makeBegun: (job: Job) => Job): Job {
    function makeNext(each: Job): Job {
      return { ...makeBegun(each), version: each.version };
    }
    const begun = makeNext(job);
    jobsById.set(job.jobId, begun);
    begunUnderLease.set(job.jobId, makeNext);
    return begun;
  }

  /** The chat as the request names it. A request never changes, so each is parsed once. */
  function peerOf({ jobId, request }: Job): Peer | PeerProblem {
    const peer = peers.get(jobId) ?? parsePeer(request.peer);
    peers.set(jobId, peer);
    return peer;
  }

  /** A job that its caller has cancelled ends as soon as no call is outstanding. */
  function settleWish(next: Job, current: Job): Job {
    return next.cancelRequestedAtMs !== undefined && next.intentAtMs === undefined && !isFinal(next.status)
      ? cancel(current, deps.now())
      : next;
  }

  /**
   * Stores a change. When another writer was first, the change is made again on the stored job, as long as the job is ours:
   * it is not finished, no later lease has taken it over, and this lease is not over, or a later worker could be active.
   * @returns the stored job, or undefined when it was not ours to change.
   */
  async function save(job: Job, makeNext: (job: Job) => Job): Promise<Job | undefined> {
    const begin = begunUnderLease.get(job.jobId);
    if (begin !== undefined && doubtful.has(job.jobId)) {
      return undefined;
    }
    let current = job;
    for (let tries = 0; tries < maxTries; tries++) {
      const next = settleWish(makeNext(current), current);
      if (await deps.saveJob(next)) {
        jobsById.set(next.jobId, next);
        begunUnderLease.delete(next.jobId);
        return next;
      }
      const [stored] = await deps.loadJobs([job]);
      const isLeaseOver = deps.now() >= (account.leaseUntilMs ?? 0);
      if (
        stored === undefined ||
        isNewer(stored) ||
        isFinal(stored.status) ||
        (stored.fence ?? 0) > account.fence ||
        isLeaseOver ||
        // Another worker has called for the job, or settled its call, since it was read. The intent must be settled first.
        (stored.intentAtMs === undefined) !== (job.intentAtMs === undefined || begin !== undefined)
      ) {
        break;
      }
      current = begin?.(stored) ?? stored;
    }
    doubtful.add(job.jobId);
    return undefined;
  }
}
