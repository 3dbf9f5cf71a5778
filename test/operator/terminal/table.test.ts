import { expect, test } from 'vitest';
import { alignColumns, toPlainText } from '../../../operator/terminal/table.ts';

test('what a terminal would obey is taken out of a title', () => {
  expect(toPlainText('Launch\u001B[2J\r\nparty \u202Etxt')).toBe('Launch [2J party  txt');
});

test('columns are as wide as their widest cell, and the last is left alone', () => {
  expect(
    alignColumns([
      ['PEER', 'TITLE'],
      ['@launch', 'Launch'],
    ]),
  ).toEqual(['PEER     TITLE', '@launch  Launch']);
});
