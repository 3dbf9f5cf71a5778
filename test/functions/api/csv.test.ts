import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { writeCsvRow } from '../../../functions/api/csv.ts';

const file = { name: 'joins.csv', columns: ['user_id', 'first_name', 'via'] };

test.each(['\n', '\r', '\r\n'])('a name with %j in it makes no row of its own', (lineBreak) => {
  const name = `Grace${lineBreak}=1+1`;
  const row = writeCsvRow(file, { user_id: '5000017041', first_name: name, via: 'link' });
  expect(row).toContain(`"Grace${lineBreak}=1+1"`);
  expect(parse(row)).toEqual([['5000017041', name, 'link']]);
});

test('a name that a spreadsheet takes for a formula begins with an apostrophe', () => {
  const row = writeCsvRow(file, { user_id: '5000017041', first_name: '=1+1', via: 'link' });
  expect(row).toBe("5000017041,'=1+1,link\r\n");
});
