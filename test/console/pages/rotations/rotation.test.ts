import { expect, test } from 'vitest';
import {
  describeIso,
  describeOverlap,
  describePeriod,
  toSchedule,
} from '../../../../console/pages/rotations/rotation.ts';

const when = { often: 'P1D', at: '', weekday: '1', monthday: '3', cron: '' };

test.each([
  [{ often: 'PT1H', at: '09:30' }, { every: 'PT1H' }],
  [{ often: 'P1D' }, { every: 'P1D' }],
  [{ often: 'P1D', at: '09:05' }, { cron: '5 9 * * *' }],
  [{ often: 'P1W', at: '18:00' }, { cron: '0 18 * * 1' }],
  [{ often: 'P1M', at: '00:00' }, { cron: '0 0 3 * *' }],
  [{ often: 'cron', cron: ' 0 9 * * MON ' }, { cron: '0 9 * * MON' }],
])('%j is asked for as %j', (changes, schedule) => {
  expect(toSchedule({ ...when, ...changes })).toEqual(schedule);
});

test.each([
  [{ every: 'P1W' }, 'every week'],
  [{ every: 'P2DT6H' }, 'every 2 days 6 hours'],
  [{ cron: '0 9 * * MON' }, 'every Monday at 09:00'],
  [{ cron: '5 18 * * 0' }, 'every Sunday at 18:05'],
  [{ cron: '0 0 * * *' }, 'every day at 00:00'],
  [{ cron: '0 0 3 * *' }, 'on day 3 of each month at 00:00'],
  [{ cron: '0 */6 * * *' }, 'at “0 */6 * * *”'],
  [{ cron: '0 9 1 1 *' }, 'at “0 9 1 1 *”'],
])('%j is told as %j', (rotation, words) => {
  expect(describePeriod(rotation)).toBe(words);
});

test('a month is no minute', () => {
  expect(describeIso('P1MT2M')).toBe('1 month 2 minutes');
});

test('an overlap of nothing is none', () => {
  expect(describeOverlap('PT0S')).toBe('not at all');
  expect(describeOverlap('PT90M')).toBe('90 minutes');
});
