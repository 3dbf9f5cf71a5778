import { TemplateError } from './resolve-intrinsics.ts';
import type { RouteSettings } from './template.ts';

export interface RouteMatch<R = RouteSettings> {
  route: R;
  /** Decoded; undefined for a route without parameters, as in the event. */
  pathParameters: Record<string, string> | undefined;
}

/**
 * Chooses a route as an HTTP API does: the full match with the fewest parameters, then `$default`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 *
 * @throws TemplateError for a route with a greedy parameter, which this service does not need.
 */
export function createRouter<R extends { routeKey: string }>(
  routes: R[],
): (method: string, path: string) => RouteMatch<R> | undefined {
  const defaultRoute = routes.find((route) => route.routeKey === '$default');
  const candidates = routes
    .filter((route) => route !== defaultRoute)
    .map((route) => ({ route, ...parseRouteKey(route.routeKey) }))
    .sort((a, b) => a.parameterCount - b.parameterCount);

  return (method, path) => {
    const segments = path.split('/');
    for (const { route, method: routeMethod, pattern, parameterCount } of candidates) {
      if (routeMethod !== method) {
        continue;
      }
      const parameters = matchSegments(pattern, segments);
      if (parameters !== undefined) {
        return { route, pathParameters: parameterCount > 0 ? parameters : undefined };
      }
    }
    return defaultRoute && { route: defaultRoute, pathParameters: undefined };
  };
}

function parseRouteKey(routeKey: string): { method: string; pattern: string[]; parameterCount: number } {
  const [method = '', path = ''] = routeKey.split(' ');
  if (path.includes('+}')) {
    throw new TemplateError(`Route ${routeKey}: greedy parameters are not supported here`);
  }
  const pattern = path.split('/');
  return { method, pattern, parameterCount: pattern.filter((segment) => segment.startsWith('{')).length };
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) {
    return undefined;
  }
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(.+)\}$/.exec(expected)?.[1];
    if (name === undefined) {
      if (segment !== expected) {
        return undefined;
      }
      continue;
    }
    if (segment === '') {
      return undefined;
    }
    parameters[name] = decodeURIComponent(segment);
  }
  return parameters;
}
