import { expect, test } from 'vitest';
import {
  isMarked,
  markLink,
  packMarks,
  pruneMarks,
  unpackMarks,
} from '../../../../functions/core/account/link-marks.ts';
import { skewMarginSeconds } from '../../../../functions/core/clock-skew.ts';
import { startMs } from '../records.ts';

const link = 'https://t.me/+SecretHash';
const rememberedMs = 2 * skewMarginSeconds * 1000;

function markAt(calledAtMs: number) {
  return markLink(`https://t.me/+${calledAtMs}`, calledAtMs);
}

test('a mark knows its link again, and no other, without holding it', () => {
  const marks = [markLink(link, startMs)];
  expect(marks.join()).not.toContain('SecretHash');
  expect(isMarked(marks, link)).toBe(true);
  expect(isMarked(marks, 'https://t.me/+OtherHash')).toBe(false);
  expect(isMarked([], link)).toBe(false);
});

test('a link is known again whenever its call was begun', () => {
  expect(isMarked([markLink(link, 0)], link)).toBe(true);
  expect(isMarked([markLink(link, startMs)], link)).toBe(true);
});

test('marks of late calls are kept, and older ones are not', () => {
  const marks = [startMs - rememberedMs - 1, startMs - rememberedMs, startMs].map(markAt);
  expect(pruneMarks(marks, startMs, [])).toEqual(marks.slice(1));
});

test('marks of calls begun since shortly before an open intent are kept for as long as it is open', () => {
  const intentsMs = [startMs + 3_600_000, startMs];
  const since = [-rememberedMs, 0, rememberedMs + 1, 7_200_000].map((ms) => startMs + ms);
  const nowMs = startMs + 30 * 24 * 3_600_000;
  const kept = pruneMarks([startMs - rememberedMs - 1, ...since].map(markAt), nowMs, intentsMs);
  expect(kept).toEqual(since.map(markAt));
  expect(pruneMarks(kept, nowMs, [])).toEqual([]);
});

test('there are never more than four thousand marks, and the newest stay', () => {
  const marks = Array.from({ length: 4_050 }, (_, index) => markAt(startMs + index));
  expect(pruneMarks(marks, startMs, [])).toEqual(marks.slice(50));
});

test('marks are stored in 15 bytes each, and read as they were', () => {
  const marks = [0, 1, startMs, 2 ** 48 - 1].map(markAt);
  expect(packMarks(marks)).toHaveLength(15 * marks.length);
  expect(unpackMarks(packMarks(marks))).toEqual(marks);
  expect(unpackMarks(packMarks([]))).toEqual([]);
});
