import type { Account } from '../core/account.ts';
import { mayUseAccount } from '../core/api-key.ts';
import type { FieldProblem } from '../core/field-problem.ts';
import { accountIdOf, jobIdFrom, newJobId } from '../core/ids.ts';
import {
  findDateProblems,
  type InviteRequest,
  type ParsedInviteRequest,
  parseInviteRequest,
} from '../core/invite-request.ts';
import { type Job, type JobRef, longestLifeMs } from '../core/job.ts';
import { type ApiResponse, type Log, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { retryAfterSeconds, toInviteResource } from './invite-resource.ts';
import { createPendingLimit, type LimitPendingDeps } from './limit-pending.ts';
import type { JsonObject } from './parse-json-body.ts';
import { invalidRequest } from './problem-error.ts';
import { hashRequest, idempotencyKeyReused, readIdempotencyKey } from './read-idempotency-key.ts';

export interface PostInviteDeps extends LimitPendingDeps {
  getAccount(accountId: string): Promise<Account | undefined>;
  /** 'created', or the job already stored under that id. */
  createJob(job: Job): Promise<'created' | Job>;
  getJob(ref: JobRef): Promise<Job | undefined>;
  sendJob(job: Job): Promise<void>;
  /** At least 16 bytes from a cryptographic source. */
  randomBytes(): Uint8Array;
  now(): number;
  log: Log;
}

/** POST /v1/invites: checks everything, stores the job, sends its message, and answers 202 with where to look. */
export function postInvite(given: PostInviteDeps) {
  const deps = { ...given, admit: createPendingLimit(given) };
  return async function handlePostInvite(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const idempotencyKey = readIdempotencyKey(event.headers);
    const parsed = parseInviteRequest(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    if (!mayUseAccount(event.key, parsed.request.account)) {
      throw invalidRequest([unknownAccount(parsed.request.account)]);
    }
    const { job, replayed } = await acceptRequest(deps, parsed.request, event.tenantId, idempotencyKey);
    if (event.logFields) {
      event.logFields.jobId = job.jobId;
    }
    // Also on a repeat: the first request may have died before it sent. SQS drops what it has already.
    if (job.status === 'queued') {
      await sendOrLeave(deps, job);
    }
    const retryAfter = retryAfterSeconds(job, deps.now());
    return respondJson(202, toInviteResource(job), {
      location: `/v1/invites/${job.jobId}`,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
    });
  };
}

/**
 * Stores the job of a request, exactly once per Idempotency-Key: the key gives the job its id, and the conditional put
 * lets one of any number of equal requests through. What depends on the clock or the account may have changed since an
 * earlier request was accepted, so a repeat is recognised before it is refused for that.
 */
async function acceptRequest(
  deps: PostInviteDeps & { admit: ReturnType<typeof createPendingLimit> },
  asked: ParsedInviteRequest,
  tenantId: string,
  idempotencyKey: string | undefined,
): Promise<{ job: Job; replayed: boolean }> {
  const nowMs = deps.now();
  const isKeyed = idempotencyKey !== undefined;
  const jobId = isKeyed ? jobIdFrom(tenantId, idempotencyKey) : newJobId(deps.randomBytes());
  const accountId = accountIdOf(tenantId, asked.account);
  const requestHash = hashRequest(asked);
  const account = await deps.getAccount(accountId);
  const request = completeRequest(asked, account);
  const problems = [...('detail' in request ? [request] : []), ...findDateProblems(asked, nowMs)];
  const refusal = problems.length > 0 ? invalidRequest(problems) : account && (await deps.admit(account));
  if ('detail' in request || refusal !== undefined) {
    const earlier = isKeyed ? await deps.getJob({ tenantId, jobId }) : undefined;
    if (earlier === undefined) {
      throw refusal ?? invalidRequest(problems);
    }
    return replay(earlier, requestHash);
  }
  const job: Job = {
    tenantId,
    jobId,
    accountId,
    request,
    ...(isKeyed ? { requestHash } : {}),
    createdAtMs: nowMs,
    deadlineMs: request.deadline === undefined ? nowMs + longestLifeMs : request.deadline * 1000,
    status: 'queued',
    version: 1,
    updatedAtMs: nowMs,
    dueAtMs: nowMs,
    attempts: 0,
    waits: 0,
    reconciliations: 0,
    sends: 0,
  };
  const stored = await deps.createJob(job);
  // Under a random id only this very job can be stored already: the SDK repeated a put whose answer was lost.
  return stored === 'created' || !isKeyed ? { job, replayed: false } : replay(stored, requestHash);
}

/** Another tenant's account is an unknown one, and so is one that the key may not use. */
function unknownAccount(name: string): FieldProblem {
  return { field: 'account', detail: `There is no account "${name}".` };
}

/** The request with its peer, or what keeps the account from taking it. */
function completeRequest(
  request: ParsedInviteRequest,
  account: Account | undefined,
): InviteRequest | FieldProblem {
  if (account === undefined) {
    return unknownAccount(request.account);
  }
  const peer = request.peer ?? account.defaultPeer;
  if (peer === undefined) {
    return { field: 'peer', detail: `Missing. The account "${request.account}" has no default peer.` };
  }
  return { ...request, peer };
}

function replay(earlier: Job, requestHash: string): { job: Job; replayed: boolean } {
  if (earlier.requestHash !== requestHash) {
    throw idempotencyKeyReused();
  }
  return { job: earlier, replayed: true };
}

/** The row is the truth: when the send fails the job is accepted all the same, and the sweeper sends. */
async function sendOrLeave({ sendJob, log }: PostInviteDeps, job: Job): Promise<void> {
  try {
    await sendJob(job);
  } catch (error) {
    log.warn('message not sent, left to the sweeper', { jobId: job.jobId, error });
  }
}
