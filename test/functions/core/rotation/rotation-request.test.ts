import { expect, test } from 'vitest';
import {
  parseRotateRequest,
  parseRotationRequest,
} from '../../../../functions/core/rotation/rotation-request.ts';
import { startMs } from '../records.ts';

const body = { name: 'poster', account: 'main', every: 'P1D' };

/** A field that is undefined is left out. */
function parse(fields: Record<string, unknown>) {
  return parseRotationRequest(JSON.parse(JSON.stringify({ ...body, ...fields })), startMs);
}

/** The fields that are refused. */
function refused(fields: Record<string, unknown>): string[] | undefined {
  return parse(fields).problems?.map(({ field }) => field);
}

test('a request is read with its schedule and its overlap', () => {
  const template = { title: ' poster ', usage_limit: 5 };
  expect(
    parse({ peer: '@launch', time_zone: 'Europe/Berlin', overlap: 'P1DT1H', every: 'P1W', template }),
  ).toEqual({
    name: 'poster',
    request: {
      account: 'main',
      peer: '@launch',
      every: 'P1W',
      time_zone: 'Europe/Berlin',
      overlap: 'P1DT1H',
      template: { title: 'poster', usage_limit: 5 },
    },
    schedule: { every: 'P1W', anchorMs: startMs, timeZone: 'Europe/Berlin' },
    overlapMs: 25 * 3_600_000,
  });
});

test('the overlap is an hour, or half of a short period, where nothing is said', () => {
  expect(parse({})).toMatchObject({ overlapMs: 3_600_000 });
  expect(parse({ every: 'PT30M' })).toMatchObject({ overlapMs: 15 * 60_000 });
});

test.each([
  ['no schedule', { every: undefined }, ['every']],
  ['two schedules', { cron: '0 9 * * *' }, ['cron']],
  ['a period of 14 minutes', { every: 'PT14M' }, ['every']],
  ['a period of 367 days', { every: 'P367D' }, ['every']],
  ['a period of 10 minutes by cron', { every: undefined, cron: '*/10 * * * *' }, ['cron']],
  ['a cron with a field too many', { every: undefined, cron: '0 0 9 * * *' }, ['cron']],
  ['a time zone that is an offset', { time_zone: '+02:00' }, ['time_zone']],
  ['an overlap as long as the shortest day', { overlap: 'PT23H' }, ['overlap']],
  ['an overlap of a month', { overlap: 'P1M' }, ['overlap']],
  [
    'an overlap of 367 days before a leap day',
    { every: undefined, cron: '0 0 29 2 *', overlap: 'P367D' },
    ['overlap'],
  ],
  ['a name with a capital', { name: 'Poster' }, ['name']],
  ['a slug with a dot', { slug: 'a.b' }, ['slug']],
  ['a slug of two letters', { slug: 'ab' }, ['slug']],
  ['an unknown field', { period: 'P1D' }, ['period']],
  ['an end in the template', { template: { expire_in: 60 } }, ['template.expire_in']],
  [
    'what excludes each other in the template',
    { template: { request_needed: true, usage_limit: 1 } },
    ['template.request_needed'],
  ],
  ['a link for one person', { template: { single_use: true } }, ['template.single_use']],
])('%s is refused by the name of its field', (_what, fields, expected) => {
  expect(refused(fields)).toEqual(expected);
});

test('everything that is wrong is told at once', () => {
  expect(refused({ name: '', every: 'daily', slug: '/' })).toEqual(['name', 'every', 'slug']);
});

test('a request to rotate at once may say its overlap', () => {
  expect(parseRotateRequest({})).toEqual({});
  expect(parseRotateRequest({ overlap: 'PT0S' })).toEqual({ overlapMs: 0 });
  expect(parseRotateRequest({ overlap: 'soon' }).problems?.map(({ field }) => field)).toEqual(['overlap']);
});

test('an overlap of a request to rotate at once has a limit, and the answer names it', () => {
  expect(parseRotateRequest({ overlap: 'P366D' })).toEqual({ overlapMs: 366 * 24 * 3_600_000 });
  for (const overlap of ['P367D', 'P99999999D']) {
    expect(parseRotateRequest({ overlap }).problems).toMatchObject([
      { field: 'overlap', detail: expect.stringContaining('up to P366D') },
    ]);
  }
});

test('an overlap that is too long for the schedule is told how long the shortest period is', () => {
  expect(parse({ every: 'PT90M', overlap: 'PT2H' }).problems).toMatchObject([
    { field: 'overlap', detail: expect.stringContaining('PT1H30M') },
  ]);
});
