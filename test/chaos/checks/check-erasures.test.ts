import { expect, test } from 'vitest';
import type { EventWrite } from '../aws-watch.ts';
import { checkErasures } from './check-erasures.ts';

const join: EventWrite = {
  at: '-1001',
  id: 'evt_1',
  number: undefined,
  kind: 'joined',
  userId: '7',
  atMs: 1_000,
  storedAtMs: 2_000,
  watchId: 'op_1',
};
const erasure = { userId: '7', askedAtMs: 3_000, doneAtMs: 3_100 };
const left = [{ id: 'evt_1' }];

test('a join of an erased person that is still there is a violation', () => {
  expect(checkErasures([erasure], [join], left)).toHaveLength(1);
  expect(checkErasures([erasure], [{ ...join, byOthersAtMs: 2_500 }], left)).toHaveLength(1);
});

test('one that is gone is none, nor one that another account has stored since', () => {
  expect(checkErasures([erasure], [join], [])).toEqual([]);
  expect(checkErasures([erasure], [{ ...join, byOthersAtMs: 4_000 }], left)).toEqual([]);
});
