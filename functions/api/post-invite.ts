import { jobIdFrom, newJobId } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { newJob } from '../core/job/new-job.ts';
import { type ParsedInviteRequest, parseInviteRequest } from '../core/request/invite-request.ts';
import { usualPriority } from '../core/request/priority.ts';
import { type AcceptOnceDeps, acceptOnce } from './accept-once.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import type { EstimateDoneDeps } from './estimate-done.ts';
import { readInvite, respondInvite } from './find-invite.ts';
import type { JsonObject } from './parse-json-body.ts';
import { holdUntilFinal, type PreferWaitDeps, readWaitSeconds } from './prefer-wait.ts';
import { invalidRequest } from './problem-error.ts';
import { hashRequest, readIdempotencyKey } from './read-idempotency-key.ts';
import { type SendJobDeps, sendOrLeave } from './send-or-leave.ts';

export interface PostInviteDeps extends SendJobDeps, AcceptOnceDeps, EstimateDoneDeps, PreferWaitDeps {
  /** 'created', or the job already stored under that id. */
  createJob(job: Job): Promise<'created' | Job>;
  getJob(ref: JobRef): Promise<Job | undefined>;
  /** It was stored: estimates count it. */
  noteJob(job: Job): void;
  /** At least 16 bytes from a cryptographic source. */
  randomBytes(): Uint8Array;
  now(): number;
}

/**
 * POST /v1/invites: checks everything, stores the job, sends its message, and answers 202 with where to look; with
 * `Prefer: wait=N` not before the job is final or N seconds have passed.
 */
export function postInvite(deps: PostInviteDeps) {
  return async function handlePostInvite(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const idempotencyKey = readIdempotencyKey(event.headers);
    const parsed = parseInviteRequest(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    const { job: accepted, replayed } = await acceptRequest(deps, parsed.request, event, idempotencyKey);
    if (event.logFields) {
      event.logFields.jobId = accepted.jobId;
    }
    const sent = sendOrLeave(deps, accepted);
    const headers = {
      location: `/v1/invites/${accepted.jobId}`,
      ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
    };
    if (readWaitSeconds(event.headers) === undefined) {
      const [answer] = await Promise.all([respondInvite(deps, 202, accepted, headers), sent]);
      return answer;
    }
    await sent;
    const { known: job, applied } = await holdUntilFinal(deps, event, accepted, readInvite(deps));
    return respondInvite(deps, 202, job, { ...headers, ...applied });
  };
}

async function acceptRequest(
  deps: PostInviteDeps,
  request: ParsedInviteRequest,
  { key, tenantId, requestContext: { requestId } }: KeyedEvent,
  idempotencyKey: string | undefined,
): Promise<{ job: Job; replayed: boolean }> {
  const isKeyed = idempotencyKey !== undefined;
  const jobId = isKeyed ? jobIdFrom(tenantId, idempotencyKey) : newJobId(deps.randomBytes());
  const requestHash = isKeyed ? hashRequest(request) : undefined;
  const answer = await acceptOnce<Job>(
    deps,
    {
      key,
      tenantId,
      entries: [{ place: '', request, count: 1 }],
      priority: usualPriority.single,
      requestHash,
    },
    {
      make: ([each]) => {
        if (each === undefined) {
          throw new Error('a request without an account was not refused');
        }
        const keyed = requestHash === undefined ? {} : { requestHash };
        return newJob({ tenantId, jobId, ...each, ...keyed, requestId }, deps.now());
      },
      store: deps.createJob,
      findEarlier: () => deps.getJob({ tenantId, jobId }),
    },
  );
  if (answer.earlier !== undefined) {
    return { job: answer.earlier, replayed: true };
  }
  deps.noteJob(answer.made);
  return { job: answer.made, replayed: false };
}
