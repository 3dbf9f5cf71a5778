import type { Job } from '../core/job/job.ts';
import type { Operation } from '../core/job/operation.ts';
import type { Pool } from '../core/pool/pool.ts';
import type { PoolChange } from '../core/pool/pool-change.ts';
import type { FindPoolDeps } from './find-pool.ts';
import { busy } from './problem-error.ts';

export interface LeavePoolDeps extends FindPoolDeps {
  /** @returns undefined where the change's condition does not hold. */
  changePool(pool: Pool, change: PoolChange): Promise<Pool | undefined>;
}

/** A worker and callers move the link from one place to the next at the same moment. */
const maxTries = 6;

/**
 * Something is about to be done to a link that may lie in a pool: then it is given to nobody any more. The take of a link that is taken
 * may be a repeat, whose link would come back.
 * @throws ProblemError 503 where it was moved at every attempt, or an edit would come before that of its take.
 */
export async function leavePool(
  { getPool, changePool }: LeavePoolDeps,
  invite: Job,
  kind: Operation['kind'] | undefined,
): Promise<void> {
  const { tenantId, jobId, pool: name, taken } = invite;
  if (name === undefined || taken?.isSettled || taken?.error !== undefined) {
    return;
  }
  let movesBefore: number | undefined;
  for (let tries = 0; tries < maxTries; tries++) {
    const pool = await getPool({ tenantId, name });
    const change = pool && changeFor(pool, jobId, kind);
    if (pool === undefined || (change !== undefined && (await changePool(pool, change)) !== undefined)) {
      return;
    }
    // A link that is moved between two rows while they are read is seen in neither.
    if (change === undefined && (pool.moves === undefined || pool.moves === movesBefore)) {
      return;
    }
    movesBefore = pool.moves;
  }
  throw busy('The link was moved in its pool at every attempt to take it out.');
}

/** Undefined where no other caller can get it any more. @throws ProblemError 503 */
function changeFor(
  { ready, making, given, takes }: Pool,
  jobId: string,
  kind: Operation['kind'] | undefined,
): PoolChange | undefined {
  if (ready.some(({ id }) => id === jobId)) {
    return { kind: 'drop', inviteId: jobId, revoke: false };
  }
  if (making[jobId] !== undefined) {
    return { kind: 'giveUp', jobId };
  }
  const [takeId] = Object.entries(given).find(([, { id }]) => id === jobId) ?? [];
  const take = takeId === undefined ? undefined : takes[takeId];
  if (takeId === undefined || take === undefined || take.recordedAtMs !== undefined) {
    return undefined;
  }
  if (kind === 'edit' && (take.title !== undefined || take.expireDate !== undefined)) {
    // Its own edit is stored before it is recorded. Behind this one it would undo it.
    throw busy('The title and the end that the link was taken with are not set yet.', 5);
  }
  // Without a key there is no repeat.
  return take.isLeft || take.requestHash === undefined ? undefined : { kind: 'leave', takeId };
}
