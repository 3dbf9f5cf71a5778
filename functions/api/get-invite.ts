import { isJobId } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job.ts';
import { type ApiEvent, type ApiResponse, respondJson } from './api-event.ts';
import { retryAfterSeconds, toInviteResource } from './invite-resource.ts';
import { ProblemError } from './problem-error.ts';

export interface GetInviteDeps {
  getJob(ref: JobRef): Promise<Job | undefined>;
  now(): number;
}

/** GET /v1/invites/{id}: where a job stands. Another tenant's job is not there. */
export function getInvite({ getJob, now }: GetInviteDeps) {
  return async function handleGetInvite(event: ApiEvent & { tenantId: string }): Promise<ApiResponse> {
    const jobId = event.pathParameters?.id ?? '';
    const job = isJobId(jobId) ? await getJob({ tenantId: event.tenantId, jobId }) : undefined;
    if (job === undefined) {
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
    const retryAfter = retryAfterSeconds(job, now());
    return respondJson(
      200,
      toInviteResource(job),
      retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    );
  };
}
