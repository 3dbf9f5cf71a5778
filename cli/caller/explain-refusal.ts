import type { ApiError } from '../../client/api-error.ts';
import type { PlannedBatch } from './plan-batches.ts';
import type { RowFault } from './row-faults.ts';

/** The faults that the API finds in the items of a batch, in the rows of the file: `items.3.usage_limit` is a cell. */
export function toRowFaults({ problem }: ApiError, { rows }: PlannedBatch, columns: string[]): RowFault[] {
  return (problem.errors ?? []).map(({ field, detail: given }) => {
    const detail = given.replace(/\.$/, '');
    const [, index, name = ''] = /^items\.(\d+)(?:\.(.+))?$/.exec(field) ?? [];
    const row = rows[Number(index)];
    if (index === undefined || row === undefined) {
      return { detail: field === '' ? detail : `${field}: ${detail}` };
    }
    const column = columns.indexOf(name) + 1;
    return {
      line: row.line,
      ...(column > 0 ? { column } : {}),
      detail: name === '' ? detail : `${name}: ${detail}`,
    };
  });
}
