import type * as z from 'zod/mini';
import { editDistance, findNameHere, isWithin, type OtherNames, toPlain } from './field-names.ts';

/** What is wrong with one field of a request, in a sentence for the caller. */
export interface FieldProblem {
  field: string;
  detail: string;
}

/** The fields of one object in a request, and their names elsewhere. */
export interface KnownFields {
  names: string[];
  elsewhere: OtherNames;
}

type Guesses = KnownFields & { byPlainName: ReadonlyMap<string, string> };

/** No field here is this long, even with typing errors. */
const longestGuess = 40;

/** Turns a schema's issues into sentences. An unknown field is refused by name, with the field that was probably meant. */
export function toFieldProblems(
  issues: z.core.$ZodIssue[],
  knownFields: (path: PropertyKey[]) => KnownFields,
): FieldProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      // Once for all of them: a body may have a hundred thousand fields.
      const known = knownFields(issue.path);
      const byPlainName = new Map(known.names.map((name) => [toPlain(name), name]));
      return issue.keys.map((key) => toUnknownField([...issue.path, key], { ...known, byPlainName }));
    }
    const detail = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
    return [{ field: toFieldPath(issue.path), detail: detail ?? issue.message }];
  });
}

/** The path of a field as callers see it. An empty name shows as `""`, half a character as a replacement character. */
export function toFieldPath(path: PropertyKey[]): string {
  return path.map((name) => (name === '' ? '""' : String(name).toWellFormed())).join('.');
}

/** The sentence for a caller: the path of the field, if there is one, and what the field takes. */
export function toSentence({ field, detail }: FieldProblem): string {
  return field === '' ? detail : `${field}: ${detail}`;
}

function toUnknownField(path: PropertyKey[], known: Guesses): FieldProblem {
  const name = String(path.at(-1));
  // A long name is not repeated: it may be a secret in the wrong place.
  const told = name.length > longestGuess ? `(a name of ${name.length} characters)` : name;
  return {
    field: toFieldPath([...path.slice(0, -1), told]),
    detail: `There is no such field.${name.length > longestGuess ? '' : guessMeant(name, known)}`,
  };
}

function guessMeant(name: string, { names, byPlainName, elsewhere }: Guesses): string {
  const plain = toPlain(name);
  if (plain === 'idempotencykey') {
    return ' It is a header: Idempotency-Key.';
  }
  const respelled = byPlainName.get(plain);
  const here = respelled === undefined ? findNameHere(plain, elsewhere) : undefined;
  if (here !== undefined && names.some((field) => here === field || here.startsWith(`${field}.`))) {
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
