import type { Context } from 'aws-lambda';
import type { ApiEvent, ApiResponse } from './api-event.ts';
import { ProblemError } from './problem-error.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As in the template: `/v1/invites/{id}`. */
  path: string;
  handler: (event: ApiEvent, context: Context) => Promise<ApiResponse>;
  /** Whether people type the path: with a slash at its end it leads to the page. */
  isPage?: true;
}

/**
 * Sends a request to its route, with the path's parameters filled in. HEAD is GET without the body. An unknown path is
 * 404, a known one under another method is 405 with Allow.
 */
export function routeRequests(routes: Route[]) {
  const patterns = routes.map((route) => ({ route, segments: route.path.split('/').map(toSegment) }));
  return async function routeRequest(event: ApiEvent, context: Context): Promise<ApiResponse> {
    const method = event.requestContext.http.method.toUpperCase();
    const path = event.rawPath.split('/');
    const matches = mostLiteral(
      patterns.flatMap(({ route, segments }) => {
        const parameters = matchPath(segments, path);
        return parameters === undefined ? [] : [{ route, parameters }];
      }),
    );
    const page = findPage(event.rawPath);
    if (page !== undefined && ['GET', 'HEAD'].includes(method)) {
      return leadTo(page);
    }
    const match = matches.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method));
    if (event.logFields && matches[0]) {
      event.logFields.route = matches[0].route.path;
    }
    if (match === undefined) {
      throw matches.length === 0 ? notFound() : methodNotAllowed(matches.map(({ route }) => route.method));
    }
    event.pathParameters = match.parameters;
    const response = await match.route.handler(event, context);
    return method === 'HEAD' ? { ...response, body: '' } : response;
  };

  /** @returns the path of the page that is meant by this path, which has a slash at its end; undefined where there is no such page. */
  function findPage(rawPath: string): string | undefined {
    const path = rawPath.endsWith('/') ? rawPath.slice(0, -1) : '';
    const isPage = patterns.some(
      ({ route, segments }) => route.isPage && matchPath(segments, path.split('/')) !== undefined,
    );
    // It is sent back as a header.
    return isPage && /^[\w/-]+$/.test(path) ? path : undefined;
  }
}

/** Browsers keep the place in the page: `/docs/#createInvite` leads to `/docs#createInvite`. */
function leadTo(location: string): ApiResponse {
  return { statusCode: 308, headers: { location, 'cache-control': 'public, max-age=300' }, body: '' };
}

/** `/v1/invites/batch` is a path of its own, and no invite with the id "batch", whatever the method. */
function mostLiteral<M extends { parameters: Record<string, string> }>(matches: M[]): M[] {
  function countOf({ parameters }: M) {
    return Object.keys(parameters).length;
  }
  const fewest = Math.min(...matches.map(countOf));
  return matches.filter((match) => countOf(match) === fewest);
}

/** Of a route's path: a word, or the name of a parameter. */
type Segment = { word: string } | { parameter: string };

function toSegment(part: string): Segment {
  const parameter = /^\{(\w+)\}$/.exec(part)?.[1];
  return parameter === undefined ? { word: part } : { parameter };
}

function matchPath(segments: Segment[], path: string[]): Record<string, string> | undefined {
  if (segments.length !== path.length) {
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const given = path[index] ?? '';
    if ('word' in segment ? segment.word !== given : given === '') {
      return undefined;
    }
    if ('parameter' in segment) {
      parameters[segment.parameter] = given;
    }
  }
  return parameters;
}

function notFound(): ProblemError {
  return new ProblemError({
    slug: 'not-found',
    detail: 'There is nothing at this path. All paths are listed at /docs.',
  });
}

function methodNotAllowed(methods: Route['method'][]): ProblemError {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return new ProblemError({
    slug: 'method-not-allowed',
    detail: `This path takes ${allow.join(', ')} only.`,
    extensions: { allow },
    headers: { allow: allow.join(', ') },
  });
}
