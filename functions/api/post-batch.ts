import { batchIdFrom, jobIdInBatch, newBatchId } from '../core/ids.ts';
import type { Job } from '../core/job/job.ts';
import { newJob } from '../core/job/new-job.ts';
import { parseBatchRequest, type RequestEntry } from '../core/request/batch-request.ts';
import { usualPriority } from '../core/request/priority.ts';
import { type AcceptOnceDeps, acceptOnce } from './accept-once.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { firstBatchPage, respondBatch } from './batch-resource.ts';
import type { EstimateDoneDeps } from './estimate-done.ts';
import { countMissing, type FindBatchDeps, loadBatch, readBatch } from './find-batch.ts';
import type { JsonObject } from './parse-json-body.ts';
import { holdUntilFinal, type PreferWaitDeps } from './prefer-wait.ts';
import { invalidRequest } from './problem-error.ts';
import { hashRequest, readIdempotencyKey } from './read-idempotency-key.ts';
import { type SendJobsDeps, sendAllOrLeave } from './send-or-leave.ts';
import { missingJobs, type StoreBatchDeps, storeBatch } from './store-batch.ts';

export interface PostBatchDeps
  extends SendJobsDeps,
    AcceptOnceDeps,
    FindBatchDeps,
    EstimateDoneDeps,
    PreferWaitDeps,
    StoreBatchDeps {
  /** It was stored: estimates count it. */
  noteJob(job: Job): void;
  /** At least 16 bytes from a cryptographic source. */
  randomBytes(): Uint8Array;
  now(): number;
}

/** The body of a batch may be this large: 100 requests have some 10 KB each. */
export const maxBatchBodyBytes = 1024 * 1024;

/**
 * POST /v1/invites/batch: 1 to 100 requests, checked all before any is stored. Where this breaks off in between, the same request under the
 * same Idempotency-Key stores the rest. Answers 202 with the batch; with `Prefer: wait=N` not before all are final or N seconds have passed.
 */
export function postBatch(deps: PostBatchDeps) {
  return async function handlePostBatch(event: KeyedEvent & { json: JsonObject }): Promise<ApiResponse> {
    const idempotencyKey = readIdempotencyKey(event.headers);
    const parsed = parseBatchRequest(event.json);
    if (parsed.problems) {
      throw invalidRequest(parsed.problems);
    }
    const { jobs: accepted, replayed } = await acceptBatch(deps, parsed.entries, event, idempotencyKey);
    const batchId = accepted[0]?.batch?.batchId;
    if (event.logFields && batchId !== undefined) {
      event.logFields.batchId = batchId;
    }
    // One message a job: an account's pace lets through a few jobs at a time, and a message that has seen its own job done is gone.
    await sendAllOrLeave(deps, accepted);
    const { known: jobs, applied } = await holdUntilFinal(deps, event, accepted, readBatch(deps));
    return respondBatch(deps, 202, jobs, firstBatchPage, {
      location: `/v1/batches/${batchId}`,
      ...applied,
      ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
    });
  };
}

async function acceptBatch(
  deps: PostBatchDeps,
  entries: RequestEntry[],
  { key, tenantId, requestContext: { requestId } }: KeyedEvent,
  idempotencyKey: string | undefined,
): Promise<{ jobs: Job[]; replayed: boolean }> {
  const isKeyed = idempotencyKey !== undefined;
  const batchId = isKeyed ? batchIdFrom(tenantId, idempotencyKey) : newBatchId(deps.randomBytes());
  const requestHash = isKeyed
    ? hashRequest(entries.flatMap(({ request, count }) => Array(count).fill(request)))
    : undefined;
  const answer = await acceptOnce<Job[]>(
    deps,
    { key, tenantId, entries, priority: usualPriority.batch, requestHash },
    {
      make: (requests) => {
        const nowMs = deps.now();
        const keyed = requestHash === undefined ? {} : { requestHash };
        return requests.map((each, index) => {
          const batch = { batchId, index, size: requests.length };
          const jobId = jobIdInBatch(tenantId, batchId, index);
          return newJob({ tenantId, jobId, ...each, ...keyed, requestId, batch }, nowMs);
        });
      },
      store: (jobs) => storeBatch(deps, jobs),
      findEarlier: async () => (await loadBatch(deps, tenantId, batchId))[0],
    },
  );
  if (answer.earlier === undefined) {
    for (const job of answer.made) {
      deps.noteJob(job);
    }
    return { jobs: answer.made, replayed: false };
  }
  const stored = await loadBatch(deps, tenantId, batchId);
  if (countMissing(stored, deps.now()) === 0) {
    return { jobs: stored, replayed: true };
  }
  // The earlier request broke off, or is still at it.
  if ('refusal' in answer) {
    throw answer.refusal;
  }
  await deps.createJobs(missingJobs(stored, answer.made));
  return { jobs: await loadBatch(deps, tenantId, batchId), replayed: true };
}
