import { JobError } from '../../client/api-error.ts';
import type { Waitable } from '../../client/jobs.ts';

/** The job as it is when it ends, or after so many seconds. One that has failed is a result too. */
export async function waitFor<T extends { id: string; status: string }>(
  job: Waitable<T>,
  seconds: number,
  signal: AbortSignal,
): Promise<T> {
  const timeout = AbortSignal.timeout(seconds * 1000);
  let latest: T = job;
  try {
    return await job.wait({
      signal: AbortSignal.any([signal, timeout]),
      onUpdate: (seen) => {
        latest = seen;
      },
    });
  } catch (error) {
    if (error instanceof JobError) {
      // The job of the error is the one that was waited for.
      return error.job as unknown as T;
    }
    if (timeout.aborted && !signal.aborted) {
      return latest;
    }
    throw error;
  }
}
