import { expect, test } from 'vitest';
import {
  createServerSalts,
  maxServerSalts,
  readServerSalts,
  writeServerSalts,
} from '../../../functions/telegram/server-salts.ts';

const halfHour = 1800;
const start = 1_790_000_000;

/** As Telegram gives them: the one of now, and one for each half hour after it. */
function saltsFrom(since: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    validSince: since + i * halfHour,
    salt: BigInt(i) - 3n,
  }));
}

function createKnown(stored?: string) {
  let seconds = start;
  const salts = createServerSalts(stored, () => seconds * 1000);
  return {
    ...salts,
    at: (next: number) => {
      seconds = next;
      return salts;
    },
  };
}

test('salts survive being written, the least and the greatest of 64 bits among them', () => {
  const salts = [
    { validSince: 0, salt: -(2n ** 63n) },
    { validSince: 2 ** 32 - 1, salt: 2n ** 63n - 1n },
  ];
  expect(readServerSalts(writeServerSalts(salts))).toEqual(salts);
});

test('as many as are kept fit into 300 characters', () => {
  expect(writeServerSalts(saltsFrom(start, maxServerSalts)).length).toBeLessThan(300);
});

test.each([undefined, '', '!', 'AAAA'])('nothing is known from %j', (stored) => {
  const salts = createKnown(stored);
  expect(salts.current()).toBeUndefined();
  expect(salts.toText()).toBeUndefined();
  expect(salts.areFew()).toBe(true);
});

test('each salt is taken when its time has come, a minute late', () => {
  const [first, second, third] = saltsFrom(start, 3);
  const salts = createKnown(writeServerSalts(saltsFrom(start, 3)));
  expect(salts.current()).toBe(first?.salt);
  expect(salts.at(start + halfHour + 59).current()).toBe(first?.salt);
  expect(salts.at(start + halfHour + 60).current()).toBe(second?.salt);
  expect(salts.at(start + 100 * halfHour).current()).toBe(third?.salt);
});

test('more are asked for when the next three hours are not covered', () => {
  const salts = createKnown(writeServerSalts(saltsFrom(start, maxServerSalts)));
  expect(salts.at(start + 3 * halfHour).areFew()).toBe(false);
  expect(salts.at(start + 4 * halfHour).areFew()).toBe(true);
});

test('a salt that the server names anew takes the place of those before it', () => {
  const stored = saltsFrom(start, 3);
  const salts = createKnown(writeServerSalts(stored));
  salts.at(start + 2 * halfHour - 1).noteCurrent(77n);
  expect(salts.current()).toBe(77n);
  expect(readServerSalts(salts.toText() ?? '')).toEqual([
    { validSince: start + 2 * halfHour - 1, salt: 77n },
    stored[2],
  ]);
});

test('a salt that was known changes nothing', () => {
  const text = writeServerSalts(saltsFrom(start, 3));
  const salts = createKnown(text);
  salts.noteCurrent(-2n);
  expect(salts.toText()).toBe(text);
});

test('a refused salt takes all others with it', () => {
  const salts = createKnown(writeServerSalts(saltsFrom(start, 3)));
  salts.noteRefused(9n);
  expect(readServerSalts(salts.toText() ?? '')).toEqual([{ validSince: start, salt: 9n }]);
});

test('of the future salts the earliest are kept, in order', () => {
  const given = saltsFrom(start, 64);
  const salts = createKnown();
  salts.noteFuture(given.toReversed());
  expect(readServerSalts(salts.toText() ?? '')).toEqual(given.slice(0, maxServerSalts));
});
