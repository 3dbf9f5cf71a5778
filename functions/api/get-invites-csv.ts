import type { FieldProblem } from '../core/request/field-problem.ts';
import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { respondCsv } from './csv.ts';
import { type FindBatchDeps, findBatch } from './find-batch.ts';
import { invitesFile, toCsvRow } from './invites-csv.ts';
import { invalidRequest } from './problem-error.ts';
import { filterNames, readCursor, readFilters, toCursor } from './read-filters.ts';
import { type ReadInvitesDeps, readInvites } from './read-invites.ts';
import { findUnknown, type Query, readCursorWith } from './read-page.ts';

/** Rows of one file. */
const maxRows = 5_000;

/** Jobs looked at for one file: few of them may match. */
const maxLookedAt = 5_000;

/**
 * Lambda answers at most 6 MB, in JSON, where quotes and line ends grow.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxJsonBytes = 5_000_000;

/**
 * GET /v1/invites.csv: the same as GET /v1/invites, as a spreadsheet. While there are more, `Link: <...>; rel="next"` is
 * where the next file is (RFC 8288).
 */
export function getInvitesCsv(deps: ReadInvitesDeps & { now(): number }) {
  return async function handleExportInvites(event: KeyedEvent): Promise<ApiResponse> {
    const nowMs = deps.now();
    const { filters, after } = readQuery(event, nowMs);
    const { key, tenantId, queryStringParameters: query = {} } = event;
    const rows: string[] = [];
    let lookedAt = 0;
    let jsonBytes = 0;
    let last: string | undefined;
    for await (const { createdKey, job } of readInvites(deps, {
      key,
      tenantId,
      filters,
      after,
      wanted: maxRows,
    })) {
      const row = job && toCsvRow(job, nowMs);
      jsonBytes += row === undefined ? 0 : Buffer.byteLength(JSON.stringify(row));
      if (last !== undefined && (lookedAt === maxLookedAt || jsonBytes > maxJsonBytes)) {
        return respondCsv(invitesFile, rows, { link: `<${nextAddress(query, last)}>; rel="next"` });
      }
      lookedAt += 1;
      last = createdKey;
      if (row !== undefined) {
        rows.push(row);
      }
    }
    return respondCsv(invitesFile, rows);
  };
}

/** GET /v1/batches/{id}/invites.csv: a batch as a spreadsheet, in its order. */
export function getBatchCsv(deps: FindBatchDeps & { now(): number }) {
  return async function handleExportBatch(event: KeyedEvent): Promise<ApiResponse> {
    const problems = findUnknown(event.queryStringParameters ?? {}, []);
    if (problems.length > 0) {
      throw invalidRequest(problems);
    }
    const nowMs = deps.now();
    return respondCsv(
      invitesFile,
      (await findBatch(deps, event)).map((job) => toCsvRow(job, nowMs)),
    );
  };
}

function nextAddress(query: Query, createdKey: string): string {
  const next = new URLSearchParams({ ...(query as Record<string, string>), cursor: toCursor(createdKey) });
  return `/v1/invites.csv?${next}`;
}

/** @throws ProblemError 422 that names every parameter at fault. */
function readQuery({ queryStringParameters: query = {} }: KeyedEvent, nowMs: number) {
  const problems: FieldProblem[] = findUnknown(query, [...filterNames, 'cursor']);
  const filters = readFilters(query, problems, nowMs);
  const after = readCursorWith(readCursor, query.cursor, problems);
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return { filters, after };
}
