import type * as z from 'zod/mini';

/** What is wrong with one field of a request, in a sentence for the caller. */
export interface FieldProblem {
  field: string;
  detail: string;
}

/** Longer than any field of ours with its typing errors. */
const longestGuess = 40;

/** Puts a schema's findings into sentences; an unknown field is refused by name, with the nearest known one. */
export function toFieldProblems(
  issues: z.core.$ZodIssue[],
  knownFields: (path: PropertyKey[]) => string[],
): FieldProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => toUnknownField([...issue.path, key], knownFields(issue.path)));
    }
    const detail = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
    return [{ field: issue.path.join('.'), detail: detail ?? issue.message }];
  });
}

function toUnknownField(path: PropertyKey[], known: string[]): FieldProblem {
  const name = String(path.at(-1));
  const nearest = findNearest(name, known);
  // A long name is not repeated: it may be a secret in the wrong place.
  const told = name.length > longestGuess ? `(a name of ${name.length} characters)` : name;
  return {
    field: [...path.slice(0, -1), told].join('.'),
    detail:
      nearest === undefined
        ? 'There is no such field.'
        : `There is no such field. Did you mean "${nearest}"?`,
  };
}

function findNearest(name: string, known: string[]): string | undefined {
  if (name.length > longestGuess) {
    return undefined;
  }
  const ranked = known
    .map((field) => ({ field, distance: editDistance(name.toLowerCase(), field) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.ceil(best.field.length / 3) ? best.field : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
