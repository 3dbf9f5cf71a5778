import { expect, test } from 'vitest';
import { checkToldJoins } from './check-told-joins.ts';
import { crowdFacts, crowdLink, eventOf, joinOf, startMs } from './crowd-records.ts';

function check(...args: Parameters<typeof crowdFacts>): string[] {
  return checkToldJoins(crowdFacts(...args)).map(({ what }) => what);
}

const link = crowdLink();

function useOf(tracked: 'tracked' | 'untracked', atMs = startMs + 5_300) {
  return { atMs, telegramAtMs: atMs, userId: '7', link: link.link, tracked };
}

test('a join that is told once breaks no promise', () => {
  const uses = [useOf('tracked')];
  expect(check([link], { uses, joins: [joinOf(link)], events: [eventOf(link)] })).toEqual([]);
});

test('a join by a tracked link that is not told is found', () => {
  const found = check([link], { uses: [useOf('tracked')], joins: [joinOf(link)] });
  expect(found).toEqual(['a join by its link was not told']);
});

test.each([
  ['nobody could look within 48 hours', { hasLooked: () => false }],
  ['the account needs its operator', { stopped: new Set(['acc_1']) }],
  ['the person was forgotten since', { erasedAtMs: new Map([['7', startMs + 60_000]]) }],
])('a join is not owed where %s', (_why, values) => {
  expect(check([link], { uses: [useOf('tracked')], joins: [joinOf(link)], ...values })).toEqual([]);
});

test('a join is not owed where the tracking of its link was switched after it', () => {
  const switched = { ...link, switchedAtMs: [startMs + 30_000] };
  expect(check([switched], { uses: [useOf('tracked')], joins: [joinOf(link)] })).toEqual([]);
});

test('a join that is told under two ids is found', () => {
  const events = [eventOf(link), eventOf(link, { id: 'evt_2', number: 2 })];
  expect(check([link], { joins: [joinOf(link)], events })).toEqual([
    'a join by its link was told 2 times: 1 evt_1, 2 evt_2',
  ]);
});

test('a person who comes back is told twice', () => {
  const back = joinOf(link, { atMs: startMs + 65_000, eventId: '2' });
  const events = [eventOf(link), eventOf(link, { id: 'evt_2', number: 2, atMs: startMs + 65_000 })];
  expect(check([link], { joins: [joinOf(link), back], events })).toEqual([]);
});

test('an event of a join that was none is found', () => {
  expect(check([link], { events: [eventOf(link)] })).toEqual(['tells of a join that was none: 1 evt_1']);
});

test('an event of a link that was not tracked is found', () => {
  const untracked = { ...link, wasTracked: false };
  expect(check([untracked], { joins: [joinOf(link)], events: [eventOf(link)] })).toEqual([
    'a join by its link was told, and the link was not tracked then',
  ]);
});

test('an event from before tracking began is found', () => {
  const switched = { ...link, wasTracked: false, switchedAtMs: [startMs + 30_000] };
  const found = check([switched], {
    uses: [useOf('untracked')],
    joins: [joinOf(link)],
    events: [eventOf(link)],
  });
  expect(found).toEqual(['a join by its link was told, and the link was not tracked then']);
});

test('a join by a link that is told as one by no link is found', () => {
  const events = [eventOf(link, { number: undefined })].map((event) => ({ ...event, at: '-1001' }));
  expect(check([], { joins: [joinOf(link)], events })).toEqual([
    'evt_1 tells of a join by no link, and there was none',
  ]);
});
