import { expect, test } from 'vitest';
import { importersSince } from '../../../../functions/core/join/compare-count.ts';
import type { TrackedLink } from '../../../../functions/core/join/join.ts';
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
function sortFor(number: number, overrides: Partial<TrackedLink> = {}) {
  const link = createTracked(number, { ...chat, ...overrides });
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

const later = { sinceMs: startMs + 240_000 };

test("a join by a link that is tracked since it was made is told, though Telegram's clock has stepped back", () => {
  const link = { ...later, isFromStart: true as const };
  expect(sortFor(1, link)).toMatch(/^evt_/);
  expect(importersSince(createTracked(1, link))).toBeLessThanOrEqual(logged.date);
});

test('a join from before the tracking of a link was switched on is not told', () => {
  expect(sortFor(1, later)).toBeUndefined();
  expect(importersSince(createTracked(1, later))).toBeGreaterThan(logged.date);
});
