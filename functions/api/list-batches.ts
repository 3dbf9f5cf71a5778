import { mayUseAccount } from '../core/account/api-key.ts';
import { endOfTimeMs, jobIdInBatch, toCreatedTime } from '../core/ids.ts';
import { toRfc3339 } from '../core/job/invite-resource.ts';
import type { Job, JobBatch } from '../core/job/job.ts';
import { type ApiResponse, respondJson } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { readCursor, toCursor } from './read-filters.ts';
import type { ReadInvitesDeps } from './read-invites.ts';
import { readPage } from './read-page.ts';

export type ListBatchesDeps = Pick<ReadInvitesDeps, 'listJobsOf' | 'loadJobs'>;

type Listed = Awaited<ReturnType<ListBatchesDeps['listJobsOf']>>['jobs'][number];

/** Places in the tenant's list that are looked at for one page: keys of the index, which are small. */
const maxLookedAt = 1_000;

/**
 * GET /v1/batches?limit=&cursor=: the tenant's batches, newest first. No row tells of a batch, but its invites lie side by side in the
 * list of all: they were accepted at the same moment. So one of each moment is read. A page may be short, or empty, and still
 * have a `next_cursor`.
 */
export function listBatches(deps: ListBatchesDeps) {
  return async function handleListBatches(event: KeyedEvent): Promise<ApiResponse> {
    const { key, tenantId } = event;
    const { limit, cursor } = readPage(event.queryStringParameters ?? {}, readCursor);
    const { jobs, hasMore } = await deps.listJobsOf(tenantId, {
      fromMs: 0,
      beforeMs: endOfTimeMs,
      after: cursor,
      limit: maxLookedAt,
    });
    const moments = [...Map.groupBy(jobs, momentOf).values()];
    // The last moment may go on behind what was read.
    const whole = hasMore && moments.length > 1 ? moments.slice(0, -1) : moments;
    const read = whole.slice(0, limit);
    const batches = (await readFirst(deps, tenantId, read)).filter(({ request }) =>
      mayUseAccount(key, request.account),
    );
    const last = read.at(-1)?.at(-1);
    const isMore = last !== undefined && (hasMore || read.length < moments.length);
    return respondJson(200, {
      batches: batches.sort((a, b) => b.createdAtMs - a.createdAtMs).map(toBatchSummary),
      ...(isMore ? { next_cursor: toCursor(last.createdKey) } : {}),
    });
  };
}

function momentOf({ createdKey }: Listed): string {
  return createdKey.slice(0, toCreatedTime(0).length);
}

type BatchedJob = Job & { batch: JobBatch };

/** One job of each batch. Of a moment with several the others are read in another round. */
async function readFirst(
  deps: ListBatchesDeps,
  tenantId: string,
  moments: Listed[][],
): Promise<BatchedJob[]> {
  const first = moments.flatMap(([each]) => each ?? []);
  if (first.length === 0) {
    return [];
  }
  const jobs = new Map((await deps.loadJobs(first)).map((job) => [job.jobId, job]));
  const found = [...jobs.values()].filter((job): job is BatchedJob => job.batch !== undefined);
  const others = moments
    .map(([each, ...rest]) => withoutBatch(tenantId, jobs.get(each?.jobId ?? '')?.batch, rest))
    .filter((rest) => rest.length > 0);
  return [...found, ...(await readFirst(deps, tenantId, others))];
}

function withoutBatch(tenantId: string, batch: JobBatch | undefined, listed: Listed[]): Listed[] {
  if (batch === undefined || listed.length === 0) {
    return listed;
  }
  const ids = new Set(
    Array.from({ length: batch.size }, (_, index) => jobIdInBatch(tenantId, batch.batchId, index)),
  );
  return listed.filter(({ jobId }) => !ids.has(jobId));
}

/** Of one of its jobs. */
function toBatchSummary({ batch, createdAtMs, request }: BatchedJob): Record<string, unknown> {
  return {
    id: batch.batchId,
    size: batch.size,
    created_at: toRfc3339(createdAtMs),
    example: {
      account: request.account,
      peer: request.peer,
      ...(request.title === undefined ? {} : { title: request.title }),
    },
  };
}
