import { dropRevocationOf, takenEditOf } from '../ids.ts';
import type { Job } from '../job/job.ts';
import { lowPlace, operationPlace } from '../job/line.ts';
import { newJob } from '../job/new-job.ts';
import type { LinkChanges } from '../job/operation.ts';
import type { InviteRequest } from '../request/invite-request.ts';
import type { Pool, PoolLink, PoolTake, PoolTraits } from './pool.ts';

/** The jobs of a pool take turns as one caller. */
function callerOf({ name }: Pick<Pool, 'name'>): string {
  return `pool ${name}`;
}

/** What a link of the pool is made with. */
export function toLinkRequest({
  account,
  peer,
  template,
  isDated,
  maxAgeMs,
}: Pick<Pool, 'account' | 'peer' | 'template' | 'isDated' | 'maxAgeMs'>): InviteRequest {
  return { account, peer, ...template, ...(isDated ? { expire_in: Math.floor(maxAgeMs / 1000) } : {}) };
}

/** The job that makes a link for the pool. The same however often it is made. */
export function makeRefill(pool: PoolTraits, jobId: string, madeFor: string, nowMs: number): Job {
  const { tenantId, accountId, name, quota } = pool;
  return newJob(
    {
      tenantId,
      jobId,
      accountId,
      request: { ...toLinkRequest(pool), priority: 'low' },
      placeMs: lowPlace(callerOf(pool), nowMs),
      madeFor,
      pool: name,
      ...(quota === undefined ? {} : { quota }),
    },
    nowMs,
  );
}

/** Gives a link that was taken its title and its end; undefined where it keeps those that it has. */
export function makeTakenEdit(
  invite: Job,
  takeId: string,
  { title, expireDate }: PoolTake,
  madeFor: string,
  nowMs: number,
): Job | undefined {
  const changes: LinkChanges = {
    ...(title === undefined ? {} : { title }),
    ...(expireDate === undefined ? {} : { expire_date: expireDate }),
  };
  if (Object.keys(changes).length === 0) {
    return undefined;
  }
  const jobId = takenEditOf(invite.tenantId, takeId);
  return makeOperation(
    invite,
    { jobId, madeFor, operation: { kind: 'edit', inviteId: invite.jobId, changes } },
    nowMs,
  );
}

/** Revokes a link that lay too long, or whose pool is deleted. */
export function makeDropRevocation(invite: Job, madeFor: string, nowMs: number): Job {
  const jobId = dropRevocationOf(invite.tenantId, invite.jobId);
  return makeOperation(
    invite,
    { jobId, madeFor, operation: { kind: 'revoke', inviteId: invite.jobId } },
    nowMs,
  );
}

function makeOperation(
  { tenantId, accountId, request: { account, peer }, pool = '' }: Job,
  own: Pick<Job, 'jobId' | 'madeFor' | 'operation'>,
  nowMs: number,
): Job {
  const priority = own.operation?.kind === 'edit' ? 'high' : 'low';
  return newJob(
    {
      tenantId,
      accountId,
      request: { account, peer, priority },
      placeMs: operationPlace(callerOf({ name: pool }), priority, nowMs),
      ...own,
    },
    nowMs,
  );
}

/** The request of a link that was taken, with what its taker said. */
export function toTakenRequest(
  { expire_in: expireIn, ...request }: InviteRequest,
  { title, expireDate, metadata }: PoolTake,
): InviteRequest {
  return {
    ...request,
    ...(expireDate === undefined
      ? expireIn === undefined
        ? {}
        : { expire_in: expireIn }
      : { expire_date: expireDate }),
    ...(title === undefined ? {} : { title }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

/** The invite whose link was taken, as far as the pool's row knows it: its own row is not needed to answer a take. */
export function toTakenInvite(
  pool: PoolTraits,
  takeId: string,
  { id, invite, askedAtMs, madeAtMs }: PoolLink,
  take: PoolTake,
): Job {
  const made = makeRefill(pool, id, '', askedAtMs);
  return {
    ...made,
    request: toTakenRequest(made.request, take),
    status: 'succeeded',
    attempts: 1,
    updatedAtMs: madeAtMs,
    finishedAtMs: madeAtMs,
    outcome: { kind: 'chatInviteExported', invite },
    ...(take.callback === undefined ? {} : { callback: take.callback }),
    taken: { takeId, atMs: take.atMs, isSettled: false },
  };
}
