import { expect, test } from 'vitest';
import { markLink, pruneMarks } from '../../../functions/core/link-marks.ts';
import { skewMarginSeconds } from '../../../functions/core/reconcile.ts';

const linkAt = (date: number, hash = 'abc') => ({ link: `https://t.me/+${hash}`, date });

test('a mark tells links apart without holding one', () => {
  const mark = markLink(linkAt(1_796_119_331, 'SecretHash'));
  expect(mark).not.toContain('SecretHash');
  expect(markLink(linkAt(1_796_119_331, 'SecretHash'))).toBe(mark);
  expect(markLink(linkAt(1_796_119_331, 'OtherHash'))).not.toBe(mark);
  expect(markLink(linkAt(1_796_119_332, 'SecretHash'))).not.toBe(mark);
});

test('marks are kept for as long as a listing may bring their links up again', () => {
  const marks = [100, 139, 140, 200].map((date) => markLink(linkAt(date)));
  expect(pruneMarks(marks, 140 + 2 * skewMarginSeconds)).toEqual(marks.slice(2));
});

test('there are never more than two hundred marks, and the newest stay', () => {
  const marks = Array.from({ length: 250 }, (_, index) => markLink(linkAt(1_000 + index)));
  expect(pruneMarks(marks, 0)).toEqual(marks.slice(50));
});
