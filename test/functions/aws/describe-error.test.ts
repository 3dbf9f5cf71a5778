import { expect, test } from 'vitest';
import { describeError } from '../../../functions/aws/describe-error.ts';
import { makeTypeError } from './make-type-error.ts';

test.each([
  ['one line', 'Bearer SECRET'],
  ['many lines', 'refused:\nBearer SECRET\n  at SECRET\n\tat SECRET\nSECRET'],
  ['an empty first line', '\nBearer SECRET'],
  ['a line that looks like a place', 'refused\n    at SECRET (file:///SECRET.ts:1:2)'],
  ['no text', ''],
])('an error is its name and place, whatever its message: %s', (_what, message) => {
  const told = describeError(makeTypeError(message));
  expect(told).toMatch(/^TypeError at .*make-type-error\.ts:\d+:\d+\)?$/);
  expect(told).not.toContain('SECRET');
});

test('an error whose message was changed after it was made has no place: its stack still holds the first one', () => {
  const error = new TypeError('refused\n    at SECRET (file:///SECRET.ts:1:2)');
  expect(error.stack).toContain('SECRET');
  error.message = 'changed';
  expect(describeError(error)).toBe('TypeError');
});

test('a cause and the errors that were gathered are told too, up to four in all', () => {
  const errors = [new RangeError('b'), new SyntaxError('c'), new TypeError('d'), new TypeError('e')];
  const told = describeError(new AggregateError(errors, 'a', { cause: new EvalError('f') }));
  expect(told.split('; ').map((each) => each.split(' ')[0])).toEqual([
    'AggregateError',
    'EvalError',
    'RangeError',
    'SyntaxError',
  ]);
});

test.each(['SECRET', { message: 'SECRET' }, null])(
  'what is thrown and is no error is its type: %o',
  (thrown) => {
    expect(describeError(thrown)).toBe(typeof thrown);
  },
);

test.each(['isk_2bQ7nVxW9mRk4TzL', 'AbCdEfGhIjKlMnOp', ''])(
  '%o is the name of no class, and is not told',
  (name) => {
    expect(describeError(Object.assign(new Error('x'), { name }))).toMatch(/^Error at /);
  },
);

test.each(['QueueDoesNotExist', 'KMSInvalidStateException', 'InvalidClientTokenId'])('%s is told', (name) => {
  expect(describeError(Object.assign(new Error('x'), { name }))).toMatch(new RegExp(`^${name} at `));
});
