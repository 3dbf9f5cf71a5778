import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

export interface HttpReply {
  statusCode: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

/** API Gateway's own answer to a request that it refuses or cannot serve. */
export function replyWith(statusCode: number, message: string): HttpReply {
  const body = Buffer.from(JSON.stringify({ message }));
  return { statusCode, headers: { 'content-type': 'application/json' }, cookies: [], body };
}

/**
 * Reads a function's result as payload format 2.0. With a `statusCode` it is the response, else it is the JSON body of
 * a 200.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * @throws TypeError when it is no valid response. API Gateway answers that with a 500.
 */
export function readFunctionReply(result: unknown): HttpReply {
  if (!isStructured(result)) {
    const body = Buffer.from(typeof result === 'string' ? result : JSON.stringify(result));
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, cookies: [], body };
  }
  const { body = '', cookies = [], isBase64Encoded } = result;
  const statusCode = Number(result.statusCode);
  if (STATUS_CODES[statusCode] === undefined) {
    throw new TypeError(`${result.statusCode} is no HTTP status`);
  }
  if (typeof body !== 'string') {
    throw new TypeError('The body of a response must be a string');
  }
  const headers = readHeaders(result.headers);
  for (const cookie of cookies) {
    validateHeaderValue('set-cookie', cookie);
  }
  return {
    statusCode,
    headers,
    cookies,
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function isStructured(result: unknown): result is APIGatewayProxyStructuredResultV2 {
  return typeof result === 'object' && result !== null && 'statusCode' in result;
}

function readHeaders(headers: APIGatewayProxyStructuredResultV2['headers']): Record<string, string> {
  const read: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' };
  for (const [name, value] of Object.entries(headers ?? {})) {
    validateHeaderName(name);
    validateHeaderValue(name, String(value));
    read[name.toLowerCase()] = String(value);
  }
  return read;
}
