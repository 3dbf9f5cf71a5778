import type { OpenApiDocument } from '../../infra/openapi.ts';

export interface DocumentedHeader {
  required?: boolean;
  schema: object;
}

export interface DocumentedAnswer {
  headers?: Record<string, DocumentedHeader | { $ref: string }>;
  content?: Record<string, { schema: object }>;
}

export interface DocumentedOperation {
  operationId: string;
  parameters?: { $ref: string }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, DocumentedAnswer | { $ref: string }>;
}

/** What the document has at a path: the operation of that method, and whether there is anything at all. */
export function findOperation(
  { paths }: OpenApiDocument,
  method: string,
  path: string,
): { operation?: DocumentedOperation; isPath: boolean } {
  const templates = Object.keys(paths).filter((template) => patternOf(template).test(path));
  // A path without parameters is meant before one with them: https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching
  const [template] = templates.sort((a, b) => countParameters(a) - countParameters(b));
  const item = template === undefined ? undefined : paths[template];
  const operation = item?.[method === 'HEAD' ? 'get' : method.toLowerCase()] as
    | DocumentedOperation
    | undefined;
  return { isPath: item !== undefined, ...(operation === undefined ? {} : { operation }) };
}

/** Thousands of answers are looked for. */
const patterns = new Map<string, RegExp>();

function patternOf(template: string): RegExp {
  const pattern = patterns.get(template) ?? toPattern(template);
  patterns.set(template, pattern);
  return pattern;
}

function toPattern(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^$()[\]\\|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function countParameters(template: string): number {
  return template.split('{').length;
}

/** What a part of the document is, or refers to: an answer, a header. */
export function resolve<T extends object>(document: OpenApiDocument, part: T | { $ref: string }): T {
  if (!('$ref' in part)) {
    return part;
  }
  const [, , kind = '', name = ''] = part.$ref.split('/');
  return document.components[kind]?.[name] as T;
}
