import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { makeOpenApiDocument } from '../../infra/openapi.ts';
import { closeObjects } from './close-objects.ts';
import { type DocumentedAnswer, type DocumentedOperation, findOperation, resolve } from './find-operation.ts';

/** A request and the answer that came back. */
export interface Exchange {
  method: string;
  /** With or without its query. */
  path: string;
  /** What was sent, parsed; checked when it was accepted. */
  requestBody?: unknown;
  status: number;
  headers: Record<string, unknown>;
  /** As it came; empty for none. */
  body: string;
}

/** The API does what its document does not say. */
export class DocumentBreachError extends Error {
  override readonly name = 'DocumentBreachError';
}

/** Of the connection rather than of the API. Content-Type is judged with the body. */
const connectionHeaders = [
  'connection',
  'keep-alive',
  'date',
  'content-length',
  'content-type',
  'transfer-encoding',
];

/** Every problem has these, also where the document cannot say so: API Gateway's own answers to that status have not. */
const problemHeaders = ['cache-control', 'link'];

const documentId = 'openapi.json';
const document = makeOpenApiDocument();
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: documentId, components: closeObjects(document.components) });

/**
 * Holds an answer against the OpenAPI document: its path and method, status, headers, media type and body.
 * @throws DocumentBreachError that says what is not in the document.
 */
export function holdToDocument(exchange: Exchange): void {
  const breaches = findBreaches(exchange);
  if (breaches.length > 0) {
    const { method, path, status, body } = exchange;
    throw new DocumentBreachError(
      [`${method} ${path} -> ${status}`, ...breaches, body.slice(0, 2_000)].join('\n  '),
    );
  }
}

/** What of an answer the document does not allow, in sentences. */
export function findBreaches(exchange: Exchange): string[] {
  const [path = '', query = ''] = exchange.path.split('?');
  const { operation, isPath } = findOperation(document, exchange.method, path);
  if (operation === undefined) {
    return findUnroutedBreaches(exchange, isPath);
  }
  const documented = operation.responses[exchange.status];
  if (documented === undefined) {
    return [`${operation.operationId} has no status ${exchange.status}`];
  }
  const answer = resolve<DocumentedAnswer>(document, documented);
  return [
    ...findHeaderBreaches(exchange, answer),
    ...findBodyBreaches(exchange, answer),
    ...findRequestBreaches(exchange, operation),
    ...(exchange.status < 400 ? findQueryBreaches(query, operation) : []),
  ];
}

/** What the document does not have is answered in one way only. */
function findUnroutedBreaches(exchange: Exchange, isPath: boolean): string[] {
  if (isGatewayAnswer(exchange) || leadsToPage(exchange)) {
    return [];
  }
  const name = isPath ? 'MethodNotAllowedProblem' : 'NotFoundProblem';
  if (exchange.status !== (isPath ? 405 : 404)) {
    return ['the document has no such operation'];
  }
  return exchange.method === 'HEAD'
    ? []
    : findSchemaBreaches({ $ref: `#/components/schemas/${name}` }, parse(exchange.body), 'body');
}

/** A page is found with a slash at its end too. */
function leadsToPage({ method, path, status, headers }: Exchange): boolean {
  const { operation } = findOperation(document, method, path.replace(/\/$/, ''));
  return status === 308 && operation !== undefined && `${headers.location}/` === path;
}

/** API Gateway refuses a request before anybody looks where it leads. */
function isGatewayAnswer({ status, body }: Exchange): boolean {
  const schema = { $ref: '#/components/schemas/GatewayMessage' };
  return [400, 413, 431].includes(status) && findSchemaBreaches(schema, parse(body), 'body').length === 0;
}

function findHeaderBreaches({ headers }: Exchange, answer: DocumentedAnswer): string[] {
  const seen = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const documented = new Map(
    Object.entries(answer.headers ?? {}).map(([name, header]) => [
      name.toLowerCase(),
      resolve(document, header),
    ]),
  );
  const isProblem = seen.get('content-type') === 'application/problem+json';
  const missing = [...documented]
    .filter(([name, { required }]) => required === true || (isProblem && problemHeaders.includes(name)))
    .filter(([name]) => !seen.has(name))
    .map(([name]) => `the header ${name} is missing`);
  const wrong = [...seen]
    .filter(([name]) => !connectionHeaders.includes(name))
    .flatMap(([name, value]) => {
      const header = documented.get(name);
      if (header === undefined) {
        return [`the header ${name} is not documented`];
      }
      return findSchemaBreaches(header.schema, readHeader(value), `header ${name}`);
    });
  return [...missing, ...wrong];
}

/** A header is text; one that is documented as a number reads as one. */
function readHeader(value: string): unknown {
  return /^\d+$/.test(value) ? Number(value) : value;
}

function findBodyBreaches({ method, headers, body }: Exchange, { content = {} }: DocumentedAnswer): string[] {
  const given = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const mediaType =
    String(given ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  if (Object.keys(content).length === 0 && mediaType === '') {
    return body === '' ? [] : ['the body is not documented'];
  }
  const media = content[mediaType];
  if (media === undefined) {
    return [`the media type ${mediaType} is not documented`];
  }
  if (method === 'HEAD') {
    return body === '' ? [] : ['HEAD has a body'];
  }
  return findSchemaBreaches(media.schema, mediaType.includes('json') ? parse(body) : body, 'body');
}

/** What was accepted has to be what the document says may be asked. */
function findRequestBreaches({ status, requestBody }: Exchange, operation: DocumentedOperation): string[] {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema === undefined || requestBody === undefined || status >= 400
    ? []
    : findSchemaBreaches(schema, requestBody, 'accepted request');
}

/** What was taken of a query has to be what the document says of its parameters. */
function findQueryBreaches(query: string, { parameters = [] }: DocumentedOperation): string[] {
  const given = new URLSearchParams(query);
  return parameters.flatMap(({ $ref }) => {
    const parameter = document.components.parameters?.[$ref.replace('#/components/parameters/', '')] as {
      name: string;
      in: string;
      schema: object;
    };
    const value = parameter.in === 'query' ? given.get(parameter.name) : null;
    return value === null
      ? []
      : findSchemaBreaches(
          { $ref: `${$ref}/schema` },
          'type' in parameter.schema && parameter.schema.type === 'integer' ? Number(value) : value,
          `accepted ?${parameter.name}`,
        );
  });
}

const compiled = new Map<string, ValidateFunction>();
const compiledOf = new WeakMap<object, ValidateFunction>();

function compile(schema: object): ValidateFunction {
  const text = JSON.stringify(closeObjects(schema)).replaceAll('"$ref":"#/', `"$ref":"${documentId}#/`);
  const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
  compiled.set(text, validate);
  return validate;
}

function findSchemaBreaches(schema: object, value: unknown, what: string): string[] {
  const validate = compiledOf.get(schema) ?? compile(schema);
  compiledOf.set(schema, validate);
  return validate(value)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
      );
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return `not JSON: ${body.slice(0, 100)}`;
    }
    throw error;
  }
}
