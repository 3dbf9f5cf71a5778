import { expect, test } from 'vitest';
import { describeFaults, describeLines } from '../../../cli/caller/row-faults.ts';

test.for([
  [[3], 'line 3'],
  [[3, 4], 'lines 3 and 4'],
  [[2, 3, 4], 'lines 2 to 4'],
  [[2, 5, 9], 'lines 2, 5 and 9'],
  [[2, 5, 9, 11, 14, 20, 21], 'lines 2, 5, 9, 11, 14 and 2 more'],
] as const)('the lines %j are told as %j', ([lines, text]) => {
  expect(describeLines([...lines])).toBe(text);
});

test('rows that share a fault share a line, which shows the first cells', () => {
  const faults = ['a', 'b', 'c', 'd', 'a'].map((value, index) => ({
    line: 2 * index + 2,
    column: 3,
    detail: 'title is wrong',
    value,
  }));
  expect(
    describeFaults([...faults, { line: 3, detail: 'peer is wrong' }, { detail: 'items: too many' }]),
  ).toEqual([
    '  lines 2, 4, 6, 8 and 10, column 3: title is wrong, and is "a", "b", "c" and others.',
    '  line 3: peer is wrong.',
    '  items: too many.',
  ]);
});

test('beyond ten, faults are only counted', () => {
  const faults = Array.from({ length: 13 }, (_, index) => ({ line: index + 2, detail: `fault ${index}` }));
  expect(describeFaults(faults)).toHaveLength(11);
  expect(describeFaults(faults).at(-1)).toBe('  and 3 more');
});
