import { expect, test } from 'vitest';
import { parseDuration } from '../../../../functions/core/rotation/duration.ts';
import {
  findCronProblem,
  isTimeZone,
  nextPeriodMs,
  periodLengths,
  type Schedule,
} from '../../../../functions/core/rotation/schedule.ts';

const hourMs = 3_600_000;

function every(duration: string, anchor: string, timeZone = 'UTC'): Schedule {
  return { every: duration, anchorMs: Date.parse(anchor), timeZone };
}

/** The beginnings of so many periods after that time. */
function periods(schedule: Schedule, after: string, count: number): string[] {
  const found: string[] = [];
  let afterMs = Date.parse(after);
  for (let index = 0; index < count; index++) {
    afterMs = nextPeriodMs(schedule, afterMs, afterMs) ?? Number.NaN;
    found.push(new Date(afterMs).toISOString());
  }
  return found;
}

test('a period of days begins at the same time of day while clocks change', () => {
  const daily = every('P1D', '2027-03-26T08:00:00Z', 'Europe/Berlin');
  expect(periods(daily, '2027-03-26T08:00:00Z', 3)).toEqual([
    '2027-03-27T08:00:00.000Z',
    '2027-03-28T07:00:00.000Z',
    '2027-03-29T07:00:00.000Z',
  ]);
});

test('a period of 24 hours begins later by the clock once clocks have changed', () => {
  const daily = every('PT24H', '2027-03-27T08:00:00Z', 'Europe/Berlin');
  expect(periods(daily, '2027-03-27T08:00:00Z', 2)).toEqual([
    '2027-03-28T08:00:00.000Z',
    '2027-03-29T08:00:00.000Z',
  ]);
});

test('a period of a month ends on the last day of a shorter month, and comes back to its day', () => {
  expect(periods(every('P1M', '2027-01-31T10:00:00.250Z'), '2027-01-31T10:00:00.250Z', 3)).toEqual([
    '2027-02-28T10:00:00.250Z',
    '2027-03-31T10:00:00.250Z',
    '2027-04-30T10:00:00.250Z',
  ]);
});

test('a day whose time does not exist begins as long after the change', () => {
  const daily = every('P1D', '2027-03-26T01:30:00Z', 'Europe/Berlin');
  expect(periods(daily, '2027-03-27T12:00:00Z', 2)).toEqual([
    '2027-03-28T01:30:00.000Z',
    '2027-03-29T00:30:00.000Z',
  ]);
});

test('a day whose time comes twice begins once, at the first', () => {
  const daily = every('P1D', '2027-10-29T00:30:00Z', 'Europe/Berlin');
  expect(periods(daily, '2027-10-30T12:00:00Z', 2)).toEqual([
    '2027-10-31T00:30:00.000Z',
    '2027-11-01T01:30:00.000Z',
  ]);
});

test('a schedule of years ago tells its next period at once', () => {
  expect(periods(every('PT15M', '2007-01-01T00:00:00Z'), '2027-01-01T00:07:00Z', 1)).toEqual([
    '2027-01-01T00:30:00.000Z',
  ]);
  expect(periods(every('P1D', '2007-01-01T00:00:00Z'), '2027-01-01T00:07:00Z', 1)).toEqual([
    '2027-01-02T00:00:00.000Z',
  ]);
});

test('cron follows its time zone', () => {
  const weekly: Schedule = { cron: '0 9 * * MON', timeZone: 'America/New_York' };
  expect(periods(weekly, '2027-03-08T20:00:00Z', 2)).toEqual([
    '2027-03-15T13:00:00.000Z',
    '2027-03-22T13:00:00.000Z',
  ]);
});

test('a time of a cron that comes twice counts once', () => {
  const twice: Schedule = { cron: '30 2,14 * * *', timeZone: 'Europe/Berlin' };
  expect(periods(twice, '2027-10-31T00:00:00Z', 2)).toEqual([
    '2027-10-31T00:30:00.000Z',
    '2027-10-31T13:30:00.000Z',
  ]);
});

test('no period begins within 15 minutes after the one before', () => {
  const often: Schedule = { cron: '0,5 9 * * *', timeZone: 'UTC' };
  expect(periods(often, '2027-01-01T09:00:00Z', 1)).toEqual(['2027-01-02T09:00:00.000Z']);
});

test('a period that begins a moment later is not passed over', () => {
  const beganMs = Date.parse('2027-01-01T09:00:00Z');
  const quarters: Schedule = { cron: '*/15 * * * *', timeZone: 'UTC' };
  expect(nextPeriodMs(quarters, beganMs, beganMs + 14.9 * 60_000)).toBe(beganMs + 15 * 60_000);
  expect(nextPeriodMs(quarters, beganMs, beganMs + 15 * 60_000)).toBe(beganMs + 30 * 60_000);
});

test('the shortest and the longest period of a schedule are known', () => {
  const nowMs = Date.parse('2027-01-01T00:00:00Z');
  expect(periodLengths({ cron: '0 9,12 * * *', timeZone: 'UTC' }, nowMs)).toEqual({
    minMs: 3 * hourMs,
    maxMs: 21 * hourMs,
  });
  expect(periodLengths(every('P1M', '2027-01-01T00:00:00Z'), nowMs)).toEqual({
    minMs: (28 * 24 - 1) * hourMs,
    maxMs: 31 * 24 * hourMs,
  });
});

test.each([
  ['P1D', { months: 0, days: 1, ms: 0 }],
  ['P2W', { months: 0, days: 14, ms: 0 }],
  ['P1Y2M', { months: 14, days: 0, ms: 0 }],
  ['P1DT12H', { months: 0, days: 1, ms: 12 * hourMs }],
  ['PT90M', { months: 0, days: 0, ms: 1.5 * hourMs }],
  ['PT0S', { months: 0, days: 0, ms: 0 }],
])('%s is a duration', (text, duration) => {
  expect(parseDuration(text)).toEqual(duration);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  '1D',
  'p1d',
  'P0.5D',
  '-P1D',
  'P1S',
  'PT1D',
  ' P1D',
  `P${'9'.repeat(40)}D`,
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3'])(
  '%s is a time zone',
  (text) => {
    expect(isTimeZone(text)).toBe(true);
  },
);

test.each(['', '+02:00', 'Mars/Olympus', 'Europe/Berlin ', 'X'.repeat(100)])('%j is no time zone', (text) => {
  expect(isTimeZone(text)).toBe(false);
});

test.each(['0 9 * * 1', '*/15 * * * *', '0 0 L * *', '0 9 * JAN-MAR FRI#2'])('%s is a cron', (text) => {
  expect(findCronProblem(text)).toBeUndefined();
});

test.each([
  ['0 9 * *', 'five fields'],
  ['0 9 * * * *', 'five fields'],
  ['@daily', 'five fields'],
  ['2027-01-01T00:00:00', 'five fields'],
  ['61 * * * *', 'cannot be read: Invalid value for minute: 61'],
  ['0 0 30 2 *', 'no day that exists'],
])('%j is no cron', (text, detail) => {
  expect(findCronProblem(text)).toContain(detail);
});
