import { expect, test } from 'vitest';
import type { JobError } from '../../../../functions/core/job/job.ts';
import { maxHistory, type Rotation } from '../../../../functions/core/rotation/rotation.ts';
import {
  beginLink,
  endRotation,
  isLinkDue,
  isOver,
  newRotation,
  nextTendingMs,
  noteEnded,
  noteFailure,
  promote,
  rotateNow,
} from '../../../../functions/core/rotation/rotation-transitions.ts';
import { startMs } from '../records.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const refused: JobError = { type: 'CHAT_ADMIN_REQUIRED', class: 'rights', detail: '' };

function create(): Rotation {
  return newRotation(
    {
      tenantId: 'ten_a',
      name: 'poster',
      accountId: 'acc_a',
      request: { account: 'main', peer: '@launch', every: 'P1D', template: {} },
      requestHash: 'hash',
      schedule: { every: 'P1D', anchorMs: startMs, timeZone: 'UTC' },
      overlapMs: hourMs,
    },
    startMs,
  );
}

/** With the link of each of so many periods, each made a second after its period began. */
function rotated(times: number): Rotation {
  let rotation = create();
  for (let index = 0; index < times; index++) {
    rotation = promote(beginLink(rotation, atDay(index)), `link ${index}`, atDay(index) + 1000);
  }
  return rotation;
}

function atDay(index: number): number {
  return startMs + index * dayMs;
}

test('the first link is made at once, and nothing ends by it', () => {
  expect(isLinkDue(create(), startMs)).toBe(true);
  expect(rotated(1)).toMatchObject({
    current: { link: 'link 0', sinceMs: startMs + 1000 },
    nextAtMs: atDay(1),
    ending: [],
  });
});

test('a link ends after the overlap, counted from when the next one is there', () => {
  expect(rotated(2)).toMatchObject({
    current: { link: 'link 1' },
    ending: [{ link: 'link 0', untilMs: atDay(1) + 1000, revokeAtMs: atDay(1) + 1000 + hourMs }],
  });
});

test('a link is asked for once until it is there', () => {
  const begun = beginLink(rotated(1), atDay(1));
  expect(isLinkDue(begun, atDay(1))).toBe(false);
  expect(isLinkDue(begun, atDay(9))).toBe(false);
});

test('however many periods an outage takes, one link is made for them', () => {
  const late = promote(beginLink(rotated(1), atDay(5.5)), 'late', atDay(5.5));
  expect(late.nextAtMs).toBe(atDay(6));
  expect(isLinkDue(late, atDay(5.9))).toBe(false);
});

test('an outage that is over just before a period leaves that period its link', () => {
  const late = promote(beginLink(rotated(1), atDay(1)), 'late', atDay(6) - minuteMs);
  expect(late.nextAtMs).toBe(atDay(6));
});

test.each([
  ['PT15M', 96],
  ['*/15 * * * *', 96],
  ['PT20M', 72],
])('each period of %s has one link, however long each takes', (schedule, links) => {
  const latencies = [2_000, 45_000, 4 * minuteMs, 14 * minuteMs, 14.98 * minuteMs];
  const rotation = create();
  const timeZone = 'UTC';
  let each: Rotation = {
    ...rotation,
    schedule: schedule.startsWith('P')
      ? { every: schedule, anchorMs: startMs, timeZone }
      : { cron: schedule, timeZone },
  };
  const periods: number[] = [];
  for (let nowMs = startMs; nowMs < atDay(1); nowMs = each.nextAtMs ?? Number.NaN) {
    each = beginLink(each, nowMs);
    periods.push(each.making?.periodMs ?? Number.NaN);
    each = promote(each, 'link', nowMs + (latencies[periods.length % latencies.length] ?? 0));
  }
  expect(periods).toHaveLength(links);
  expect(new Set(periods).size).toBe(links);
});

test('each period and each attempt has a job of its own, the same however often it is begun', () => {
  const ids = [
    beginLink(rotated(1), atDay(1)),
    beginLink(rotated(1), atDay(1) + 5),
    noteFailure(beginLink(rotated(1), atDay(1)), refused, atDay(1)),
    beginLink(rotated(2), atDay(2)),
  ].map(({ making }) => making?.jobId);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(3);
});

test('a link that cannot be made leaves the one before, and is tried again ever more seldom', () => {
  let rotation = beginLink(rotated(1), atDay(1));
  const pauses: number[] = [];
  for (let failures = 0; failures < 8; failures++) {
    rotation = noteFailure(rotation, refused, atDay(1));
    pauses.push((nextTendingMs(rotation, atDay(1)) - atDay(1)) / minuteMs);
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  expect(rotation).toMatchObject({
    current: { link: 'link 0' },
    ending: [],
    trouble: { type: 'CHAT_ADMIN_REQUIRED', failures: 8 },
  });
});

test('a link that is made ends the trouble', () => {
  const failed = noteFailure(beginLink(rotated(1), atDay(1)), refused, atDay(1));
  expect(promote(failed, 'link 1', atDay(1)).trouble).toBeUndefined();
});

test('a rotation that is asked for comes at once, and leaves the schedule as it is', () => {
  const asked = rotateNow(rotated(1), { overlapMs: 0 }, atDay(0.5));
  expect(isLinkDue(asked, atDay(0.5))).toBe(true);
  const done = promote(beginLink(asked, atDay(0.5)), 'asked', atDay(0.5) + 1);
  expect(done).toMatchObject({
    current: { link: 'asked' },
    nextAtMs: atDay(1),
    ending: [{ link: 'link 0', revokeAtMs: atDay(0.5) + 1 }],
  });
  expect(isLinkDue(done, atDay(0.9))).toBe(false);
});

test('a link that is being made is the one that is asked for, and the shortest overlap counts', () => {
  const making = beginLink(rotated(1), atDay(1));
  const asked = rotateNow(rotateNow(making, { overlapMs: 5 }, atDay(1)), { overlapMs: 9 }, atDay(1));
  const done = promote(asked, 'link 1', atDay(1));
  expect(done.ending).toMatchObject([{ link: 'link 0', revokeAtMs: atDay(1) + 5 }]);
  expect(isLinkDue(done, atDay(1))).toBe(false);
});

test('a shorter overlap that is asked for is that of links before the current one too, at once', () => {
  const nowMs = atDay(1) + 2000;
  const asked = rotateNow(rotated(2), { overlapMs: 0 }, nowMs);
  expect(asked.ending).toMatchObject([{ link: 'link 0', revokeAtMs: nowMs }]);
  expect(nextTendingMs(rotateNow(rotated(2), { overlapMs: 5000 }, nowMs), nowMs)).toBe(nowMs);
  expect(rotateNow(rotated(2), {}, nowMs).ending).toEqual(rotated(2).ending);
  expect(rotateNow(rotated(2), { overlapMs: dayMs }, nowMs).ending).toEqual(rotated(2).ending);
});

test('a rotation that is asked for does not wait for the pause after a failure', () => {
  const failed = noteFailure(beginLink(rotated(1), atDay(1)), refused, atDay(1));
  expect(rotateNow(failed, {}, atDay(1)).making).toEqual({ ...failed.making, retryAtMs: undefined });
});

test('links that have ended are remembered, the last fifty', () => {
  let rotation = rotated(60);
  for (const { inviteId } of rotation.ending) {
    rotation = noteEnded(rotation, [{ inviteId, revokedAtMs: 7 }], atDay(60));
  }
  expect(rotation.ending).toEqual([]);
  expect(rotation.history).toHaveLength(maxHistory);
  expect(rotation.history.at(-1)).toMatchObject({ link: 'link 58', revokedAtMs: 7 });
});

test('a link whose overlap is over is looked at until it has ended, ever more seldom', () => {
  const dueMs = atDay(1) + 1000 + hourMs;
  expect(nextTendingMs(rotated(2), atDay(1))).toBe(dueMs);
  const pauses = [0, 4, 20, 60, 600].map((minutes) => {
    const nowMs = dueMs + minutes * minuteMs;
    return (nextTendingMs(rotated(2), nowMs) - nowMs) / minuteMs;
  });
  expect(pauses).toEqual([1, 1, 5, 15, 15]);
});

test('a rotation that is deleted keeps its link, makes none, and is over when the others have ended', () => {
  const deleted = endRotation(rotated(2), { isRevoked: false }, atDay(1) + 2000);
  expect(deleted.ending).toMatchObject([{ link: 'link 0', revokeAtMs: atDay(1) + 2000 }]);
  expect(isLinkDue(deleted, atDay(9))).toBe(false);
  expect(deleted.current?.link).toBe('link 1');
  expect(isOver(deleted)).toBe(false);
  const ids = deleted.ending.map(({ inviteId }) => ({ inviteId }));
  expect(isOver(noteEnded(deleted, ids, atDay(1.2)))).toBe(true);
});

test('a rotation that is deleted can have its link revoked', () => {
  const { current, ending } = endRotation(rotated(1), { isRevoked: true }, atDay(0.5));
  expect(current).toBeUndefined();
  expect(ending).toMatchObject([{ link: 'link 0', revokeAtMs: atDay(0.5) }]);
});

test('a rotation that is deleted in the pause after a failure is over at once', () => {
  const failed = noteFailure(beginLink(rotated(1), atDay(1)), refused, atDay(1));
  expect(isOver(endRotation(failed, { isRevoked: false }, atDay(1)))).toBe(true);
});

test('a link that is made for a rotation that was deleted meanwhile is revoked', () => {
  const deleted = endRotation(beginLink(rotated(1), atDay(1)), { isRevoked: false }, atDay(1));
  const { current, ending } = promote(deleted, 'too late', atDay(1) + 5);
  expect(current?.link).toBe('link 0');
  expect(ending).toMatchObject([{ link: 'too late', revokeAtMs: atDay(1) + 5 }]);
});
