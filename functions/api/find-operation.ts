import { type ApiKey, mayUseAccount } from '../core/account/api-key.ts';
import { isOperationId } from '../core/ids.ts';
import { isEndless, readyTimeOf } from '../core/job/due.ts';
import { isFinal, type Job } from '../core/job/job.ts';
import { blockedRetrySeconds, retryAfterSeconds } from '../core/pace/estimate.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { FindInviteDeps } from './find-invite.ts';
import { ProblemError } from './problem-error.ts';
import { showOperation } from './show-operation.ts';

/**
 * The operation that the path names. Another tenant's is not there, nor one of an account that the key may not use.
 * @throws ProblemError 404
 */
export async function findOperation({ getJob }: FindInviteDeps, event: KeyedEvent): Promise<Job> {
  const jobId = event.pathParameters?.id ?? '';
  const job = isOperationId(jobId) ? await getJob({ tenantId: event.tenantId, jobId }) : undefined;
  // A watch is nobody's operation.
  if (job === undefined || isEndless(job) || !mayUseAccount(event.key, job.request.account)) {
    throw new ProblemError({
      slug: 'operation-not-found',
      detail: 'There is no operation with this id. Finished ones are kept for 30 days.',
    });
  }
  if (event.logFields) {
    event.logFields.jobId = jobId;
  }
  return job;
}

/** The operation's resource, with the time after which to ask again while it is unfinished. */
export function respondOperation(
  statusCode: number,
  key: ApiKey,
  job: Job,
  nowMs: number,
  headers: Record<string, string> = {},
): ApiResponse {
  return respondJson(statusCode, showOperation(key, job), { ...askAgain(job, nowMs), ...headers });
}

function askAgain(job: Job, nowMs: number): Record<string, string> {
  return isFinal(job.status) ? {} : { 'retry-after': String(secondsToAskAgain(job, nowMs)) };
}

/** Of an operation that is not final. */
export function secondsToAskAgain(job: Job, nowMs: number): number {
  return job.status === 'blocked'
    ? blockedRetrySeconds
    : retryAfterSeconds(readyTimeOf(job) ?? nowMs, job.updatedAtMs, nowMs);
}
