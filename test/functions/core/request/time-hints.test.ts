import { expect, test } from 'vitest';
import {
  hintDuration,
  hintRfc3339,
  hintUnixSecond,
  hintUnquoted,
} from '../../../../functions/core/request/time-hints.ts';

test.each([
  [1_795_875_600_000, 'This looks like milliseconds: write 1795875600.'],
  [1_795_875_600_123, 'This looks like milliseconds: write 1795875600.'],
  [1_795_875_600_123_456, 'This looks like microseconds: write 1795875600.'],
  [1_795_875_600_123_456_789n, 'This looks like nanoseconds: write 1795875600.'],
  [1_795_875_600.75, 'This has a fraction: write 1795875600.'],
  ['1795875600', 'Write it without quotes: 1795875600.'],
  ['1795875600000', 'This looks like milliseconds: write 1795875600.'],
  ['2027-01-01T00:00:00Z', 'For this date: write 1798761600.'],
  ['2027-01-01T00:00:00.999Z', 'For this date: write 1798761600.'],
  ['2027-01-01T01:00:00+01:00', 'For this date: write 1798761600.'],
  ['2027-01-01 01:00:00+0100', 'For this date: write 1798761600.'],
  ['2027-01-01T00:00', 'For this date, in UTC: write 1798761600.'],
  ['2027-01-01 00:00:00', 'For this date, in UTC: write 1798761600.'],
  [' 2027-01-01 ', 'For this date, in UTC: write 1798761600.'],
])('%o for a Unix second: %s', (value, hint) => {
  expect(hintUnixSecond(value)).toBe(hint);
});

test.each([
  0,
  -5,
  5e9,
  Number.NaN,
  '2027-02-30',
  '1969-01-01',
  '2040-01-01',
  'tomorrow',
  '-1',
  true,
  null,
  undefined,
  {},
])('nothing is guessed for the Unix second %o', (value) => {
  expect(hintUnixSecond(value)).toBeUndefined();
});

test.each([
  [1_795_875_600, 'This looks like a point in time: write "expire_date": 1795875600.'],
  [1_795_875_600_000, 'This looks like a point in time: write "expire_date": 1795875600.'],
  ['1795875600', 'This looks like a point in time: write "expire_date": 1795875600.'],
  ['2027-01-01T00:00:00Z', 'This looks like a point in time: write "expire_date": 1798761600.'],
  ['3600', 'Write it without quotes: 3600.'],
  [157_680_001, undefined],
  [0, undefined],
  ['1h', undefined],
])('%o for a duration: %s', (value, hint) => {
  expect(hintDuration(value, 157_680_000, 'expire_date')).toBe(hint);
});

test.each([
  ['5', 'Write it without quotes: 5.'],
  [' 5 ', 'Write it without quotes: 5.'],
  ['0', undefined],
  ['11', undefined],
  ['5.5', undefined],
  ['five', undefined],
  [5, undefined],
])('%o for a number from 1 to 10: %s', (value, hint) => {
  expect(hintUnquoted(value, 1, 10)).toBe(hint);
});

test.each([
  ['1795875600', 'Write 2026-11-28T14:20:00.000Z for this one.'],
  ['1795875600000', 'Write 2026-11-28T14:20:00.000Z for this one.'],
  ['2026-11-28', 'Write 2026-11-28T00:00:00.000Z for this one.'],
  ['2026-11-28 10:00', 'Write 2026-11-28T10:00:00.000Z for this one.'],
  ['2026-11-28T10:00:00 01:00', undefined],
  ['2026-02-30T00:00:00Z', undefined],
  ['7', undefined],
])('%o for an RFC 3339 time: %s', (value, hint) => {
  expect(hintRfc3339(value)).toBe(hint);
});
