import { stringify } from 'csv-stringify/sync';
import { describeLink, toEchoedRequest, toRfc3339 } from '../core/job/invite-resource.ts';
import type { Job } from '../core/job/job.ts';
import { linkOf } from '../core/job/link-status.ts';
import type { ApiResponse } from './api-event.ts';

/** New ones come at the end: some who read the file count the columns. */
const columns = [
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
];

/**
 * One row an invite, without the header row. A text that a spreadsheet would take for a formula begins with an apostrophe.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function toCsvRow(job: Job, nowMs: number): string {
  return writeCsv([toCells(job, nowMs)]);
}

/** The file: UTF-8, with the mark by which Excel knows that, and CRLF as RFC 4180 has it. */
export function respondCsv(rows: string[], headers: Record<string, string> = {}): ApiResponse {
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="invites.csv"',
      'cache-control': 'no-store',
      ...headers,
    },
    body: `\ufeff${writeCsv([columns])}${rows.join('')}`,
  };
}

function writeCsv(rows: string[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: 'windows' });
}

function toCells(job: Job, nowMs: number): string[] {
  const { error, batch } = job;
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
    metadata: request.metadata && JSON.stringify(request.metadata),
  };
  return columns.map((column) => String(cells[column] ?? ''));
}
