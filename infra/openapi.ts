import packageJson from '../package.json' with { type: 'json' };
import { description, tags } from './openapi/description.ts';
import { examples, problemExamples } from './openapi/examples.ts';
import { makeHeaders } from './openapi/headers.ts';
import { jobErrors } from './openapi/job-errors.ts';
import type { Operation } from './openapi/operation.ts';
import { operations } from './openapi/operations.ts';
import { parameterRef, parameters } from './openapi/parameters.ts';
import { makeResponses, type Responses } from './openapi/responses.ts';
import { type JsonSchema, makeSchemas, schemaRef } from './openapi/schemas.ts';
import { makeWebhooks } from './openapi/webhooks.ts';

export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, JsonSchema>>;
  components: Record<string, Record<string, JsonSchema>>;
  [member: string]: unknown;
}

/**
 * The API's OpenAPI document, from the schemas that validate its requests and describe its answers.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function makeOpenApiDocument(): OpenApiDocument {
  const { version, license } = packageJson;
  const paths: OpenApiDocument['paths'] = {};
  const responses: Record<string, JsonSchema> = {};
  for (const operation of operations) {
    const { made, shared } = makeOperation(operation);
    paths[operation.path] = { ...paths[operation.path], [operation.method]: made };
    Object.assign(responses, shared);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'invite-spool',
      version,
      summary: 'Unofficial Telegram invite links as durable jobs',
      description,
      license: { name: license, identifier: license },
    },
    // A relative URL: the address from which the document was fetched.
    servers: [{ url: '/' }],
    tags,
    security: [{ apiKey: [] }],
    paths,
    webhooks: makeWebhooks(),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `isk_...`' },
      },
      schemas: makeSchemas(),
      parameters: structuredClone(parameters),
      responses,
      headers: makeHeaders(findReferences([paths, responses], '#/components/headers/')),
      examples: Object.fromEntries(
        findReferences(responses, '#/components/examples/').map((slug) => [
          slug,
          { value: problemExamples[slug] },
        ]),
      ),
    },
  };
}

function makeOperation(operation: Operation): { made: JsonSchema; shared: Responses['shared'] } {
  const { operationId, tag, summary, scope, parameters = [], body } = operation;
  const example = examples[operationId];
  const { responses, shared } = makeResponses(operation, example);
  const needs = scope === undefined || scope === 'any' ? '' : `Needs the scope \`${scope}\`.`;
  const made = {
    operationId,
    tags: [tag],
    summary,
    description: [operation.description, needs].filter(Boolean).join('\n\n') || `${summary}.`,
    ...(scope === undefined ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(parameterRef) }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: operation.isBodyOptional !== true,
            content: {
              'application/json': {
                schema: schemaRef(body),
                ...(example?.request === undefined ? {} : { example: example.request }),
              },
            },
          },
        }),
    responses,
    ...(jobErrors[operationId] === undefined ? {} : { 'x-errors': jobErrors[operationId] }),
  };
  return { made, shared };
}

/** The names under `prefix` that a part of the document refers to. */
function findReferences(part: unknown, prefix: string): string[] {
  const references = JSON.stringify(part).matchAll(/"\$ref":"([^"]+)"/g);
  const targets = [...references].map(([, target = '']) => target);
  return [...new Set(targets.filter((target) => target.startsWith(prefix)))].map((target) =>
    target.slice(prefix.length),
  );
}
