import { expect, test } from 'vitest';
import { locateJsonError } from '../../../functions/api/locate-json-error.ts';

test.each([
  ['{', 1],
  ['{"a":1,}', 7],
  ['[1,]', 3],
  ['[1 2]', 3],
  ['{"a" 1}', 5],
  ['{a:1}', 1],
  ['{"a":x}', 5],
  ['{"a":1}}', 7],
  ['[1}', 2],
  ['{"a":"\n"}', 5],
  ['{"a":01}', 5],
  ['{"a":"\\x"}', 5],
  ['tru', 0],
  ['{"a":[true,null,-1.5e3,"\\u0041"],"b":{}} x', 41],
])('in %o JSON goes wrong at %i', (text, position) => {
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
  expect(locateJsonError(text).position).toBe(position);
});

test('counts lines and columns from 1', () => {
  expect(locateJsonError('{\n "a": 1\n "b": 2}')).toEqual({ position: 11, line: 3, column: 2 });
});

test('takes a body of the largest size with a string that never ends', () => {
  expect(locateJsonError(`["${'x'.repeat(32_000)}`).position).toBe(1);
});
