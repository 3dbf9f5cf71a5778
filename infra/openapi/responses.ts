import type { ProblemSlug } from '../../functions/api/problems.ts';
import type { Example } from './examples.ts';
import { type HeaderName, headerRef } from './headers.ts';
import type { Answer, Operation } from './operation.ts';
import { makeProblemAnswers } from './problem-answers.ts';
import { type JsonSchema, schemaRef } from './schemas.ts';

/** The problems of a refused key, and those that can happen at any time. */
const keyProblems: ProblemSlug[] = [
  'unauthorized',
  'insufficient-scope',
  'rate-limited',
  'internal-error',
  'unavailable',
];
const openProblems: ProblemSlug[] = ['internal-error'];

function problemsOf({ scope }: Operation): ProblemSlug[] {
  if (scope === undefined) {
    return openProblems;
  }
  return scope === 'any' ? keyProblems.filter((slug) => slug !== 'insufficient-scope') : keyProblems;
}

const rateHeaders: HeaderName[] = ['RateLimit-Policy', 'RateLimit'];

export interface Responses {
  /** By status. An answer that other operations may give as well is a reference. */
  responses: Record<string, JsonSchema>;
  /** What they refer to under `components.responses`. */
  shared: Record<string, JsonSchema>;
}

/** All answers of an operation by status, its problems included. */
export function makeResponses(operation: Operation, example: Example | undefined): Responses {
  const hasKey = operation.scope !== undefined;
  const answers = Object.entries(operation.answers).map(([status, answer]) => [
    status,
    makeAnswer(answer, hasKey, example?.status === Number(status) ? example.answer : undefined),
  ]);
  const { refs, shared } = makeProblemAnswers(listProblems(operation), {
    isCounted: hasKey,
    hasBody: operation.method !== 'get',
  });
  return { responses: { ...refs, ...Object.fromEntries(answers) }, shared };
}

/** The problems that an operation may be answered with: those of its own first. */
export function listProblems(operation: Operation): ProblemSlug[] {
  return [...new Set([...(operation.problems ?? []), ...problemsOf(operation)])];
}

function makeAnswer(answer: Answer, hasKey: boolean, example: unknown): JsonSchema {
  const required: HeaderName[] = [
    ...(answer.headers ?? []),
    ...(hasKey ? rateHeaders : []),
    ...(answer.headers?.includes('Cache-Control') ? [] : (['Cache-Control'] as const)),
  ];
  return {
    description: answer.description,
    headers: nameHeaders(required, answer.mayHave ?? []),
    content: {
      ...(answer.schema === undefined
        ? {}
        : {
            'application/json': {
              schema: schemaRef(answer.schema),
              ...(example === undefined ? {} : { example }),
            },
          }),
      ...Object.fromEntries((answer.texts ?? []).map((type) => [type, { schema: { type: 'string' } }])),
    },
  };
}

function nameHeaders(required: HeaderName[], others: HeaderName[]): JsonSchema {
  return Object.fromEntries([
    ...required.map((name) => [name, headerRef(name, true)]),
    ...others.map((name) => [name, headerRef(name, false)]),
  ]);
}
