import packageJson from '../package.json' with { type: 'json' };
import { describeApi, tags } from './openapi/description.ts';
import { examples, problemExamples } from './openapi/examples.ts';
import { type HeaderName, makeHeaders } from './openapi/headers.ts';
import type { Operation } from './openapi/operation.ts';
import { operations } from './openapi/operations.ts';
import { parameterRef, parameters } from './openapi/parameters.ts';
import { makeResponses } from './openapi/responses.ts';
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
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: makeOperation(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'invite-spool',
      version,
      summary: 'Unofficial Telegram invite links as durable jobs',
      description: describeApi(),
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
      headers: makeHeaders(findReferences(paths, '#/components/headers/') as HeaderName[]),
    },
  };
}

function makeOperation(operation: Operation): JsonSchema {
  const { operationId, tag, summary, description, scope, parameters = [], body } = operation;
  const example = examples[operationId];
  const needs = scope === undefined ? '' : `Needs the scope \`${scope}\`.`;
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, needs].filter(Boolean).join('\n\n') || `${summary}.`,
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
    responses: makeResponses(operation, example, problemExamples),
  };
}

/** The names under `prefix` that a part of the document refers to. */
function findReferences(part: unknown, prefix: string): string[] {
  const references = JSON.stringify(part).matchAll(/"\$ref":"([^"]+)"/g);
  const targets = [...references].map(([, target = '']) => target);
  return [...new Set(targets.filter((target) => target.startsWith(prefix)))].map((target) =>
    target.slice(prefix.length),
  );
}
