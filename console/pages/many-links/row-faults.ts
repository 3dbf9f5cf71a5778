import type { PlannedBatch } from '../../../cli/caller/plan-batches.ts';
import { ProblemFailure } from '../../api/failures.ts';
import type { FileFault } from './check-file.ts';

/** What the service says of the rows of a batch that it has refused: `items.3.title` is the fourth of them. */
export function toRowFaults(failure: Error, batch: PlannedBatch | undefined): FileFault[] {
  const errors = failure instanceof ProblemFailure ? (failure.problem.errors ?? []) : [];
  return errors.flatMap(({ field, detail }) => {
    const [, index = '', column = ''] = /^items\.(\d+)\.(.+)$/.exec(field) ?? [];
    const line = batch?.rows[Number(index)]?.line;
    return index === '' || line === undefined ? [] : [{ line, column, detail }];
  });
}
