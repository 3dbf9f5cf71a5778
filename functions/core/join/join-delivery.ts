import type { JobCallback } from '../job/job.ts';

/** How far the delivery of a link's events has come. They are delivered in the order of their numbers, one at a time. */
export interface Delivery extends Pick<JobCallback, 'url' | 'attempts' | 'nextAttemptAtMs' | 'lastError'> {
  /** `idle`: all are delivered or given up. `disabled`: as for the callback of a job. */
  status: 'idle' | 'pending' | 'disabled';
  /** The number of the last event that was delivered or given up. */
  toldUntil: number;
}
