import type { Account } from '../account/account.ts';
import { isDue, isTending, placeOf, type Tending } from '../job/due.ts';
import { isFinal, type Job } from '../job/job.ts';
import { parsePeer } from '../peer/parse-peer.ts';
import type { Peer, PeerProblem } from '../peer/peer.ts';
import { isNewer } from '../schema-version.ts';
import type { RunDeps } from './run-deps.ts';

/** How often a change is made again when other writers were first. */
const maxTries = 3;

/**
 * The jobs of one run, each as it is stored now.
 * @param jobsById is kept up to date.
 */
export function createRunJobs(
  deps: Pick<RunDeps, 'now' | 'loadJobs' | 'saveJob'>,
  account: Account,
  jobsById: Map<string, Job>,
) {
  /** Jobs that could not be stored: nobody knows what became of them. */
  const doubtful = new Set<string>();
  const peers = new Map<string, Peer | PeerProblem>();

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
    isAfterCrash: [...jobsById.values()].some(
      ({ status, brokenOff = 0 }) => status === 'running' || (!isFinal(status) && brokenOff > 0),
    ),
    peerOf,
    save,
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

  /** The chat as the request names it. A request never changes, so each is parsed once. */
  function peerOf({ jobId, request }: Job): Peer | PeerProblem {
    const peer = peers.get(jobId) ?? parsePeer(request.peer);
    peers.set(jobId, peer);
    return peer;
  }

  /**
   * Stores a change. When another writer was first, the change is made again on the stored job, as long as the job is ours:
   * it is not finished, no later lease has taken it over, and this lease is not over, or a later worker could be active.
   * @returns the stored job, or undefined when it was not ours to change.
   */
  async function save(job: Job, makeNext: (job: Job) => Job): Promise<Job | undefined> {
    let current = job;
    for (let tries = 0; tries < maxTries; tries++) {
      const next = makeNext(current);
      if (await deps.saveJob(next)) {
        jobsById.set(next.jobId, next);
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
        (stored.intentAtMs === undefined) !== (job.intentAtMs === undefined)
      ) {
        break;
      }
      current = stored;
    }
    doubtful.add(job.jobId);
    return undefined;
  }
}
