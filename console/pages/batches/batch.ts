import type { components } from '../../../client/openapi.ts';
import { type JobStatus, jobStatuses } from '../jobs/job.ts';

export type Batch = components['schemas']['Batch'];
export type BatchSummary = components['schemas']['BatchSummary'];

/** How many of a batch are in each state: only states that some are in, those that are done first. */
export function countsOf({ counts }: Pick<Batch, 'counts'>): { status: JobStatus; count: number }[] {
  return barOrder.map((status) => ({ status, count: counts[status] })).filter(({ count }) => count > 0);
}

const done: JobStatus[] = ['succeeded', 'failed', 'cancelled', 'expired'];
const barOrder = [...done, ...jobStatuses.filter((status) => !done.includes(status))];

/** How many are not over yet. */
export function leftOf({ counts }: Pick<Batch, 'counts'>): number {
  return counts.queued + counts.running + counts.waiting + counts.blocked;
}
