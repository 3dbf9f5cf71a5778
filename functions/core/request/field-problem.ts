import type * as z from 'zod/mini';
import { editDistance, findNameHere, isWithin, type OtherNames, toPlain } from './field-names.ts';

/** What is wrong with one field of a request, in a sentence for the caller. */
export interface FieldProblem {
  field: string;
  detail: string;
}

/** The fields that there are in one object of a request, and what they are called elsewhere. */
export interface KnownFields {
  names: string[];
  elsewhere: OtherNames;
}

/** Longer than any field of ours with its typing errors. */
const longestGuess = 40;

/** Puts a schema's findings into sentences; an unknown field is refused by name, with the one that was meant. */
export function toFieldProblems(
  issues: z.core.$ZodIssue[],
  knownFields: (path: PropertyKey[]) => KnownFields,
): FieldProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => toUnknownField([...issue.path, key], knownFields(issue.path)));
    }
    const detail = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
    return [{ field: toFieldPath(issue.path), detail: detail ?? issue.message }];
  });
}

/** The path of a field as it is told: a name that is empty shows as `""`, half a character as a replacement character. */
export function toFieldPath(path: PropertyKey[]): string {
  return path.map((name) => (name === '' ? '""' : String(name).toWellFormed())).join('.');
}

/** What a caller is told to correct: the path of the field, where there is one, and what it takes. */
export function toSentence({ field, detail }: FieldProblem): string {
  return field === '' ? detail : `${field}: ${detail}`;
}

function toUnknownField(path: PropertyKey[], known: KnownFields): FieldProblem {
  const name = String(path.at(-1));
  // A long name is not repeated: it may be a secret in the wrong place.
  const told = name.length > longestGuess ? `(a name of ${name.length} characters)` : name;
  return {
    field: toFieldPath([...path.slice(0, -1), told]),
    detail: `There is no such field.${name.length > longestGuess ? '' : guessMeant(name, known)}`,
  };
}

function guessMeant(name: string, { names, elsewhere }: KnownFields): string {
  if (toPlain(name) === 'idempotencykey') {
    return ' It is a header: Idempotency-Key.';
  }
  const respelled = names.find((field) => toPlain(field) === toPlain(name));
  const here = respelled === undefined ? findNameHere(name, elsewhere) : undefined;
  if (here !== undefined) {
    return ` Here it is called "${here}".`;
  }
  const nearest = respelled ?? findNearest(name, names);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

function findNearest(name: string, known: string[]): string | undefined {
  const lower = name.toLowerCase();
  const [best] = known
    .filter((field) => isWithin(Math.ceil(field.length / 3), lower, field))
    .sort((a, b) => editDistance(lower, a) - editDistance(lower, b));
  return best;
}
