import type { JsonSchema } from '../openapi/schemas.ts';
import type { OpenApiDocument } from '../openapi.ts';

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description: string;
  schema: JsonSchema;
  example?: string;
}

export interface Answer {
  status: string;
  description: string;
  /** Those that say something of this answer. The others are in every answer. */
  headers: string[];
  schema?: JsonSchema;
  example?: unknown;
  mediaTypes: string[];
}

export interface Problem {
  slug: string;
  title: string;
  status: number;
}

/** An operation as the page tells it: all references to what is not a schema are resolved. */
export interface DocumentedOperation {
  id: string;
  tag: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  scope?: string;
  hasKey: boolean;
  parameters: Parameter[];
  body?: { schema: JsonSchema; example?: unknown; isRequired: boolean };
  answers: Answer[];
  problems: Problem[];
  /** Types of the `error` that its job can end with. */
  errors: string[];
}

/** Every operation of a document, in its order. */
export function readOperations(document: OpenApiDocument): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => readOperation(document, method, path, operation)),
  );
}

/** The webhooks of a document: operations that the service calls. */
export function readWebhooks(document: OpenApiDocument): DocumentedOperation[] {
  const webhooks = document.webhooks as Record<string, Record<string, JsonSchema>>;
  return Object.values(webhooks).flatMap((item) =>
    Object.entries(item).map(([method, operation]) => readOperation(document, method, '', operation)),
  );
}

interface RawMedia {
  schema: JsonSchema;
  example?: unknown;
}

interface RawOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security?: unknown[];
  parameters?: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; content: Record<string, RawMedia> };
  responses: Record<string, RawResponse | { $ref: string }>;
  'x-errors'?: string[];
}

interface RawResponse {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, RawMedia>;
}

const needs = /\n*Needs the scope `([^`]+)`\.$/;
const commonHeaders = ['RateLimit', 'RateLimit-Policy', 'Cache-Control', 'Vary', 'Content-Encoding'];

function readOperation(
  document: OpenApiDocument,
  method: string,
  path: string,
  given: JsonSchema,
): DocumentedOperation {
  // The document is made here, and its test holds it against OpenAPI: JsonSchema says no more than that it is an object.
  const raw = given as unknown as RawOperation;
  const media = raw.requestBody?.content['application/json'];
  const scope = needs.exec(raw.description)?.[1];
  const responses = Object.entries(raw.responses).map(
    ([status, response]) => [status, resolve<RawResponse>(document, response)] as const,
  );
  return {
    id: raw.operationId,
    tag: raw.tags[0] ?? '',
    method: method.toUpperCase(),
    path,
    summary: raw.summary,
    description: raw.description.replace(needs, ''),
    ...(scope === undefined ? {} : { scope }),
    hasKey: raw.security === undefined,
    parameters: (raw.parameters ?? []).map((parameter) => resolve<Parameter>(document, parameter)),
    ...(media === undefined ? {} : { body: { ...media, isRequired: raw.requestBody?.required === true } }),
    answers: responses
      .filter(([status, { content = {} }]) => Number(status[0]) < 4 || 'text/html' in content)
      .map(([status, response]) => readAnswer(status, response)),
    problems: responses.flatMap(([, response]) => readProblems(document, response)),
    errors: raw['x-errors'] ?? [],
  };
}

function readAnswer(status: string, { description, headers = {}, content = {} }: RawResponse): Answer {
  const json = content['application/json'];
  return {
    status,
    description,
    headers: Object.keys(headers).filter((name) => !commonHeaders.includes(name)),
    mediaTypes: Object.keys(content),
    ...json,
  };
}

function readProblems(document: OpenApiDocument, { content = {} }: RawResponse): Problem[] {
  const schema = content['application/problem+json']?.schema;
  const refs = (schema?.oneOf ?? (schema === undefined ? [] : [schema])) as { $ref: string }[];
  return refs.map((ref) => {
    const { properties } = resolve<{ properties: Record<string, { const: unknown }> }>(document, ref);
    return {
      slug: String(properties.type?.const).replace(/^.*:/, ''),
      title: String(properties.title?.const),
      status: Number(properties.status?.const),
    };
  });
}

/** A part of the document, wherever it stands. */
export function resolve<T extends object>(document: OpenApiDocument, part: T | { $ref: string }): T {
  if (!('$ref' in part)) {
    return part;
  }
  const [, , kind = '', name = ''] = part.$ref.split('/');
  const found = document.components[kind]?.[name];
  if (found === undefined) {
    throw new TypeError(`The document refers to ${part.$ref}, which it does not have`);
  }
  return found as T;
}

/** The last part of a reference to a schema; undefined for a schema that stands where it is used. */
export function nameOf(schema: JsonSchema): string | undefined {
  return typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined;
}
