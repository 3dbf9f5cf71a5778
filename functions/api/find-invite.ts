import { mayUseAccount } from '../core/api-key.ts';
import { isJobId } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { retryAfterSeconds, toInviteResource } from './invite-resource.ts';
import { ProblemError } from './problem-error.ts';

export interface FindInviteDeps {
  getJob(ref: JobRef): Promise<Job | undefined>;
}

/**
 * The job that the path names. Another tenant's job is not there, nor one of an account that the key may not use.
 * @throws ProblemError 404
 */
export async function findInvite({ getJob }: FindInviteDeps, event: KeyedEvent): Promise<Job> {
  const jobId = event.pathParameters?.id ?? '';
  const job = isJobId(jobId) ? await getJob({ tenantId: event.tenantId, jobId }) : undefined;
  if (job === undefined || !mayUseAccount(event.key, job.request.account)) {
    throw new ProblemError({
      slug: 'invite-not-found',
      title: 'No such invite',
      status: 404,
      detail: 'There is no invite with this id. Finished ones are kept for 30 days.',
    });
  }
  if (event.logFields) {
    event.logFields.jobId = jobId;
  }
  return job;
}

/** The job's resource, with the time after which to ask again while it is unfinished. */
export function respondInvite(statusCode: number, job: Job, nowMs: number): ApiResponse {
  const retryAfter = retryAfterSeconds(job, nowMs);
  return respondJson(
    statusCode,
    toInviteResource(job),
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  );
}
