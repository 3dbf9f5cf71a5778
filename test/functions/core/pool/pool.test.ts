import { describe, expect, test } from 'vitest';
import {
  countToMake,
  findFresh,
  nextTendingMs,
  refillAtMs,
  useBeforeOf,
} from '../../../../functions/core/pool/pool.ts';
import { applyChange } from '../../../../functions/core/pool/pool-change.ts';
import { startMs } from '../records.ts';
import { createPoolLink, createPoolRecord, dayMs } from './pool-records.ts';

const failure = { type: 'CHAT_ADMIN_REQUIRED', detail: 'No right.', atMs: startMs, count: 1 };

describe('how many links are made', () => {
  test('as many as are missing, as soon as one is', () => {
    expect(countToMake(createPoolRecord({ ready: [createPoolLink(1)], making: { inv_2: 1 } }), startMs)).toBe(
      1,
    );
    expect(countToMake(createPoolRecord(), startMs)).toBe(3);
  });

  test('none above the low water', () => {
    const pool = createPoolRecord({ lowWater: 2, ready: [createPoolLink(1), createPoolLink(2)] });
    expect(countToMake(pool, startMs)).toBe(0);
    expect(countToMake({ ...pool, ready: [createPoolLink(1)] }, startMs)).toBe(2);
  });

  test('none of a pool that is deleted', () => {
    expect(countToMake(createPoolRecord({ deletedAtMs: startMs }), startMs)).toBe(0);
  });

  test('after a failure one, and not before a pause that doubles up to an hour', () => {
    expect(countToMake(createPoolRecord({ failure }), startMs + 59_999)).toBe(0);
    expect(countToMake(createPoolRecord({ failure }), startMs + 60_000)).toBe(1);
    expect(countToMake(createPoolRecord({ failure, making: { inv_1: 1 } }), startMs + 60_000)).toBe(0);
    expect(refillAtMs({ failure: { ...failure, count: 3 } })).toBe(startMs + 240_000);
    expect(refillAtMs({ failure: { ...failure, count: 99 } })).toBe(startMs + 3_600_000);
  });
});

describe('until when a link is given', () => {
  const invite = createPoolLink(1).invite;

  test('an hour before it is too old, or a tenth of its age', () => {
    expect(useBeforeOf({ maxAgeMs: 7 * dayMs }, invite)).toBe(startMs + 7 * dayMs - 3_600_000);
    expect(useBeforeOf({ maxAgeMs: 600_000 }, invite)).toBe(startMs + 540_000);
  });

  test('before its own end', () => {
    const dated = { ...invite, expire_date: startMs / 1000 + 7_200 };
    expect(useBeforeOf({ maxAgeMs: 7 * dayMs }, dated)).toBe(startMs + 3_600_000);
  });

  test('the first that is not too old is given', () => {
    const old = createPoolLink(1, { useBeforeMs: startMs });
    expect(findFresh({ ready: [old, createPoolLink(2)] }, startMs)).toBe(1);
    expect(findFresh({ ready: [old] }, startMs)).toBeUndefined();
  });
});

describe('when a pool is tended next', () => {
  test('in five minutes where nothing is to be done', () => {
    expect(nextTendingMs(createPoolRecord(), startMs)).toBe(startMs + 300_000);
  });

  test('when a link gets too old', () => {
    const ready = [createPoolLink(1, { useBeforeMs: startMs + 5_000 })];
    expect(nextTendingMs(createPoolRecord({ ready }), startMs)).toBe(startMs + 5_000);
  });

  test('a minute later where a take waits for something, and not all the time', () => {
    const takes = { tak_1: { atMs: startMs, recordedAtMs: startMs - 600_000, editId: 'op_1' } };
    expect(nextTendingMs(createPoolRecord({ takes }), startMs)).toBe(startMs + 60_000);
  });

  test('never where it is deleted and empty', () => {
    expect(nextTendingMs(createPoolRecord({ deletedAtMs: startMs }), startMs)).toBeUndefined();
    const making = { inv_1: startMs };
    expect(nextTendingMs(createPoolRecord({ deletedAtMs: startMs, making }), startMs)).toBeDefined();
  });
});

describe('a change', () => {
  test('adds a link that was being made once', () => {
    const link = createPoolLink(1);
    const added = applyChange(createPoolRecord({ making: { inv_1: 1 }, failure }), { kind: 'add', link });
    expect(added).toEqual(createPoolRecord({ ready: [link] }));
    expect(added && applyChange(added, { kind: 'add', link })).toBeUndefined();
  });

  test('gives back once the link of a take that was a repeat', () => {
    const link = createPoolLink(1);
    const pool = createPoolRecord({ given: { tak_1: link }, takes: { tak_1: { atMs: 1 } }, takenCount: 1 });
    const change = { kind: 'giveBack', takeId: 'tak_1' } as const;
    const back = applyChange(pool, change);
    expect(back).toEqual(createPoolRecord({ ready: [link] }));
    expect(back && applyChange(back, change)).toBeUndefined();
  });

  test('drops a ready link, and none that was taken', () => {
    const change = { kind: 'drop', inviteId: 'inv_1', revoke: true } as const;
    const dropped = applyChange(createPoolRecord({ ready: [createPoolLink(1)] }), change);
    expect(dropped).toEqual(createPoolRecord({ dropping: { inv_1: true } }));
    expect(applyChange(createPoolRecord({ given: { tak_1: createPoolLink(1) } }), change)).toBeUndefined();
  });
});
