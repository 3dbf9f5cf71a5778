import * as z from 'zod/mini';
import { type ProblemSlug, type ProblemType, problemTypes, problemTypeUri } from '../problems.ts';
import { errorClass } from './invite.ts';
import { named, text } from './parts.ts';

const fieldProblem = named(
  'FieldProblem',
  'What is wrong with one field.',
  z.object({
    field: text(
      'The path of the field, such as `items.3.usage_limit`. It is empty for the whole body, and `""` for an empty name.',
    ),
    detail: text('What the field takes, in a sentence.'),
  }),
);

const memberSchemas: Record<string, z.ZodMiniType> = {
  errors: z.array(fieldProblem),
  allow: z.array(z.string()),
  scope: z.string(),
  account_status: z.enum(['active', 'halted', 'dead']),
  position: z.exactOptional(z.int()),
  line: z.exactOptional(z.int()),
  column: z.exactOptional(z.int()),
};

/** The schema that a problem has in the document: `invalid-request` is `InvalidRequestProblem`. */
export function problemSchemaName(slug: ProblemSlug): string {
  const words = slug.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `${words.join('')}Problem`;
}

/** Problem details by RFC 9457, one schema for each type, so that an answer is held to the type it claims. */
export const problems = new Map(
  (Object.entries(problemTypes) as [ProblemSlug, ProblemType][]).map(([slug, problem]) => [
    slug,
    named(
      problemSchemaName(slug),
      `${problem.means} ${problem.whatToDo}`,
      z.object({
        type: z.literal(problemTypeUri(slug)),
        title: z.literal(problem.title),
        status: z.literal(problem.status),
        detail: text('What happened this time, for people to read.'),
        instance: text('The id of this request. It is in the log of the service.'),
        ...describeMembers(problem.members ?? {}),
      }),
    ),
  ]),
);

/** What a page under /problems says, as JSON. */
export const problemType = named(
  'ProblemType',
  'A type of problem, or an error that an invite can end in.',
  z.object({
    type: text("The problem's type URI, or the error's type."),
    title: z.exactOptional(text('Of a problem: its title.')),
    status: z.exactOptional(z.int().check(z.meta({ description: 'Of a problem: its HTTP status.' }))),
    class: z.exactOptional(errorClass),
    means: text('What happened.'),
    what_to_do: text('What to do about it.'),
    page: text('Path of its page.', { format: 'uri-reference' }),
    at_login: z.exactOptional(
      z.literal(true).check(
        z.meta({
          description: 'Of an error with which only the login of an account ends: no request does.',
        }),
      ),
    ),
  }),
);

export const problemTypeList = named(
  'ProblemTypeList',
  'Every problem that the API answers with, and every error that an invite can end in.',
  z.object({ problems: z.array(problemType), errors: z.array(problemType) }),
);

function describeMembers(members: Record<string, string>): Record<string, z.ZodMiniType> {
  return Object.fromEntries(
    Object.keys(members).map((name) => {
      const schema = memberSchemas[name];
      if (schema === undefined) {
        throw new TypeError(`A problem has the member "${name}", which has no schema`);
      }
      return [name, schema];
    }),
  );
}
