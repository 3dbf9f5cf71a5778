import { type ProblemSlug, problemTypes } from '../../functions/api/problems.ts';
import { problemSchemaName } from '../../functions/api/schemas/problem.ts';
import type { Example } from './examples.ts';
import { type HeaderName, headerOf } from './headers.ts';
import type { Answer, Operation } from './operation.ts';
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

/** The headers of every problem. */
const problemHeaders: Partial<Record<ProblemSlug, HeaderName>> = {
  unauthorized: 'WWW-Authenticate',
  'insufficient-scope': 'WWW-Authenticate',
  'method-not-allowed': 'Allow',
  'unsupported-media-type': 'Accept',
  'too-many-pending': 'Retry-After',
  'quota-used-up': 'Retry-After',
  'rate-limited': 'Retry-After',
  busy: 'Retry-After',
  overloaded: 'Retry-After',
  unavailable: 'Retry-After',
};

const rateHeaders: HeaderName[] = ['RateLimit-Policy', 'RateLimit'];

/** All answers of an operation by status, its problems included. */
export function makeResponses(
  operation: Operation,
  example: Example | undefined,
  problemExamples: Record<string, unknown>,
): Record<string, JsonSchema> {
  const hasKey = operation.scope !== undefined;
  const responses: Record<string, JsonSchema> = {};
  for (const [status, answer] of Object.entries(operation.answers)) {
    responses[status] = makeAnswer(
      answer,
      hasKey,
      example?.status === Number(status) ? example.answer : undefined,
    );
  }
  const slugs = [...(hasKey ? keyProblems : openProblems), ...(operation.problems ?? [])];
  for (const status of new Set(slugs.map((slug) => problemTypes[slug].status))) {
    const ofStatus = slugs.filter((slug) => problemTypes[slug].status === status);
    responses[String(status)] = makeProblemAnswer(ofStatus, hasKey && status !== 401, problemExamples);
  }
  return addGatewayAnswers(responses, operation);
}

/** API Gateway's own answers to requests that it does not pass on. They lack the headers of this API. */
const gatewayAnswers = {
  400: { message: 'Bad Request', when: 'the path or a header cannot be read' },
  413: { message: 'Request Entity Too Large', when: 'the body is larger than 10 MB' },
  431: { message: 'Request Header Fields Too Large', when: 'the headers are larger than 10 KB' },
};

function addGatewayAnswers(
  responses: Record<string, JsonSchema>,
  { method }: Operation,
): Record<string, JsonSchema> {
  const added = Object.entries(gatewayAnswers)
    .filter(([status]) => status !== '413' || method === 'post')
    .map(([status, { message, when }]) => {
      const { description, headers = {}, content = {} } = responses[status] ?? {};
      const said = `API Gateway answers this, as JSON, when ${when}.`;
      return [
        status,
        {
          description: description === undefined ? said : `${description}\n\n${said}`,
          headers: dropRequired(headers as Record<string, JsonSchema>),
          content: {
            ...(content as JsonSchema),
            'application/json': { schema: schemaRef('GatewayMessage'), example: { message } },
          },
        },
      ];
    });
  return { ...responses, ...Object.fromEntries(added) };
}

function dropRequired(headers: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, { required: _required, ...header }]) => [name, header]),
  );
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

function makeProblemAnswer(
  slugs: ProblemSlug[],
  isCounted: boolean,
  examples: Record<string, unknown>,
): JsonSchema {
  const own = [...new Set(slugs.flatMap((slug) => problemHeaders[slug] ?? []))];
  function isAlways(header: HeaderName) {
    return slugs.every((slug) => problemHeaders[slug] === header);
  }
  const refs = slugs.map((slug) => schemaRef(problemSchemaName(slug)));
  const shown = slugs.filter((slug) => examples[slug] !== undefined);
  return {
    description: slugs.map((slug) => `\`${slug}\`: ${problemTypes[slug].means}`).join('\n\n'),
    headers: nameHeaders(
      [...own.filter(isAlways), 'Cache-Control', 'Link'],
      [...own.filter((header) => !isAlways(header)), ...(isCounted ? rateHeaders : [])],
    ),
    content: {
      'application/problem+json': {
        schema: refs.length === 1 ? refs[0] : { oneOf: refs },
        ...(shown.length === 0
          ? {}
          : { examples: Object.fromEntries(shown.map((slug) => [slug, { value: examples[slug] }])) }),
      },
    },
  };
}

function nameHeaders(required: HeaderName[], others: HeaderName[]): JsonSchema {
  return Object.fromEntries([
    ...required.map((name) => [name, headerOf(name, true)]),
    ...others.map((name) => [name, headerOf(name, false)]),
  ]);
}
