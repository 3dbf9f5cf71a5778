import { expect, test } from 'vitest';
import { parseRoute, routeTo } from '../../console/router.ts';

test.each(['', '#', '#/'])('%j is the start', (hash) => {
  expect(parseRoute(hash)).toEqual({ page: '', rest: [], query: {} });
});

test('a route has a page, the parts behind it and a query', () => {
  expect(parseRoute('#/links/inv_1/joins?status=active&account=main')).toEqual({
    page: 'links',
    rest: ['inv_1', 'joins'],
    query: { status: 'active', account: 'main' },
  });
});

test('what routeTo writes, parseRoute reads', () => {
  const route = parseRoute(
    routeTo('accounts', 'a/b?c'.split(' '), { peer: '@x&y', none: undefined, empty: '' }),
  );
  expect(route).toEqual({ page: 'accounts', rest: ['a/b?c'], query: { peer: '@x&y' } });
});

test('a broken escape in an address breaks nothing', () => {
  expect(parseRoute('#/links/%E0%A4%A')).toMatchObject({ page: 'links', rest: ['%E0%A4%A'] });
});
