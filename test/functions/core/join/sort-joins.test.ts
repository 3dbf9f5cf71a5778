import { expect, test } from 'vitest';
import { sortJoin } from '../../../../functions/core/join/sort-joins.ts';
import { startMs } from '../records.ts';
import { createTracked, createWatch } from './join-records.ts';

const chat = { chatId: '-1001', link: 'https://t.me/+a' };
const logged = {
  eventId: '9007199254740993',
  date: startMs / 1_000,
  user: { userId: '5001', accessHash: '9' },
  via: 'link' as const,
  link: chat.link,
};

/** The event of the join as the account of this invite finds it. */
function sortFor(number: number) {
  const link = createTracked(number, chat);
  const { tenantId, watch = { chatId: '', sinceMs: 0, intervalMs: 0 } } = createWatch(link);
  const sorted = sortJoin(logged, new Map([[link.link, link]]), { tenantId, watch });
  return sorted?.kind === 'event' ? sorted.event.id : undefined;
}

test('a join by a link that is an invite of two accounts is an event of each, with an id of its own', () => {
  expect(sortFor(1)).toMatch(/^evt_/);
  expect(sortFor(2)).not.toBe(sortFor(1));
});

test('a join that is found again has the same id', () => {
  expect(sortFor(1)).toBe(sortFor(1));
});
