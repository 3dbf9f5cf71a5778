import { describe, expect, test } from 'vitest';
import { parseBatchRequest } from '../../../../functions/core/request/batch-request.ts';

const item = { account: 'main', peer: '@launch' };

describe('the body of a batch', () => {
  test('is a list of requests, each with its place', () => {
    const { entries } = parseBatchRequest({ items: [item, { ...item, title: ' x ' }] }) as {
      entries: unknown[];
    };
    expect(entries).toEqual([
      { place: 'items.0', request: item, count: 1 },
      { place: 'items.1', request: { ...item, title: 'x' }, count: 1 },
    ]);
  });

  test('or one request and how often it is made', () => {
    expect(parseBatchRequest({ item, count: 100 })).toEqual({
      entries: [{ place: 'item', request: item, count: 100 }],
    });
  });

  test('names every item and field at fault', () => {
    const { problems = [] } = parseBatchRequest({
      items: [
        item,
        { ...item, usage_limit: 0 },
        { account: 'main', peer: 5, tilte: 'x', expire_in: 1, expire_date: 2_000_000_000 },
      ],
    });
    expect(problems.map(({ field }) => field)).toEqual([
      'items.1.usage_limit',
      'items.2.peer',
      'items.2.tilte',
      'items.2.expire_in',
    ]);
  });

  test('may have more faults than a call has arguments', () => {
    const fields = Array.from({ length: 140_000 }, (_, index) => [index.toString(36), 1]);
    const { problems } = parseBatchRequest({ items: [{ ...item, ...Object.fromEntries(fields) }] });
    expect(problems).toHaveLength(140_000);
  });

  test('says what to write for a count in quotes', () => {
    expect(parseBatchRequest({ item, count: '5' }).problems).toEqual([
      { field: 'count', detail: expect.stringMatching(/Write it without quotes: 5\.$/) },
    ]);
  });

  test.each([
    ['nothing', {}, ['items']],
    ['an empty list', { items: [] }, ['items']],
    ['101 items', { items: Array(101).fill(item) }, ['items']],
    ['items that are no objects', { items: [item, 5, null, [item]] }, ['items.1', 'items.2', 'items.3']],
    ['null for a list', { items: null }, ['items']],
    ['an item without a count', { item }, ['count']],
    ['a count without an item', { count: 2 }, ['items']],
    ['a count of nothing', { item, count: 0 }, ['count']],
    ['a count of 101', { item, count: 101 }, ['count']],
    ['a count that is no whole number', { item, count: 1.5 }, ['count']],
    ['both forms at once', { items: [item], item, count: 1 }, ['item', 'count']],
    ['an unknown field', { items: [item], defaults: {} }, ['defaults']],
  ])('is refused with %s', (_what, body, fields) => {
    const { problems = [] } = parseBatchRequest(body);
    expect(problems.map(({ field }) => field)).toEqual(fields);
    expect(problems.every(({ detail }) => /^[A-Za-z].*\.$|\?$/.test(detail))).toBe(true);
  });
});
