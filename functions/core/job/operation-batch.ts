import { maxLifeMs } from '../job-life.ts';
import { resultKeptMs } from './job.ts';

/** One request for the same operation on many links. Its row is what it is followed by, and what a repeat of it finds. */
export interface OperationBatch {
  tenantId: string;
  batchId: string;
  requestHash: string;
  /** In the order of the operations. */
  inviteIds: string[];
  /** Matching invites whose link was not made yet. */
  unfinished: number;
  /** The `createdKey` after which the next request goes on. */
  next?: string;
  createdAtMs: number;
}

/** Its row is deleted then: no operation in it is kept longer. */
export function expiryOf({ createdAtMs }: OperationBatch): number {
  return Math.ceil((createdAtMs + maxLifeMs + resultKeptMs) / 1000);
}
