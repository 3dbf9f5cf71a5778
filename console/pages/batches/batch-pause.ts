import type { Reply } from '../../api/request.ts';
import type { Batch } from './batch.ts';

const leastMs = 2_000;
const mostMs = 15_000;

/** When a batch is asked about again: as the service says, and not at all once it is done. */
export function batchPause({ body, retryAfterMs = leastMs }: Reply<Batch | undefined>): number | undefined {
  return body?.status === 'done' ? undefined : Math.min(Math.max(retryAfterMs, leastMs), mostMs);
}
