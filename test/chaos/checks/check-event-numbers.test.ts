import { expect, test } from 'vitest';
import type { EventWrite } from '../aws-watch.ts';
import { checkEventNumbers, type EventFacts } from './check-event-numbers.ts';
import { crowdLink, eventOf, rowsOf, startMs } from './crowd-records.ts';

const delivery = { url: 'http://127.0.0.1/', attempts: 0, status: 'idle', toldUntil: 2 } as const;

const link = crowdLink({ hasCallback: true });

const both = [eventOf(link), eventOf(link, { id: 'evt_2', number: 2, userId: '8' })];

function receiptOf(eventId: string, body = eventId) {
  return { atMs: startMs + 60_000, eventId, type: 'invite.joined', body };
}

function check(events: EventWrite[], values: Partial<EventFacts> = {}): string[] {
  return checkEventNumbers({
    links: [{ ...link, rows: rowsOf(events, { delivery }) }],
    events,
    receipts: events.map(({ id }) => receiptOf(id)),
    erased: new Set(),
    mayBeGivenUp: false,
    ...values,
  }).map(({ what }) => what);
}

test('events that are numbered, kept and delivered in order break no promise', () => {
  expect(check(both)).toEqual([]);
});

test('a repeat of an event that was delivered breaks no promise', () => {
  expect(check(both, { receipts: ['evt_1', 'evt_1', 'evt_2', 'evt_1'].map((id) => receiptOf(id)) })).toEqual(
    [],
  );
});

test('a number that is left out is found', () => {
  const events = [eventOf(link), eventOf(link, { id: 'evt_2', number: 3 })];
  expect(check(events)).toEqual(['its events were stored with the numbers 1, 3']);
});

test('a row that is lost is found', () => {
  const rows = { ...rowsOf(both, { delivery }), events: rowsOf(both.slice(0, 1)).events };
  expect(check(both, { links: [{ ...link, rows }] })).toEqual(['its events 2 are lost']);
});

test('the rows of an erased person are no loss', () => {
  const rows = { ...rowsOf(both, { delivery }), events: rowsOf(both.slice(0, 1)).events };
  expect(check(both, { links: [{ ...link, rows }], erased: new Set(['8']) })).toEqual([]);
});

test('a receiver that first gets the second event is found', () => {
  expect(check(both, { receipts: [receiptOf('evt_2'), receiptOf('evt_1')] })).toEqual([
    'its receiver got its events in the order 2, 1',
  ]);
});

test('an event that its receiver never gets is found', () => {
  expect(check(both, { receipts: [receiptOf('evt_1')] })).toEqual([
    'its receiver did not get its events 2 (idle, told until 2)',
  ]);
});

test('an event that was never stored is found, and one that is told in two ways', () => {
  const receipts = [receiptOf('evt_1'), receiptOf('evt_1', 'other'), receiptOf('evt_2'), receiptOf('evt_3')];
  expect(check(both, { receipts })).toEqual([
    'the receiver was told invite.joined evt_3, which was never stored',
    'evt_1 was told in two ways',
  ]);
});
