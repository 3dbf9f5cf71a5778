import type { Job } from '../core/job/job.ts';

export interface StoreBatchDeps {
  /** 'created', or the job already stored under that id. */
  createJob(job: Job): Promise<'created' | Job>;
  /** Stores those that are not stored yet, the first ones first. When it throws, some may be stored. */
  createJobs(jobs: Job[]): Promise<unknown>;
}

/**
 * Stores the jobs of a batch. Under an Idempotency-Key the first one is stored before the others: of any requests under it, one alone stores
 * the first, and who finds it knows how many there are to be.
 * @returns 'created', or the first one as it was stored before. Then the others are left as they are.
 */
export async function storeBatch(deps: StoreBatchDeps, jobs: Job[]): Promise<'created' | Job> {
  const [first, ...others] = jobs;
  if (first?.requestHash === undefined) {
    await deps.createJobs(jobs);
    return 'created';
  }
  const stored = await deps.createJob(first);
  // The SDK repeats a write whose answer was lost, and then finds what it has stored itself.
  if (stored !== 'created' && !isSameWrite(stored, first)) {
    return stored;
  }
  await deps.createJobs(others);
  return 'created';
}

/**
 * The jobs that an earlier request has not stored, as it would have stored them: they are listed with the first one, and none ends later.
 * @param stored those that it has stored, in their order.
 * @param made all of them, as this request has made them.
 */
export function missingJobs(stored: Job[], made: Job[]): Job[] {
  const ids = new Set(stored.map(({ jobId }) => jobId));
  return made
    .filter(({ jobId }) => !ids.has(jobId))
    .map((job) => {
      const { createdAtMs = job.createdAtMs, deadlineMs = job.deadlineMs } = stored[0] ?? {};
      return { ...job, createdAtMs, deadlineMs: Math.min(job.deadlineMs, deadlineMs) };
    });
}

function isSameWrite(stored: Job, job: Job): boolean {
  return (
    stored.requestId === job.requestId &&
    stored.requestHash === job.requestHash &&
    stored.createdAtMs === job.createdAtMs &&
    stored.placeMs === job.placeMs
  );
}
