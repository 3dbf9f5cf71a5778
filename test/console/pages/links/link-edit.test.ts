import { expect, test } from 'vitest';
import type { Link } from '../../../../console/pages/links/link.ts';
import { findEditFaults, toChanges, toEdit } from '../../../../console/pages/links/link-edit.ts';

const endMs = Date.UTC(2026, 11, 24, 18);

const link = {
  title: 'as it was asked for',
  track_joins: 'names',
  invite: { title: 'order 4711', usage_limit: 10, expire_date: endMs / 1000, request_needed: false },
} as Link;

test('a form that nobody touched changes nothing', () => {
  expect(toChanges(link, toEdit(link))).toEqual({});
});

test('the form shows the link as Telegram told it', () => {
  expect(toEdit(link)).toMatchObject({ title: 'order 4711', limit: '10', track: 'names' });
  expect(Date.parse(toEdit(link).ends)).toBe(endMs);
});

test('only what was changed is sent, and an emptied field removes', () => {
  const edit = { ...toEdit(link), title: ' ', limit: '', needsApproval: true, track: '' as const };
  expect(toChanges(link, edit)).toEqual({
    title: null,
    usage_limit: null,
    request_needed: true,
    track_joins: false,
  });
  expect(toChanges(link, { ...toEdit(link), ends: '' })).toEqual({ expire_date: null });
});

test.each([
  [{ title: 'x'.repeat(33) }, { title: 'titleTooLong' }],
  [{ limit: '0' }, { limit: 'limitOutside' }],
  [{ limit: '100000' }, { limit: 'limitOutside' }],
  [{ ends: '2020-01-01T00:00' }, { ends: 'datePast' }],
  [{ limit: '', ends: '' }, {}],
])('%j has the faults %j', (changes, faults) => {
  expect(findEditFaults({ ...toEdit(link), ...changes }, endMs - 86_400_000)).toEqual(faults);
});
