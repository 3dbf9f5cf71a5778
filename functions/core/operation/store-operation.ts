import type { Job, JobRef } from '../job/job.ts';

export interface StoreOperationDeps {
  loadJobs(refs: JobRef[]): Promise<Job[]>;
  /** 'created', or the job already stored under that id. */
  createJob(job: Job): Promise<'created' | Job>;
  /** Stores the order of an invite's operations over the one before. False when it has changed meanwhile. */
  saveOperationIds(invite: JobRef, before: string[] | undefined, next: string[]): Promise<boolean>;
}

/** Operations of one invite that are kept with it: it could grow without end. */
export const maxOperationIds = 100;

/** Of them those that only a revocation or a deletion may take: a link must not stay open because it was looked at too often. */
export const keptForRevoking = 10;

/** Operations on one link that come at once are put in order one after the other. */
const maxTries = 6;

/** `full`: the link has as many unfinished operations as there is room for. `busy`: it got others at every attempt. */
export type TurnRefusal = { refused: 'full'; room: number } | { refused: 'busy' };

/**
 * Stores an operation behind the others on its link. Its place among them is stored first: a crash between the two leaves a place
 * that nobody takes.
 * @returns 'created', the job that is stored under its id, or why it was not stored.
 */
export async function storeOperation(
  deps: StoreOperationDeps,
  invite: Job,
  job: Job,
): Promise<'created' | Job | TurnRefusal> {
  return (await takeTurn(deps, invite, job)) ?? deps.createJob(job);
}

async function takeTurn(
  deps: StoreOperationDeps,
  found: Job,
  { jobId, operation }: Job,
): Promise<TurnRefusal | undefined> {
  const ends = operation?.kind === 'revoke' || operation?.kind === 'delete';
  const room = ends ? maxOperationIds : maxOperationIds - keptForRevoking;
  let invite: Job | undefined = found;
  for (let tries = 1; invite !== undefined; tries++) {
    const before: string[] | undefined = invite.operationIds;
    if (before?.includes(jobId)) {
      return undefined;
    }
    const kept = await dropOldest(deps, invite, room);
    if (kept === undefined) {
      return { refused: 'full', room };
    }
    if (await deps.saveOperationIds(invite, before, [...kept, jobId])) {
      return undefined;
    }
    if (tries === maxTries) {
      return { refused: 'busy' };
    }
    [invite] = await deps.loadJobs([found]);
  }
  return undefined;
}

/** Makes room behind operations that are final. @param room so many may be unfinished. @returns undefined where there is none. */
async function dropOldest(
  deps: StoreOperationDeps,
  { tenantId, operationIds = [] }: Job,
  room: number,
): Promise<string[] | undefined> {
  const dropped = Math.max(operationIds.length + 1 - maxOperationIds, 0);
  const last = operationIds.at(-room);
  const asked = new Set([...operationIds.slice(0, dropped), ...(last === undefined ? [] : [last])]);
  const refs = [...asked].map((jobId) => ({ tenantId, jobId }));
  const jobs = refs.length === 0 ? [] : await deps.loadJobs(refs);
  return jobs.some(({ finishedAtMs }) => finishedAtMs === undefined)
    ? undefined
    : operationIds.slice(dropped);
}
