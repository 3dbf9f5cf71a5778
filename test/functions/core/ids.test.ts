import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { accountIdOf, isJobId, jobIdFrom, jobIdOfRetry, newJobId } from '../../../functions/core/ids.ts';

test('one tenant and key always give one job id', () => {
  expect(jobIdFrom('ten_a', 'order-4711')).toBe(jobIdFrom('ten_a', 'order-4711'));
});

test('another tenant, another key, or a border moved between them gives another id', () => {
  const ids = [
    jobIdFrom('ten_a', 'k'),
    jobIdFrom('ten_b', 'k'),
    jobIdFrom('ten_a', 'l'),
    jobIdFrom('ten_', 'ak'),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('an account and a job of one name share no id', () => {
  expect(accountIdOf('ten_a', 'x').slice(4)).not.toBe(jobIdFrom('ten_a', 'x').slice(4));
  expect(accountIdOf('ten_a', 'x')).toMatch(/^acc_[0-9A-Z]{26}$/);
});

test('a retry of a job shares no id with a request whose key is the id of that job', () => {
  const failed = jobIdFrom('ten_a', 'k');
  expect(jobIdOfRetry('ten_a', failed)).not.toBe(jobIdFrom('ten_a', failed));
});

test('a new id carries all 128 bits it was given', () => {
  expect(newJobId(new Uint8Array(16).fill(255))).toBe('inv_7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  expect(newJobId(new Uint8Array(16))).toBe('inv_00000000000000000000000000');
  expect(() => newJobId(new Uint8Array(15))).toThrow(RangeError);
});

test('every id made is recognised, and nothing else', () => {
  expect(isJobId(newJobId(randomBytes(16)))).toBe(true);
  expect(isJobId(jobIdFrom('ten_a', 'k'))).toBe(true);
  expect(
    ['', 'inv_', 'inv_8ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'inv_000000000000000000000000i0'].filter(isJobId),
  ).toEqual([]);
});
