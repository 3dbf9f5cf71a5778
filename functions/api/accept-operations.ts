import { mayUseAccount } from '../core/account/api-key.ts';
import { newBatchId, operationBatchIdFrom, operationIdInBatch } from '../core/ids.ts';
import type { Job } from '../core/job/job.ts';
import type { OperationBatch } from '../core/job/operation-batch.ts';
import { settleAll } from '../core/settle-all.ts';
import {
  type AcceptOperationDeps,
  type AskedOperation,
  acceptOnLink,
  ensureAccountDue,
  makeOperation,
} from './accept-operation.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { hashRequest, readIdempotencyKey, sameRequest } from './read-idempotency-key.ts';
import { type SendJobsDeps, sendAllOrLeave } from './send-or-leave.ts';

export interface AcceptOperationsDeps extends AcceptOperationDeps, SendJobsDeps {
  /** 'created', or the batch already stored under that id. */
  createOperationBatch(batch: OperationBatch): Promise<'created' | OperationBatch>;
  getOperationBatch(tenantId: string, batchId: string): Promise<OperationBatch | undefined>;
}

/** The links that a request has found. */
export interface FoundLinks {
  invites: Job[];
  /** See `OperationBatch`. */
  unfinished: number;
  next?: string;
}

/** Operations that are stored side by side. */
const sideBySide = 20;

/**
 * Accepts the same operation on many links as a batch. The batch is stored first: when this breaks off, the same request under its
 * Idempotency-Key finds the batch and does the rest.
 * @param find the links; not asked where an earlier request has stored the batch.
 * @returns the batch, and its operations in their order; no batch where no link was found.
 */
export async function acceptOperations(
  deps: AcceptOperationsDeps,
  event: KeyedEvent,
  asked: AskedOperation,
  find: () => Promise<FoundLinks>,
): Promise<{ batch: OperationBatch; jobs: Job[]; replayed: boolean } | FoundLinks> {
  const { tenantId } = event;
  const key = readIdempotencyKey(event.headers);
  const batchId = key === undefined ? newBatchId(deps.randomBytes()) : operationBatchIdFrom(tenantId, key);
  const requestHash = hashRequest({ ...asked.request, kind: asked.operation.kind });
  const earlier = key === undefined ? undefined : await deps.getOperationBatch(tenantId, batchId);
  const found = earlier === undefined ? await find() : undefined;
  if (found?.invites.length === 0) {
    return found;
  }
  const made = { tenantId, batchId, requestHash, ...describeFound(found), createdAtMs: deps.now() };
  const earlierOrCreated = earlier ?? (await deps.createOperationBatch(made));
  const batch = earlierOrCreated === 'created' ? made : sameRequest(earlierOrCreated, requestHash);
  const stored = await loadInvites(deps, batch, found?.invites);
  const invites = stored.filter(({ request }) => mayUseAccount(event.key, request.account));
  const entries = invites.map((invite) => ({
    invite,
    job: {
      ...makeOperation(deps, event, invite, asked, operationIdInBatch(tenantId, batchId, invite.jobId)),
      batch: { batchId, index: batch.inviteIds.indexOf(invite.jobId), size: batch.inviteIds.length },
    },
  }));
  await ensureAccountsDue(
    deps,
    entries.map(({ job }) => job),
  );
  const jobs: Job[] = [];
  for (let next = 0; next < entries.length; next += sideBySide) {
    const some = entries.slice(next, next + sideBySide);
    jobs.push(...(await settleAll(some.map(({ invite, job }) => acceptOnLink(deps, invite, job)))));
  }
  await sendAllOrLeave(deps, jobs);
  return { batch, jobs, replayed: earlierOrCreated !== 'created' };
}

function describeFound({ invites, unfinished, next }: FoundLinks = { invites: [], unfinished: 0 }) {
  const inviteIds = invites.map(({ jobId }) => jobId);
  return { inviteIds, unfinished, ...(next === undefined ? {} : { next }) };
}

/** Those of the batch, in its order, that are still kept. */
async function loadInvites(
  deps: AcceptOperationsDeps,
  { tenantId, inviteIds }: OperationBatch,
  found: Job[] = [],
): Promise<Job[]> {
  const known = new Map(found.map((invite) => [invite.jobId, invite]));
  const refs = inviteIds.flatMap((jobId) => (known.has(jobId) ? [] : { tenantId, jobId }));
  for (const invite of refs.length === 0 ? [] : await deps.loadJobs(refs)) {
    known.set(invite.jobId, invite);
  }
  return inviteIds.flatMap((jobId) => known.get(jobId) ?? []);
}

async function ensureAccountsDue(deps: AcceptOperationsDeps, jobs: Job[]): Promise<void> {
  const firsts = new Map(jobs.map((job) => [job.accountId, job]));
  await settleAll([...firsts.values()].map((job) => ensureAccountDue(deps, job)));
}
