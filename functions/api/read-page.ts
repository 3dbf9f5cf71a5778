import { type FieldProblem, toFieldPath } from '../core/request/field-problem.ts';
import { invalidRequest } from './problem-error.ts';

const usualPage = 50;
const largestPage = 100;

/** A query as API Gateway hands it over: a parameter that is given twice is joined by commas. */
export type Query = Record<string, string | undefined>;

/**
 * The page that a query asks for.
 * @param readCursor undefined for anything that is no cursor.
 * @throws ProblemError 422 that names every parameter at fault, unknown ones too.
 */
export function readPage<T>(query: Query, readCursor: (cursor: string) => T | undefined) {
  const problems = findUnknown(query, ['limit', 'cursor']);
  const limit = readLimit(query.limit, problems);
  const cursor = readCursorWith(readCursor, query.cursor, problems);
  if (problems.length > 0) {
    throw invalidRequest(problems);
  }
  return { limit, cursor };
}

/** Adds to `problems` when it is no limit. */
export function readLimit(limit: string | undefined, problems: FieldProblem[]): number {
  if (limit === undefined) {
    return usualPage;
  }
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > largestPage) {
    problems.push({ field: 'limit', detail: `A page has 1 to ${largestPage} items.` });
  }
  return Number(limit);
}

/** Adds to `problems` when it is no cursor. */
export function readCursorWith<T>(
  readCursor: (cursor: string) => T | undefined,
  cursor: string | undefined,
  problems: FieldProblem[],
): T | undefined {
  const read = cursor === undefined ? undefined : readCursor(cursor);
  if (cursor !== undefined && read === undefined) {
    problems.push({ field: 'cursor', detail: 'cursor takes the next_cursor of the page before, unchanged.' });
  }
  return read;
}

export function findUnknown(query: Query, known: string[]): FieldProblem[] {
  return Object.keys(query)
    .filter((field) => !known.includes(field.replace(/^(metadata\.).+$/s, '$1NAME')))
    .map((field) => ({
      field: toFieldPath([field]),
      detail: `There is no such parameter. ${tellKnown(known)}`,
    }));
}

function tellKnown(known: string[]): string {
  switch (known.length) {
    case 0:
      return 'This path takes none.';
    case 1:
      return `This path takes ${known[0]} only.`;
    default:
      return `This path takes ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`;
  }
}
