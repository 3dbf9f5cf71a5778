import { describeLink, toEchoedRequest, toRfc3339 } from '../core/job/invite-resource.ts';
import type { Job } from '../core/job/job.ts';
import { linkOf } from '../core/job/link-status.ts';
import { type CsvFile, writeCsvRow } from './csv.ts';

/** New columns come at the end: some who read the file count them. */
export const invitesFile: CsvFile = {
  name: 'invites.csv',
  columns: [
    'id',
    'status',
    'account',
    'peer',
    'title',
    'link',
    'expire_date',
    'usage_limit',
    'request_needed',
    'error',
    'detail',
    'attempts',
    'created_at',
    'finished_at',
    'batch',
    'batch_index',
    'metadata',
    'link_status',
    'usage',
    'requested',
    'as_of',
    'origin',
    'pool',
    'taken_at',
  ],
};

/** One row an invite, without the header row. */
export function toCsvRow(job: Job, nowMs: number): string {
  const { error, batch, pool, taken } = job;
  const request = toEchoedRequest(job.request);
  const invite = linkOf(job);
  const shown = invite ?? request;
  const { peer } = request;
  const cells: Record<string, unknown> = {
    ...describeLink(job, nowMs),
    id: job.jobId,
    status: job.status,
    account: request.account,
    peer: typeof peer === 'string' ? peer : JSON.stringify(peer),
    title: shown.title,
    link: invite?.link,
    expire_date: shown.expire_date,
    usage_limit: shown.usage_limit,
    request_needed: shown.request_needed,
    error: error?.type,
    detail: error?.detail,
    attempts: job.attempts,
    created_at: toRfc3339(job.createdAtMs),
    finished_at: job.finishedAtMs === undefined ? undefined : toRfc3339(job.finishedAtMs),
    batch: batch?.batchId,
    batch_index: batch?.index,
    origin: job.adopted && 'adopted',
    pool,
    taken_at: taken && toRfc3339(taken.atMs),
    metadata: request.metadata && JSON.stringify(request.metadata),
  };
  return writeCsvRow(invitesFile, cells);
}
