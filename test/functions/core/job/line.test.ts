import { expect, test } from 'vitest';
import { createLine, maxOvertakenMs, type NewPlace } from '../../../../functions/core/job/line.ts';
import type { Priority } from '../../../../functions/core/request/priority.ts';
import { startMs } from '../records.ts';

const minuteMs = 60_000;
const spacingMs = 3_000;

function createWorld() {
  const jobs: { name: string; placeMs: number; atMs: number }[] = [];
  let line = createLine([]);
  function accept(name: string, atMs: number, more: Partial<NewPlace> = {}) {
    const [caller = ''] = name.split(' ');
    const nowMs = startMs + atMs;
    const placeMs = line.stand({ caller, priority: 'low', spacingMs, jobsBehind: 0, nowMs, ...more });
    jobs.push({ name, placeMs, atMs });
    return placeMs;
  }
  return {
    accept,
    /** As another environment, or this one later, finds the line. */
    readAgain: () => {
      line = createLine(jobs.map(({ placeMs }) => placeMs));
    },
    finish: (count: number) => {
      jobs.sort((a, b) => a.placeMs - b.placeMs).splice(0, count);
      line = createLine(jobs.map(({ placeMs }) => placeMs));
    },
    order: () => jobs.toSorted((a, b) => a.placeMs - b.placeMs).map(({ name }) => name),
  };
}

function acceptMany(
  world: ReturnType<typeof createWorld>,
  caller: string,
  count: number,
  atMs = 0,
  more = {},
) {
  for (let index = 0; index < count; index++) {
    world.accept(`${caller} ${index}`, atMs, { jobsBehind: count - 1 - index, ...more });
  }
}

test('a job comes before those of a lower priority that were accepted up to 50 minutes before it', () => {
  function orderOf(priority: Priority, minutes: number) {
    const world = createWorld();
    world.accept('a low', 0);
    world.accept(`b ${priority}`, minutes * minuteMs, { priority });
    return world.order();
  }
  expect(orderOf('normal', 49)).toEqual(['b normal', 'a low']);
  expect(orderOf('normal', 51)).toEqual(['a low', 'b normal']);
  expect(orderOf('high', 59)).toEqual(['b high', 'a low']);
  expect(orderOf('high', 61)).toEqual(['a low', 'b high']);
});

test('the jobs of one caller and priority keep the order in which they were accepted', () => {
  const world = createWorld();
  acceptMany(world, 'a', 100);
  world.readAgain();
  world.accept('a 100', 10);
  acceptMany(world, 'a', 3, 20, { spacingMs: 0.1 });
  expect(world.order().slice(0, 101)).toEqual(Array.from({ length: 101 }, (_, index) => `a ${index}`));
});

test('a caller who comes later takes turns with one who has a hundred jobs in line', () => {
  const world = createWorld();
  acceptMany(world, 'a', 100);
  world.readAgain();
  acceptMany(world, 'b', 3, 1_000);
  expect(world.order().slice(0, 6)).toEqual(['a 0', 'b 0', 'a 1', 'b 1', 'a 2', 'b 2']);
});

test('a caller who comes new stands at the head of a line that is late, behind its first job', () => {
  const world = createWorld();
  acceptMany(world, 'a', 100);
  world.finish(10);
  world.accept('b 0', 30 * minuteMs);
  expect(world.order().slice(0, 3)).toEqual(['a 10', 'b 0', 'a 11']);
});

test('a caller who comes new does not pass jobs of a higher priority', () => {
  const world = createWorld();
  acceptMany(world, 'a', 10);
  world.accept('c normal', 55 * minuteMs, { priority: 'normal' });
  world.accept('b 0', 56 * minuteMs);
  expect(world.order().indexOf('b 0')).toBeGreaterThan(world.order().indexOf('c normal'));
});

test.each(['high', 'normal', 'low'] as const)(
  'no job is overtaken by one of priority %s that was accepted three hours after it',
  (priority) => {
    const world = createWorld();
    acceptMany(world, 'a', 1_000, 0, { priority, spacingMs: 60_000 });
    expect(maxOvertakenMs).toBe(180 * minuteMs);
    expect(world.accept('b', maxOvertakenMs, { priority })).toBeGreaterThanOrEqual(startMs);
    expect(world.order().at(-1)).toBe('b');
  },
);

test('no place is later than now, whatever the backlog', () => {
  const world = createWorld();
  acceptMany(world, 'a', 1_000, 0, { spacingMs: 600_000 });
  expect(world.accept('a last', 1, { spacingMs: 600_000 })).toBeLessThanOrEqual(startMs + 1);
  expect(world.order().at(-1)).toBe('a last');
});

test('the jobs of earlier versions are nobody’s: a new caller does not join them', () => {
  const line = createLine([startMs - 10_000_000]);
  const nowMs = startMs;
  const placeMs = line.stand({ caller: 'a', priority: 'low', spacingMs, jobsBehind: 0, nowMs });
  expect(Math.floor(placeMs)).toBe(startMs - 60 * minuteMs);
});

test('a place is the same number after it was written in decimals', () => {
  const world = createWorld();
  for (let caller = 0; caller < 200; caller++) {
    const placeMs = world.accept(`${caller} x`, 0);
    expect(Number(String(placeMs))).toBe(placeMs);
    expect(Number.isInteger(placeMs * 4_096)).toBe(true);
  }
});

test('until a caller’s nth link all those are made that stand before it', () => {
  const line = createLine([]);
  for (const [index, caller] of ['a', 'b'].entries()) {
    for (let jobsBehind = 3; jobsBehind >= 0; jobsBehind--) {
      line.stand({ caller, priority: 'normal', spacingMs, jobsBehind, nowMs: startMs + index * 1_000 });
    }
  }
  expect([1, 2, 3, 4].map((nth) => line.countUpTo('b', nth))).toEqual([2, 4, 6, 8]);
  expect([line.countUpTo('b', 5), line.countUpTo('nobody', 20)]).toEqual([8, 20]);
});
