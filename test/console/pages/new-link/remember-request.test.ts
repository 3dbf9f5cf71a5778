import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetRequest, rememberRequest } from '../../../../console/pages/new-link/remember-request.ts';

let made: number;

function make() {
  made += 1;
  return { account: 'main', title: `request ${made}` };
}

beforeEach(() => {
  made = 0;
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  });
});
afterEach(() => vi.unstubAllGlobals());

test('asked for again, it is the same request with the same key', () => {
  const first = rememberRequest('a', make);
  expect(rememberRequest('a', make)).toEqual(first);
  expect(made).toBe(1);
});

test('another request, and the next one after a link, have a key of their own', () => {
  const first = rememberRequest('a', make);
  const changed = rememberRequest('b', make);
  forgetRequest();
  const next = rememberRequest('b', make);
  expect(new Set([first, changed, next].map(({ idempotencyKey }) => idempotencyKey)).size).toBe(3);
});
