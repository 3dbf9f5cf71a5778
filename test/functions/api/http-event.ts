import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { ApiEvent } from '../../../functions/api/api-event.ts';
import type { Exchange } from '../../openapi/hold-to-document.ts';

export interface HttpRequest {
  method?: string;
  /** With its query, as a client writes it. */
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  isBase64Encoded?: boolean;
  requestId?: string;
}

/**
 * An event of API Gateway's payload format 2.0, as the HTTP API sends it: lower-cased headers, the path in rawPath.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(request: HttpRequest): ApiEvent {
  const {
    method = 'GET',
    path = '/',
    headers = {},
    body,
    isBase64Encoded = false,
    requestId = 'req-1',
  } = request;
  const [rawPath = '', rawQueryString = ''] = path.split('?');
  const query = Object.fromEntries(new URLSearchParams(rawQueryString));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(rawQueryString === '' ? {} : { queryStringParameters: query }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: '01/Dec/2026:10:00:00 +0000',
      timeEpoch: 1796119200000,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
}

/** The part of Lambda's context that handlers may use here: none. Anything asked of it is a mistake. */
export const lambdaContext = { awsRequestId: 'lambda-1' } as Context;

/** A response taken apart for comparison. */
export function readResponse(response: APIGatewayProxyStructuredResultV2) {
  const { statusCode, headers = {}, body = '' } = response;
  const isJson = /json/.test(String(headers['content-type']));
  return { statusCode, headers, body: body === '' ? undefined : isJson ? JSON.parse(body) : body };
}

/** The exchange as the OpenAPI document is to have it. */
export function toExchange(request: HttpRequest, response: APIGatewayProxyStructuredResultV2): Exchange {
  const { method = 'GET', path = '/', body } = request;
  const { statusCode = 0, headers = {}, body: answer = '' } = response;
  const isAccepted = statusCode < 400 && body !== undefined && request.isBase64Encoded !== true;
  return {
    method,
    path,
    ...(isAccepted ? { requestBody: JSON.parse(body) } : {}),
    status: statusCode,
    headers,
    body: answer,
  };
}
