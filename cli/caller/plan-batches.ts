import type { RequestRow } from './request-row.ts';

/** Most items of one POST /v1/invites/batch. */
const maxItems = 100;

/** Its body may have 1 MiB; the rest is for what stands around the items. */
const maxItemBytes = 1_000_000;

/** Rows that are sent together. */
export interface PlannedBatch {
  rows: RequestRow[];
  /** The same whenever the same file is sent: the API then answers with the batch it has already. */
  idempotencyKey: string;
}

/**
 * Divides a file into batches. What they are called depends on the bytes of the file and on nothing else, so there is no
 * state to keep: to go on is to send everything again.
 */
export function planBatches({
  contentHash,
  rows,
}: {
  contentHash: string;
  rows: RequestRow[];
}): PlannedBatch[] {
  let first = 1;
  return divide(rows).map((part) => {
    const last = first + part.length - 1;
    const idempotencyKey = `csv-${contentHash}-${first}-${last}`;
    first = last + 1;
    return { rows: part, idempotencyKey };
  });
}

function divide(rows: RequestRow[]): RequestRow[][] {
  const parts: RequestRow[][] = [];
  // The console plans with this too, and a browser has no Buffer.
  const encoder = new TextEncoder();
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    const rowBytes = encoder.encode(JSON.stringify(row.request)).length + 1;
    const part = parts.at(-1);
    if (part === undefined || part.length === maxItems || bytes + rowBytes > maxItemBytes) {
      parts.push([row]);
      bytes = rowBytes;
    } else {
      part.push(row);
      bytes += rowBytes;
    }
  }
  return parts;
}
