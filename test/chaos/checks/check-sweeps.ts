import { isEndless } from '../../../functions/core/job/due.ts';
import type { Job } from '../../../functions/core/job/job.ts';
import type { SweeperWrite } from '../aws-watch.ts';
import type { Observer } from '../observer.ts';
import type { Violation } from './violation.ts';

/** A job's message counts as lost after this time. */
const overdueMs = 60_000;

/** An endless job has no message while it waits: it is sent when it is due, and the sweeps are at least so far apart. */
const shortestPauseMs = 50_000;

/** However many sweepers are at work: a message is sent again for a job only when its last one is overdue. */
export function checkSweeps({ sweeperWrites }: Observer, jobs: Job[]): Violation[] {
  const endless = new Set(jobs.filter(isEndless).map(({ jobId }) => jobId));
  const byJob = Map.groupBy(sweeperWrites, ({ jobId }) => jobId);
  return [...byJob].flatMap(([jobId, writes]) =>
    firstOfEach(writes)
      .toSorted((a, b) => a.sends - b.sends)
      .flatMap((claim, index, claims) => {
        const before = claims[index - 1];
        const ms = claim.updatedAtMs - (before?.updatedAtMs ?? Number.NEGATIVE_INFINITY);
        return before === undefined || ms >= (endless.has(jobId) ? shortestPauseMs : overdueMs)
          ? []
          : [
              {
                what: `was sent again by ${claim.who} ${ms} ms after ${before.who} had sent it`,
                jobIds: [jobId],
              },
            ];
      }),
  );
}

/** A claim is the write that makes `sends` larger; later writes by sweepers keep it. */
function firstOfEach(writes: SweeperWrite[]): SweeperWrite[] {
  return [...Map.groupBy(writes, ({ sends }) => sends)].flatMap(([sends, [first]]) =>
    first === undefined || sends === 0 ? [] : [first],
  );
}
