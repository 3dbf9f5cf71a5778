import { mayUseAccount } from '../core/account/api-key.ts';
import { isJobId } from '../core/ids.ts';
import { toInviteResource } from '../core/job/invite-resource.ts';
import { isFinal, type Job, type JobRef } from '../core/job/job.ts';
import { toTakenRequest } from '../core/pool/pool-jobs.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type Estimate, type EstimateDoneDeps, estimateDone } from './estimate-done.ts';
import type { FindPoolDeps } from './find-pool.ts';
import type { HeldReads } from './prefer-wait.ts';
import { ProblemError } from './problem-error.ts';

export interface FindInviteDeps extends FindPoolDeps {
  getJob(ref: JobRef): Promise<Job | undefined>;
}

/**
 * The job that the path names. Another tenant's job is not there, nor one of an account that the key may not use.
 * @throws ProblemError 404
 */
export async function findInvite(deps: FindInviteDeps, event: KeyedEvent): Promise<Job> {
  const jobId = event.pathParameters?.id ?? '';
  const job = isJobId(jobId) ? await deps.getJob({ tenantId: event.tenantId, jobId }) : undefined;
  if (job === undefined || !mayUseAccount(event.key, job.request.account)) {
    throw new ProblemError({
      slug: 'invite-not-found',
      detail: 'There is no invite with this id. Finished ones are kept for 30 days.',
    });
  }
  if (event.logFields) {
    event.logFields.jobId = jobId;
  }
  return withTake(deps, job);
}

/** Of a link that was taken from a pool a moment ago, only the pool's row says so. */
export async function withTake({ getPool }: FindPoolDeps, invite: Job): Promise<Job> {
  const { tenantId, jobId, pool: name, taken } = invite;
  if (name === undefined || taken !== undefined || !isFinal(invite.status)) {
    return invite;
  }
  const pool = await getPool({ tenantId, name });
  const [takeId] = Object.entries(pool?.given ?? {}).find(([, { id }]) => id === jobId) ?? [];
  const take = takeId === undefined ? undefined : pool?.takes[takeId];
  if (takeId === undefined || take === undefined) {
    return invite;
  }
  return {
    ...invite,
    request: toTakenRequest(invite.request, take),
    taken: { takeId, atMs: take.atMs, isSettled: false },
    ...(take.callback === undefined ? {} : { callback: take.callback }),
  };
}

/** How an answer about a job waits for its end: one read of the job each time. */
export function readInvite({ getJob }: Pick<FindInviteDeps, 'getJob'>): HeldReads<Job> {
  async function reload(known: Job): Promise<Job> {
    return (await getJob(known)) ?? known;
  }
  return { isFinal: ({ status }) => isFinal(status), poll: reload, reload };
}

/** The job's resource, with the time after which to ask again while it is unfinished. */
export async function respondInvite(
  deps: EstimateDoneDeps,
  statusCode: number,
  job: Job,
  headers: Record<string, string> = {},
): Promise<ApiResponse> {
  const estimate = await estimateDone(deps, [job]);
  return respondJson(statusCode, toInviteResource(job, deps.now()), { ...retryAfter(estimate), ...headers });
}

export function retryAfter({ retryAfterSeconds }: Estimate): Record<string, string> {
  return retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
}
