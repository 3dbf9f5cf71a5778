import { expect, test } from 'vitest';
import { findAllowing, type PolicyStatement } from './evaluate-policy.ts';

const request = { action: 'dynamodb:GetItem', resource: 'arn:table/a', context: {} };

function statement(change: object = {}): PolicyStatement {
  return {
    Sid: 'Some',
    Effect: 'Allow',
    Action: ['dynamodb:GetItem'],
    Resource: 'arn:table/a',
    ...change,
  };
}

function isAllowed(change: object, context: Record<string, string[]> = {}): boolean {
  return findAllowing([statement(change)], { ...request, context }) !== undefined;
}

test('an action and a resource that a statement names are allowed, and others are not', () => {
  expect(findAllowing([statement()], request)?.Sid).toBe('Some');
  expect(isAllowed({ Action: 'dynamodb:PutItem' })).toBe(false);
  expect(isAllowed({ Resource: 'arn:table/ab' })).toBe(false);
  expect(isAllowed({ Resource: 'arn:table/*' })).toBe(true);
  expect(isAllowed({ Resource: 'arn.table/a' })).toBe(false);
});

test.each([
  ['StringEquals', ['a'], ['a'], true],
  ['StringEquals', ['a'], ['b'], false],
  ['StringEquals', ['a'], undefined, false],
  ['Null', ['false'], ['a'], true],
  ['Null', ['false'], undefined, false],
  ['Null', ['true'], undefined, true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a'], undefined, true],
  ['ForAllValues:StringLike', ['rate#*'], ['rate#x', 'rate#y'], true],
  ['ForAllValues:StringLike', ['rate#*'], ['rate#x', 'key'], false],
])('%s %j of a request with %j: %s', (operator, wanted, given, isHeld) => {
  const context = given === undefined ? {} : { key: given };
  expect(isAllowed({ Condition: { [operator]: { key: wanted } } }, context)).toBe(isHeld);
});

test('all conditions of a statement must hold', () => {
  const Condition = { StringEquals: { one: '1', two: '2' } };
  expect(isAllowed({ Condition }, { one: ['1'], two: ['2'] })).toBe(true);
  expect(isAllowed({ Condition }, { one: ['1'] })).toBe(false);
});

test.each([
  [{ Effect: 'Deny' }, 'the effect Deny'],
  [{ NotAction: 'x' }, 'NotAction'],
  [{ Condition: { StringNotEquals: { key: 'a' } } }, 'the operator StringNotEquals'],
  [{ Condition: { StringEquals: { key: `\${aws:userid}` } } }, 'a policy variable'],
])('a statement with %j is no pass', (change, said) => {
  expect(() => isAllowed(change)).toThrow(`Some has ${said}`);
});
