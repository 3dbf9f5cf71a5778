import type { ApiResponse } from './api-event.ts';
import type { KeyedEvent } from './authenticate-key.ts';
import { respondCsv } from './csv.ts';
import { joinsFile, toJoinRow } from './join-resource.ts';
import { type ReadJoins, type ReadJoinsDeps, readJoins, toJoinCursor } from './read-joins.ts';

/** Rows of one file. With the longest names they are within the 6 MB of an answer of Lambda's. */
const maxRows = 5_000;

const maxReads = 60;

/** Joins as a spreadsheet. While there are more, `Link: <...>; rel="next"` is where the next file is (RFC 8288). */
export async function respondJoinsCsv(
  deps: ReadJoinsDeps,
  { key, tenantId, rawPath, queryStringParameters: query = {} }: KeyedEvent,
  asked: Omit<ReadJoins, 'key' | 'tenantId' | 'limit' | 'maxReads'>,
): Promise<ApiResponse> {
  const { items, next } = await readJoins(deps, { ...asked, key, tenantId, limit: maxRows, maxReads });
  const rows = items.map(toJoinRow);
  if (next === undefined) {
    return respondCsv(joinsFile, rows);
  }
  const address = new URLSearchParams({ ...(query as Record<string, string>), cursor: toJoinCursor(next) });
  return respondCsv(joinsFile, rows, { link: `<${rawPath}?${address}>; rel="next"` });
}
