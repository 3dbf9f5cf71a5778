import type { ApiError } from './api-error.ts';
import type { PlannedBatch } from './plan-batches.ts';

/**
 * What the API says of items, said of the lines of the file: `items.3.usage_limit` is a cell.
 * @returns a line for each problem.
 */
export function explainRefusal({ problem }: ApiError, { rows }: PlannedBatch, columns: string[]): string[] {
  return (problem.errors ?? []).map(({ field, detail }) => {
    const [, index, name = ''] = /^items\.(\d+)(?:\.(.+))?$/.exec(field) ?? [];
    const row = rows[Number(index)];
    if (index === undefined || row === undefined) {
      return `  ${field}: ${detail}`;
    }
    const column = columns.indexOf(name) + 1;
    return `  line ${row.line}${column > 0 ? `, column ${column}` : ''}: ${name ? `${name}: ` : ''}${detail}`;
  });
}
