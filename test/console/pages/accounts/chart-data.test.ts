import { expect, test } from 'vitest';
import type { Activity } from '../../../../console/pages/accounts/account.ts';
import { toChartData, toRows } from '../../../../console/pages/accounts/chart-data.ts';

function createActivity(fields: Partial<Activity> = {}): Activity {
  return {
    account: 'main',
    as_of: '2026-12-01T10:07:00.000Z',
    pace: { per_minute: 19.5, at_once: 10 },
    waits: [],
    from: '2026-12-01T09:20:00.000Z',
    step: 300,
    made: [null, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    queue: [null, null, 70, 60, 50, 40, 30, 20, 10, 0],
    ...fields,
  };
}

test('what is not known counts as nothing, and is said', () => {
  expect(toChartData(createActivity())).toMatchObject({
    madeTotal: 45,
    mostMade: 9,
    mostQueued: 70,
    isCut: true,
    isQuiet: false,
  });
});

test('a pause is drawn as far as it lies within the picture, and keeps its length', () => {
  const wait = { method: 'messages.exportChatInvite', seconds: 7_200 };
  const waits = [{ ...wait, at: '2026-12-01T09:00:00.000Z', until: '2026-12-01T11:00:00.000Z' }];
  const data = toChartData(createActivity({ waits }));
  expect(data.waits).toEqual([{ ...wait, fromMs: data.fromMs, untilMs: data.untilMs }]);
});

test('the table has whole half-hours, with what was made in them and the queue at their end', () => {
  const rows = toRows(toChartData(createActivity())).map(({ atMs, made, queue }) => [
    new Date(atMs).toISOString().slice(11, 16),
    made,
    queue,
  ]);
  expect(rows).toEqual([
    ['09:00', 1, null],
    ['09:30', 27, 20],
    ['10:00', 17, 0],
  ]);
});

test('an account that rested is quiet', () => {
  const zeros = Array(10).fill(0);
  expect(toChartData(createActivity({ made: zeros, queue: zeros }))).toMatchObject({
    isQuiet: true,
    isCut: false,
  });
});
