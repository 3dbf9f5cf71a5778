import { expect, test } from 'vitest';
import { createRouter } from '../../../local/aws/http-routes.ts';

function createRoutes(...routeKeys: string[]) {
  return routeKeys.map((routeKey) => ({ routeKey, functionArn: 'arn', timeoutMs: 1 }));
}

function find(routeKeys: string[], method: string, path: string) {
  const match = createRouter(createRoutes(...routeKeys))(method, path);
  return match && [match.route.routeKey, match.pathParameters];
}

test('a static path is matched whole and with its method', () => {
  expect(find(['POST /v1/invites'], 'POST', '/v1/invites')).toEqual(['POST /v1/invites', undefined]);
  expect(find(['POST /v1/invites'], 'GET', '/v1/invites')).toBeUndefined();
  expect(find(['POST /v1/invites'], 'POST', '/v1/invites/')).toBeUndefined();
  expect(find(['POST /v1/invites'], 'POST', '/v1')).toBeUndefined();
});

test('a parameter takes one segment, decoded and not empty', () => {
  expect(find(['GET /v1/{id}/x'], 'GET', '/v1/a%20b/x')).toEqual(['GET /v1/{id}/x', { id: 'a b' }]);
  expect(find(['GET /v1/{id}'], 'GET', '/v1/')).toBeUndefined();
  expect(find(['GET /v1/{id}'], 'GET', '/v1/a/b')).toBeUndefined();
});

test('a static route wins over one with a parameter, wherever it stands', () => {
  expect(find(['GET /v1/{id}', 'GET /v1/health'], 'GET', '/v1/health')).toEqual([
    'GET /v1/health',
    undefined,
  ]);
});

test('what nothing matches goes to $default', () => {
  expect(find(['$default', 'GET /v1/health'], 'PATCH', '/nowhere')).toEqual(['$default', undefined]);
});

test('a greedy parameter is refused', () => {
  expect(() => createRouter(createRoutes('GET /{proxy+}'))).toThrow('GET /{proxy+}: greedy parameters');
});
