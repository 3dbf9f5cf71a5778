import type { Account } from '../core/account/account.ts';
import { dueShardOf, dueTimeFor } from '../core/account/due-entry.ts';
import { callbackFor } from '../core/callback/webhook-callback.ts';
import { newOperationId, operationIdFrom } from '../core/ids.ts';
import type { Job, JobRef } from '../core/job/job.ts';
import { operationPlace } from '../core/job/line.ts';
import { newJob } from '../core/job/new-job.ts';
import type { LinkOperation, Operation } from '../core/job/operation.ts';
import {
  maxOperationIds,
  type StoreOperationDeps,
  storeOperation,
  type TurnRefusal,
} from '../core/operation/store-operation.ts';
import type { InviteRequest } from '../core/request/invite-request.ts';
import type { Priority } from '../core/request/priority.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { type LeavePoolDeps, leavePool } from './leave-pool.ts';
import { busy, ProblemError } from './problem-error.ts';
import { hashRequest, readIdempotencyKey, sameRequest } from './read-idempotency-key.ts';
import { type SendJobDeps, sendOrLeave } from './send-or-leave.ts';

export interface AcceptOperationDeps extends SendJobDeps, StoreOperationDeps, LeavePoolDeps {
  getAccount(accountId: string): Promise<Account | undefined>;
  getJob(ref: JobRef): Promise<Job | undefined>;
  ensureDue(accountId: string, shard: string, dueAtMs: number): Promise<void>;
  dueShards: number;
  randomBytes(): Uint8Array;
  now(): number;
}

/** What is to be done to a link. */
export interface AskedOperation {
  operation: Omit<LinkOperation, 'inviteId'>;
  priority: Priority;
  callback_url?: string | undefined;
  /** The request as it was sent, to tell a repeat from another request. */
  request: object;
  /** Whether the link allows it now. A repeat is recognised before this is asked. @throws ProblemError */
  check?(): void;
}

/**
 * Accepts an operation exactly once per Idempotency-Key, and puts it behind the others on its link.
 * @throws ProblemError 409, 422 or 503, and then nothing is stored.
 */
export async function acceptOperation(
  deps: AcceptOperationDeps,
  event: KeyedEvent,
  invite: Job,
  asked: AskedOperation,
): Promise<{ job: Job; replayed: boolean }> {
  return acceptOnceAs(deps, event, {
    make: (jobId) => makeOperation(deps, event, invite, asked, jobId),
    check: () => asked.check?.(),
    store: (job) => acceptOnLink(deps, invite, job),
  });
}

/** Accepts an operation that has no place in the order of a link's, exactly once per Idempotency-Key. */
export function acceptChatOperation(
  deps: AcceptOperationDeps,
  event: KeyedEvent,
  asked: NewOperation,
  noteNew?: (job: Job) => Promise<void>,
): Promise<{ job: Job; replayed: boolean }> {
  return acceptOnceAs(deps, event, {
    make: (jobId) => newOperation(deps, event, asked, jobId),
    async store(job) {
      await noteNew?.(job);
      return storeNew(deps, job);
    },
  });
}

interface Acceptance {
  /** @param jobId undefined without an Idempotency-Key. */
  make(jobId: string | undefined): Job;
  /** A repeat is recognised before this. @throws ProblemError */
  check?(): void;
  /** @returns the job, or the same one as an earlier request has stored it. */
  store(job: Job): Promise<Job>;
}

async function acceptOnceAs(
  deps: AcceptOperationDeps,
  event: KeyedEvent,
  { make, check, store }: Acceptance,
): Promise<{ job: Job; replayed: boolean }> {
  const { tenantId } = event;
  const idempotencyKey = readIdempotencyKey(event.headers);
  const jobId = idempotencyKey === undefined ? undefined : operationIdFrom(tenantId, idempotencyKey);
  const job = make(jobId);
  const earlier = jobId === undefined ? undefined : await deps.getJob({ tenantId, jobId });
  if (earlier !== undefined) {
    return { job: await send(deps, event, sameRequest(earlier, job.requestHash)), replayed: true };
  }
  check?.();
  await ensureAccountDue(deps, job);
  const stored = await store(job);
  return { job: await send(deps, event, stored), replayed: jobId !== undefined && stored !== job };
}

/** The job of an operation on a link. @param jobId one of its own where its request has no Idempotency-Key. */
export function makeOperation(
  deps: Pick<AcceptOperationDeps, 'randomBytes' | 'now'>,
  event: KeyedEvent,
  invite: Job,
  { operation, priority, callback_url, request }: AskedOperation,
  jobId?: string,
): Job {
  const { accountId, request: made } = invite;
  const asked = {
    accountId,
    request: { account: made.account, peer: made.peer, priority },
    operation: { ...operation, inviteId: invite.jobId },
    callback_url,
    hashed: { ...request, kind: operation.kind, invite: invite.jobId },
  };
  return newOperation(deps, event, asked, jobId);
}

export interface NewOperation {
  accountId: string;
  request: Pick<InviteRequest, 'account' | 'peer'> & { priority: Priority };
  operation: Operation;
  callback_url?: string | undefined;
  /** What tells a repeat from another request. */
  hashed: object;
  /** Requests that ask for the same at about the same time share one operation. Without it each has its own. */
  jobId?: string;
}

function newOperation(
  deps: Pick<AcceptOperationDeps, 'randomBytes' | 'now'>,
  { tenantId, key, requestContext: { requestId } }: KeyedEvent,
  { accountId, request, operation, callback_url, hashed, ...asked }: NewOperation,
  jobId = asked.jobId ?? newOperationId(deps.randomBytes()),
): Job {
  const nowMs = deps.now();
  return newJob(
    {
      tenantId,
      jobId,
      accountId,
      request,
      operation,
      askedBy: key.name,
      requestHash: hashRequest(hashed),
      requestId,
      placeMs: operationPlace(key.name, request.priority, nowMs),
      // A look tells nothing that is not asked for.
      ...(operation.kind === 'requests'
        ? {}
        : callbackFor(callback_url === undefined ? {} : { callback_url }, key)),
    },
    nowMs,
  );
}

/**
 * Stores an operation behind the others on its link.
 * @returns it, or the same operation as an earlier request has stored it.
 * @throws ProblemError 422 when another request was stored under its id, 503 when the link got others at every attempt, or cannot leave
 * its pool now.
 */
export async function acceptOnLink(deps: AcceptOperationDeps, invite: Job, job: Job): Promise<Job> {
  if (job.operation?.kind !== 'refresh') {
    await leavePool(deps, invite, job.operation?.kind);
  }
  const stored = await storeOperation(deps, invite, job);
  if (stored === 'created') {
    return job;
  }
  if ('refused' in stored) {
    throw toProblem(stored);
  }
  return sameRequest(stored, job.requestHash);
}

async function storeNew(deps: AcceptOperationDeps, job: Job): Promise<Job> {
  const stored = await deps.createJob(job);
  return stored === 'created' ? job : sameRequest(stored, job.requestHash);
}

async function send(deps: AcceptOperationDeps, event: KeyedEvent, job: Job): Promise<Job> {
  if (event.logFields) {
    event.logFields.jobId = job.jobId;
  }
  await sendOrLeave(deps, job);
  return job;
}

/** Before an operation is stored: see due-entry.ts. The wait of the method that makes links does not hold it up. */
export async function ensureAccountDue(deps: AcceptOperationDeps, job: Job): Promise<void> {
  const account = await deps.getAccount(job.accountId);
  if (account === undefined) {
    return;
  }
  const working = { ...account, blockedUntilMs: {} };
  const dueAtMs = dueTimeFor(working, job.deadlineMs, deps.now());
  if (dueAtMs !== undefined) {
    await deps.ensureDue(account.accountId, dueShardOf(account.accountId, deps.dueShards), dueAtMs);
  }
}

function toProblem(refusal: TurnRefusal): ProblemError {
  if (refusal.refused === 'busy') {
    return busy('The link got other operations at every attempt.');
  }
  const { room } = refusal;
  return new ProblemError({
    slug: 'busy',
    detail: `The link has ${room} unfinished operations, and can have no more${room < maxOperationIds ? ' but to be revoked or deleted' : ''}.`,
    headers: { 'retry-after': '60' },
  });
}
