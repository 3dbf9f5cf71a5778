import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { firstBatchPage, readBatchCursor, respondBatch } from './batch-resource.ts';
import type { EstimateDoneDeps } from './estimate-done.ts';
import { type FindAnyBatchDeps, findAnyBatch, readBatch } from './find-batch.ts';
import { holdUntilFinal, type PreferWaitDeps } from './prefer-wait.ts';
import { readPage } from './read-page.ts';

export type GetBatchDeps = FindAnyBatchDeps & EstimateDoneDeps & PreferWaitDeps;

/**
 * GET /v1/batches/{id}?limit=&cursor=: how many of a batch stand where, and a page of its items in their order; with
 * `Prefer: wait=N` not before all are final or N seconds have passed.
 */
export function getBatch(deps: GetBatchDeps) {
  return async function handleGetBatch(event: KeyedEvent): Promise<ApiResponse> {
    const { limit, cursor } = readPage(event.queryStringParameters ?? {}, readBatchCursor);
    const { jobs: found, missing } = await findAnyBatch(deps, event);
    const { known: jobs, applied } = await holdUntilFinal(deps, event, found, readBatch(deps));
    const page = { limit, from: cursor ?? firstBatchPage.from };
    return respondBatch(deps, 200, jobs, page, applied, missing);
  };
}
