import { expect, test } from 'vitest';
import { isFiltered, toListQuery, toRevokeFilters } from '../../../../console/pages/links/filters.ts';

test('the address of a list becomes the query of the API', () => {
  const query = toListQuery({ status: 'active', chat: '@launch', meta: 'order=4711, campaign=a=b' });
  expect(query).toMatchObject({
    status: 'succeeded',
    link_status: 'active',
    peer: '@launch',
    'metadata.order': '4711',
    'metadata.campaign': 'a=b',
  });
});

test('a range of days has its last day in it', () => {
  const { created_after: from, created_before: to } = toListQuery({ from: '2026-11-01', to: '2026-11-30' });
  expect(from).toBe(new Date('2026-11-01T00:00').toISOString());
  expect(to).toBe(new Date('2026-12-01T00:00').toISOString());
});

test('the same filters say which links are revoked', () => {
  expect(toRevokeFilters({ title: 'order', account: 'main', meta: 'order=1' })).toEqual({
    title_prefix: 'order',
    account: 'main',
    metadata: { order: '1' },
  });
});

test('without a filter all are meant, and said to be', () => {
  expect(toRevokeFilters({ progress: 'bat_1' })).toEqual({ all: true });
});

test.each([{ status: 'active' }, { origin: 'adopted' }, { pool: 'shop' }])(
  '%j is no filter of a revocation: more links would be revoked than are shown',
  (filters) => {
    expect(toRevokeFilters(filters)).toBeUndefined();
  },
);

test('the progress of a revocation is no filter', () => {
  expect(isFiltered({ progress: 'bat_1' })).toBe(false);
  expect(isFiltered({ title: 'order' })).toBe(true);
});
