import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, test } from 'vitest';
import { errorTypes } from '../../functions/api/error-types.ts';
import { problemTypes } from '../../functions/api/problems.ts';
import { inviteRequestBody, parseInviteRequest } from '../../functions/core/request/invite-request.ts';
import { type Bundle, ensureFunctions } from '../../infra/build.ts';
import { buildDocsPage } from '../../infra/docs/build-docs-page.ts';
import { readOperations, readWebhooks } from '../../infra/docs/read-document.ts';
import { examples, problemExamples } from '../../infra/openapi/examples.ts';
import { jobErrors } from '../../infra/openapi/job-errors.ts';
import type { Operation } from '../../infra/openapi/operation.ts';
import { operations } from '../../infra/openapi/operations.ts';
import { makeOpenApiDocument } from '../../infra/openapi.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import { closeObjects } from '../openapi/close-objects.ts';
import { type DocumentedAnswer, resolve } from '../openapi/find-operation.ts';
import { findBreaches } from '../openapi/hold-to-document.ts';

const document = makeOpenApiDocument();

/** Of everything in JSON but the document itself. */
function hasExample({ answers }: Operation) {
  return Object.values(answers).some(({ schema }) => schema !== undefined && schema !== 'OpenApi');
}

describe('the OpenAPI document', () => {
  test('has the routes of the service, all of them and no other', async () => {
    const template = await readPackagedTemplate();
    const routes = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')
      .map(({ Properties }) => String(Properties?.RouteKey))
      .filter((key) => key !== '$default');
    const documented = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(documented.sort()).toEqual(routes.sort());
  });

  test('names with an operation errors that have a page, and none of a login', () => {
    const told = errorTypes.filter(({ isOfLogin }) => !isOfLogin).map(({ type }) => type);
    for (const [operationId, types] of Object.entries(jobErrors)) {
      expect(operations.map((operation) => operation.operationId)).toContain(operationId);
      expect(types.filter((type, index) => !told.includes(type) || types.indexOf(type) !== index)).toEqual(
        [],
      );
    }
  });

  test('names every error with an operation that a request can end with', () => {
    const named = Object.values(jobErrors).flat();
    const ofRequests = errorTypes.filter(
      ({ type, class: errorClass, isOfLogin }) =>
        !isOfLogin &&
        ['input', 'rights', 'expired', 'exhausted'].includes(errorClass) &&
        !named.includes(type),
    );
    expect(ofRequests).toEqual([]);
  });

  test('gives every text of a filter and a path a form', () => {
    for (const [name, parameter] of Object.entries(document.components.parameters ?? {})) {
      const { schema, in: place } = parameter as { schema: Record<string, unknown>; in: string };
      const hasForm = ['pattern', 'format', 'enum', 'minLength'].some((limit) => limit in schema);
      if (schema.type === 'string' && place !== 'header') {
        expect([name, hasForm]).toEqual([name, true]);
      }
    }
  });

  test('tells with every operation what API Gateway itself may answer', () => {
    for (const item of Object.values(document.paths)) {
      for (const operation of Object.values(item)) {
        const { responses } = operation as { responses: Record<string, { $ref: string }> };
        for (const status of ['400', '431']) {
          const { content } = resolve<DocumentedAnswer>(document, responses[status] as { $ref: string });
          expect(content).toHaveProperty(['application/json']);
        }
      }
    }
  });

  test('describes every field of a request', () => {
    const schema = document.components.schemas?.InviteRequest as {
      properties: Record<string, { description?: string }>;
    };
    expect(Object.keys(schema.properties)).toEqual(Object.keys(inviteRequestBody.shape));
    for (const field of Object.values(schema.properties)) {
      expect(field.description).toBeTruthy();
    }
  });
});

describe('a request passes the document’s schema if and only if it passes the API’s', () => {
  const ajv = new Ajv2020({ strict: false });
  const isDocumented = ajv.compile(document.components.schemas?.InviteRequest as object);
  const valid = { account: 'main', peer: '@launch' };
  function pairs(count: number) {
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']));
  }

  test.each<object>([
    {},
    { account: '' },
    { account: 'Main' },
    { account: 'a'.repeat(32) },
    { account: 'a'.repeat(33) },
    { peer: '' },
    { peer: -1001234567890 },
    { peer: 1.5 },
    { peer: true },
    { peer: null },
    { title: 5 },
    { expire_date: 0 },
    { expire_date: 2_147_483_647 },
    { expire_date: 2_147_483_648 },
    { expire_in: 0 },
    { expire_in: 157_680_000 },
    { expire_in: 157_680_001 },
    { usage_limit: 0 },
    { usage_limit: 1 },
    { usage_limit: 99_999 },
    { usage_limit: 100_000 },
    { usage_limit: 1.5 },
    { request_needed: 'yes' },
    { subscription_pricing: { period: 2_592_000, amount: 10_000 } },
    { subscription_pricing: { period: 2_592_000, amount: 10_001 } },
    { subscription_pricing: { period: 1, amount: 1 } },
    { subscription_pricing: {} },
    { deadline: -1 },
    { metadata: pairs(16) },
    { metadata: pairs(17) },
    { metadata: { ['😀'.repeat(40)]: '😀'.repeat(500) } },
    { metadata: { ['k'.repeat(41)]: '' } },
    { metadata: { '': '' } },
    { metadata: { key: 'v'.repeat(501) } },
    { metadata: { key: 5 } },
    { unknown: 1 },
    JSON.parse('{"metadata":{"__proto__":"x"}}'),
    { chat_id: '@launch' },
    { expire_in: 5, expire_date: 2_000_000_000 },
    { request_needed: true, usage_limit: 5 },
    { request_needed: false, usage_limit: 5 },
    { subscription_pricing: { period: 2_592_000, amount: 1 }, expire_date: 2_000_000_000 },
    { subscription_pricing: { period: 2_592_000, amount: 1 }, expire_in: 5 },
    { subscription_pricing: { period: 2_592_000, amount: 1 }, usage_limit: 5 },
    { subscription_pricing: { period: 2_592_000, amount: 1 }, request_needed: true },
    { subscription_pricing: { period: 2_592_000, amount: 1 }, request_needed: false },
    { subscription_pricing: { period: 2_592_000, amount: 1 }, legacy_revoke_permanent: true },
    { track_joins: true },
    { track_joins: 'names' },
    { track_joins: 'name' },
    { single_use: true },
    { single_use: true, usage_limit: 1, track_joins: true },
    { single_use: true, usage_limit: 2 },
    { single_use: false, usage_limit: 2, track_joins: false },
    { single_use: true, track_joins: false },
    { single_use: true, request_needed: true },
    { single_use: true, legacy_revoke_permanent: true },
    { subscription_pricing: { period: 2_592_000, amount: 1 }, single_use: true },
  ])('%o', (fields) => {
    const request = { ...valid, ...fields };
    expect(isDocumented(request)).toBe(parseInviteRequest(request).problems === undefined);
  });
});

describe('the examples', () => {
  test.each(operations.filter(hasExample))(
    '$operationId has one, and it is as documented',
    ({ operationId, method, path, answers, body, scope }) => {
      const { request, status = 0, answer } = examples[operationId] ?? {};
      const headers = answers[status]?.headers ?? [];
      expect(answer ?? operationId).toBeTypeOf('object');
      if (body !== undefined) {
        expect(request).toBeTypeOf('object');
      }
      const required = Object.fromEntries([...headers, 'Cache-Control'].map((name) => [name, 'x']));
      const rate = { ratelimit: '"default";r=1;t=1', 'ratelimit-policy': '"default";q=1;w=1' };
      expect(
        findBreaches({
          method: method.toUpperCase(),
          path: path.replaceAll(/\{\w+\}/g, 'x'),
          ...(request === undefined ? {} : { requestBody: request }),
          status,
          headers: { ...required, ...(scope && rate), 'content-type': 'application/json' },
          body: JSON.stringify(answer),
        }),
      ).toEqual([]);
    },
  );

  test('of events are as documented', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'openapi.json', components: closeObjects(document.components) });
    for (const { schema, example } of readWebhooks(document).flatMap(({ body }) => body ?? [])) {
      const isDocumented = ajv.compile({ $ref: `openapi.json${schema.$ref}` });
      expect([isDocumented(example), isDocumented.errors]).toEqual([true, null]);
    }
  });

  test('of parameters have the form of the parameter', () => {
    for (const { id, method, path, parameters } of readOperations(document)) {
      for (const { name, in: place, required, schema, example } of parameters) {
        if (place === 'path' || (place === 'query' && required === true)) {
          expect([id, method, path, name, new RegExp(String(schema.pattern)).test(example ?? '')]).toContain(
            true,
          );
        }
      }
    }
  });

  test('show problems that there are', () => {
    for (const [slug, example] of Object.entries(problemExamples)) {
      const { title, status } = problemTypes[slug as keyof typeof problemTypes];
      expect(example).toMatchObject({ type: `urn:invite-spool:problem:${slug}`, title, status });
    }
  });
});

describe('the API’s bundle', () => {
  let bundle: Bundle | undefined;

  beforeAll(async () => {
    bundle = (await ensureFunctions()).find(({ name }) => name === 'api');
  });

  test('has no generator of JSON Schema in it, and none of the schemas that only describe', async () => {
    const source = await readFile(bundle?.path ?? '', 'utf8');
    expect(source).not.toContain('json-schema.org/draft');
    expect(
      bundle?.inputs.filter((input) => /to-json-schema|functions\/api\/schemas|swagger/.test(input)),
    ).toEqual([]);
  });
});

describe('the documentation page', () => {
  test('loads nothing: its scripts and its style are in it, and its policy names exactly these', async () => {
    const { html, contentSecurityPolicy } = await buildDocsPage(document);
    const scripts = [...html.matchAll(/<script([^>]*)>.*?<\/script>/gs)];
    expect(scripts.map(([, attributes]) => attributes)).toEqual(['', '']);
    const markup = html.replaceAll(/<script>.*?<\/script>/gs, '');
    expect(markup).not.toMatch(/<link[^>]*href="(?!data:)|<img|@import|url\(/);
    expect(html).not.toContain('sourceMappingURL');
    expect(contentSecurityPolicy).toMatch(
      /^default-src 'none'; script-src( 'sha256-[\w+/]+=*'){2}; style-src 'sha256-[\w+/]+=*';/,
    );
    expect(contentSecurityPolicy).not.toMatch(/https?:|\*|unsafe/);
  });

  test('is not heavy: 470 KB, and 60 KB as it is sent', async () => {
    const { html } = await buildDocsPage(document);
    expect(html.length).toBeLessThan(470_000);
    expect(gzipSync(html).length).toBeLessThan(60_000);
  });
});
