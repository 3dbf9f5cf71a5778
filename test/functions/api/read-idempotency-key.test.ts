import { expect, test } from 'vitest';
import { hashRequest } from '../../../functions/api/read-idempotency-key.ts';

test('two requests that say the same in another order have one hash', () => {
  expect(hashRequest({ a: 1, b: { c: [1, 2], d: 2 } })).toBe(hashRequest({ b: { d: 2, c: [1, 2] }, a: 1 }));
});

test.each([[{ a: 1 }], [{ a: '1' }], [{ a: [2, 1] }], [{ b: 1 }], [{}]])(
  '%o has a hash of its own',
  (request) => {
    expect(hashRequest(request)).not.toBe(hashRequest({ a: [1, 2] }));
  },
);
