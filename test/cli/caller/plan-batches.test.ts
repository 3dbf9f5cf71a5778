import { expect, test } from 'vitest';
import { planBatches } from '../../../cli/caller/plan-batches.ts';

function rowsOf(count: number, title = 'x') {
  return Array.from({ length: count }, (_, index) => ({
    line: index + 2,
    cells: [],
    request: { account: 'main', title },
  }));
}

test('a file is divided into batches of a hundred rows, in its order', () => {
  const rows = rowsOf(250);
  const batches = planBatches({ contentHash: 'abc', rows });
  expect(batches.map((batch) => batch.rows.length)).toEqual([100, 100, 50]);
  expect(batches.flatMap((batch) => batch.rows)).toEqual(rows);
});

test('a batch is called after the bytes of the file and its rows', () => {
  function keys(contentHash: string) {
    return planBatches({ contentHash, rows: rowsOf(150) }).map(({ idempotencyKey }) => idempotencyKey);
  }
  expect(keys('abc')).toEqual(['csv-abc-1-100', 'csv-abc-101-150']);
  expect(keys('abd')).not.toEqual(keys('abc'));
});

test('rows that are large together are parted so that each batch fits into a request', () => {
  const batches = planBatches({ contentHash: 'abc', rows: rowsOf(100, 'x'.repeat(30_000)) });
  expect(batches.length).toBeGreaterThan(1);
  for (const { rows } of batches) {
    const body = JSON.stringify({ items: rows.map(({ request }) => request) });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1024 * 1024);
  }
});
