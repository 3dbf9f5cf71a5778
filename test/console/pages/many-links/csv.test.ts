import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvFault, guessDelimiter, readCsv, writeCsv } from '../../../../console/pages/many-links/csv.ts';

function cellsOf(text: string, delimiter = ','): string[][] {
  return readCsv(text, delimiter).map(({ cells }) => cells);
}

test('what csv-stringify writes, and what writeCsv writes, is read as it was', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('', '"', 'a,b', 'a;b', 'x\r\ny', '\n', ' "q" '));
  const rows = fc
    .integer({ min: 2, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t'), (records, delimiter) => {
      // A byte order mark is of the file, not of its first cell.
      const given = records.map((cells) => cells.map((each) => each.replaceAll('\ufeff', '')));
      expect(cellsOf(stringify(given, { delimiter }), delimiter)).toEqual(given);
      expect(cellsOf(writeCsv(given, delimiter), delimiter)).toEqual(given);
    }),
  );
});

test('each record knows its line, behind cells with line breaks and behind empty lines', () => {
  const records = readCsv('\ufeffa,b\r\n"1\n2",x\n\n3,y', ',');
  expect(records).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1\n2', 'x'] },
    { line: 5, cells: ['3', 'y'] },
  ]);
});

test('an empty last cell is a cell', () => {
  expect(cellsOf('a,b\n1,')).toEqual([
    ['a', 'b'],
    ['1', ''],
  ]);
});

test.each([
  ['a,b\n"1,2', 'openQuote', 2],
  ['a,b\n"1"x,2', 'strayQuote', 2],
  ['a,b\n1,2\n1,2,3', 'width', 3],
] as const)('%j is no CSV: %s in line %i', (text, kind, line) => {
  expect(() => readCsv(text, ',')).toThrow(CsvFault);
  expect(() => readCsv(text, ',')).toThrow(expect.objectContaining({ kind, line }));
});

test.each([
  ['a,b;c\n', ','],
  ['a;b\n1,2', ';'],
  ['a\tb\n', '\t'],
  ['account', ','],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(guessDelimiter(text)).toBe(delimiter);
});
