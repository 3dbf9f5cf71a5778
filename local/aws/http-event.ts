import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RouteMatch } from './http-routes.ts';
import { localAccountId } from './resolve-intrinsics.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The event that a Lambda function gets for a request, in payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * @param match the route, and the parameters in the path.
 */
export function createHttpEvent(
  request: IncomingMessage,
  body: Buffer,
  match: RouteMatch,
): APIGatewayProxyEventV2 {
  const [path = '/', rawQueryString = ''] = splitTarget(request.url ?? '/');
  const { cookie, ...headers } = joinHeaders(request.rawHeaders);
  const query = new URLSearchParams(rawQueryString);
  const isText = isTextType(headers['content-type']);
  const now = new Date();
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    // An HTTP API decodes the path, unlike REST APIs and function URLs. The query stays unchanged.
    rawPath: decodeURIComponent(path),
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*|,/) }),
    headers: {
      ...headers,
      'x-forwarded-for': request.socket.remoteAddress ?? '',
      'x-forwarded-port': String(request.socket.localPort ?? ''),
      'x-forwarded-proto': 'http',
    },
    ...(query.size > 0 && { queryStringParameters: joinQuery(query) }),
    ...(match.pathParameters !== undefined && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: localAccountId,
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? '',
        path: decodeURIComponent(path),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      // As long as those of API Gateway, and of the same letters.
      requestId: randomBytes(11).toString('base64'),
      routeKey: match.route.routeKey,
      stage: '$default',
      time: formatTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Path and query of a request target, both unchanged. */
export function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark === -1 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** Lower-cased names; values of a repeated header joined by commas. */
function joinHeaders(rawHeaders: string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    const value = rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(headers);
}

function joinQuery(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    Array.from(new Set(query.keys()), (name) => [name, query.getAll(name).join(',')]),
  );
}

/** A body of any other type is sent in base64, even a form. Without a type, API Gateway assumes JSON. */
function isTextType(contentType = 'application/json'): boolean {
  return /^\s*(text\/.*|application\/(.+\+)?(json|xml|javascript))\s*(;|$)/i.test(contentType);
}

/** Such as `12/Mar/2020:19:03:58 +0000`. */
function formatTime(date: Date): string {
  const [day, time] = date.toISOString().split('T') as [string, string];
  return `${day.slice(8)}/${months[date.getUTCMonth()]}/${day.slice(0, 4)}:${time.slice(0, 8)} +0000`;
}
