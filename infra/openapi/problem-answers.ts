import { type ProblemSlug, problemTypes } from '../../functions/api/problems.ts';
import { problemSchemaName } from '../../functions/api/schemas/problem.ts';
import { problemExamples } from './examples.ts';
import { type HeaderName, headerRef } from './headers.ts';
import { type JsonSchema, schemaRef } from './schemas.ts';

/** The headers of problems, beside those of every problem. */
const problemHeaders: Partial<Record<ProblemSlug, HeaderName>> = {
  unauthorized: 'WWW-Authenticate',
  'insufficient-scope': 'WWW-Authenticate',
  'method-not-allowed': 'Allow',
  'unsupported-media-type': 'Accept',
  'pool-empty': 'Retry-After',
  'too-many-pending': 'Retry-After',
  'quota-used-up': 'Retry-After',
  'rate-limited': 'Retry-After',
  busy: 'Retry-After',
  overloaded: 'Retry-After',
  unavailable: 'Retry-After',
};

/** API Gateway's own answers to requests that it does not pass on. They lack the headers of this API. */
const gatewayAnswers: Record<number, { message: string; when: string }> = {
  400: { message: 'Bad Request', when: 'the path or a header cannot be read' },
  413: { message: 'Request Entity Too Large', when: 'the body is larger than 10 MB' },
  431: { message: 'Request Header Fields Too Large', when: 'the headers are larger than 10 KB' },
};

interface Of {
  /** Whether the requests of a key are counted: then answers say how many are left. */
  isCounted: boolean;
  hasBody: boolean;
}

/** The answers to a request that fails, by status: each is a reference, for many operations share it. */
export function makeProblemAnswers(slugs: ProblemSlug[], { isCounted, hasBody }: Of) {
  const fromGateway = Object.keys(gatewayAnswers).map(Number);
  const statuses = new Set([
    ...slugs.map((slug) => problemTypes[slug].status),
    ...fromGateway.filter((status) => status !== 413 || hasBody),
  ]);
  const refs: Record<string, JsonSchema> = {};
  const shared: Record<string, JsonSchema> = {};
  for (const status of statuses) {
    const ofStatus = inOrder(slugs.filter((slug) => problemTypes[slug].status === status));
    const name = nameAnswer(status, ofStatus, isCounted);
    refs[String(status)] = { $ref: `#/components/responses/${name}` };
    shared[name] = makeAnswer(status, ofStatus, isCounted && status !== 401);
  }
  return { refs, shared };
}

/** The same problems make the same answer, in whichever order an operation names them. */
function inOrder(slugs: ProblemSlug[]): ProblemSlug[] {
  return (Object.keys(problemTypes) as ProblemSlug[]).filter((slug) => slugs.includes(slug));
}

function nameAnswer(status: number, slugs: ProblemSlug[], isCounted: boolean): string {
  const names = slugs.map((slug) => problemSchemaName(slug).replace(/Problem$/, ''));
  return slugs.length === 0 ? `Gateway${status}` : `${names.join('Or')}${isCounted ? '' : 'WithoutKey'}`;
}

function makeAnswer(status: number, slugs: ProblemSlug[], isCounted: boolean): JsonSchema {
  const gateway = gatewayAnswers[status];
  return {
    description: [
      ...slugs.map((slug) => `\`${slug}\`: ${problemTypes[slug].means}`),
      ...(gateway === undefined ? [] : [`API Gateway answers this, as JSON, when ${gateway.when}.`]),
    ].join('\n\n'),
    ...(slugs.length === 0 ? {} : { headers: nameHeaders(slugs, isCounted, gateway === undefined) }),
    content: {
      ...(slugs.length === 0 ? {} : { 'application/problem+json': describeBody(slugs) }),
      ...(gateway === undefined
        ? {}
        : {
            'application/json': {
              schema: schemaRef('GatewayMessage'),
              example: { message: gateway.message },
            },
          }),
    },
  };
}

function nameHeaders(slugs: ProblemSlug[], isCounted: boolean, isAlwaysOurs: boolean): JsonSchema {
  const own = [...new Set(slugs.flatMap((slug) => problemHeaders[slug] ?? []))];
  function isAlways(header: HeaderName) {
    return slugs.every((slug) => problemHeaders[slug] === header);
  }
  return Object.fromEntries([
    ...own.map((name) => [name, headerRef(name, isAlwaysOurs && isAlways(name))]),
    ...(['Cache-Control', 'Link'] as const).map((name) => [name, headerRef(name, isAlwaysOurs)]),
    ...(isCounted ? (['RateLimit-Policy', 'RateLimit'] as const) : []).map((name) => [
      name,
      headerRef(name, false),
    ]),
  ]);
}

function describeBody(slugs: ProblemSlug[]): JsonSchema {
  const refs = slugs.map((slug) => schemaRef(problemSchemaName(slug)));
  const shown = slugs.filter((slug) => problemExamples[slug] !== undefined);
  return {
    schema: refs.length === 1 ? refs[0] : { oneOf: refs },
    ...(shown.length === 0
      ? {}
      : {
          examples: Object.fromEntries(
            shown.map((slug) => [slug, { $ref: `#/components/examples/${slug}` }]),
          ),
        }),
  };
}
