import { expect, test } from 'vitest';
import {
  applyLearned,
  type LearnedPace,
  learnFromLink,
  learnFromWait,
  type MetWait,
  nothingLearned,
  type PaceOrigin,
} from '../../../../functions/core/pace/learned-pace.ts';
import { currentPace } from '../../../../functions/core/pace/pacer.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createDrainWorld } from '../drain/drain-world.ts';
import { answered, refusedWith } from '../drain/scripted-telegram.ts';
import { createJobRecord } from '../records.ts';

const usual = { perMinute: 20, burst: 10 };

/** An account whose limit has been found: what rows of version 0.1 look like after a wait. */
const found: LearnedPace = { rate: 1, burst: 1, links: 0, refusedRate: 1 };

function afterLinks(count: number, from: LearnedPace = found, origin: PaceOrigin = 'usual'): LearnedPace {
  let learned = from;
  for (let link = 0; link < count; link++) {
    learned = learnFromLink(learned, origin, true);
  }
  return learned;
}

function meetWait(
  learned: LearnedPace,
  wait: Partial<MetWait> = {},
  origin: PaceOrigin = 'usual',
): LearnedPace {
  return learnFromWait(
    learned,
    { tooMuch: 'rate', passed: 10, atMs: 100_000, untilMs: 102_000, ...wait },
    origin,
    usual,
  );
}

test('until the first wait the usual pace grows by 1.5 % with each link, to three times', () => {
  expect(afterLinks(10, nothingLearned).rate).toBeCloseTo(1.015 ** 10, 6);
  expect(afterLinks(200, nothingLearned).rate).toBe(3);
});

test('a pace that the operator has set grows slowly, to twice', () => {
  expect(afterLinks(100, nothingLearned, 'operator').rate).toBeCloseTo(1.005, 4);
  expect(afterLinks(20_000, nothingLearned, 'operator').rate).toBe(2);
});

test('links within the burst of a rested account do not raise the rate', () => {
  expect(learnFromLink(nothingLearned, 'usual', false)).toMatchObject({ rate: 1, links: 1 });
});

test('the first wait of a rested account takes a quarter of the rate, and the search goes on', () => {
  const once = meetWait(nothingLearned);
  expect(once).toMatchObject({ rate: 0.75, burst: 1, lastWait: { untilMs: 102_000, rate: 0.75 } });
  expect(afterLinks(1, once).rate).toBeCloseTo(0.75 * 1.015, 6);
});

test('the second wait ends the search at the rate that was allowed between the ends of both', () => {
  const links = afterLinks(10, { ...nothingLearned, lastWait: { untilMs: 42_000, rate: 1 } });
  const learned = meetWait(links);
  expect(learned).toMatchObject({ rate: 0.95 * 0.5, refusedRate: 0.5 });
  expect(afterLinks(1, learned).rate / learned.rate).toBeCloseTo(1.00005, 6);
});

test('a mean that the growing pace may have been below of is no measure: the search ends at four fifths', () => {
  const links = afterLinks(60, { ...nothingLearned, lastWait: { untilMs: 0, rate: 1 } });
  expect(meetWait(links).rate).toBeCloseTo(0.8 * links.rate, 6);
});

test('a few links measure a rate only when it is far below', () => {
  const links = afterLinks(2, { ...nothingLearned, lastWait: { untilMs: 92_000, rate: 1 } });
  expect(meetWait(links, { untilMs: 110_000 }).rate).toBeCloseTo((0.95 * 2 * 60) / 18 / 20, 6);
  expect(meetWait(links, { untilMs: 100_900 }).rate).toBeCloseTo(0.8 * links.rate, 6);
});

test('a wait soon after the last one measures the rate, a late one takes a tenth', () => {
  const since = { ...found, lastWait: { untilMs: 42_000, rate: 1 } };
  expect(meetWait(afterLinks(16, since)).rate).toBeCloseTo(0.95 * 0.8, 6);
  expect(meetWait(afterLinks(100, since)).rate).toBeCloseTo(0.9, 1);
});

test('a wait longer than a link takes does not measure, because calls before the last one count too', () => {
  const links = afterLinks(4, { ...found, lastWait: { untilMs: 90_000, rate: 1 } });
  expect(meetWait(links, { untilMs: 130_000 }).rate).toBeCloseTo(0.75, 2);
});

test('after a rest nothing is measured: soon after the last wait a quarter, later a tenth', () => {
  expect(meetWait(afterLinks(99))).toMatchObject({ rate: expect.closeTo(0.75, 1), links: 0 });
  expect(meetWait(afterLinks(100))).toMatchObject({ rate: expect.closeTo(0.9, 1), burst: 1 });
});

test('below the rate that was refused it grows back four times as fast, and slowly again near that rate', () => {
  const refused = meetWait(afterLinks(1_000));
  expect(afterLinks(100, refused).rate / refused.rate).toBeCloseTo(1.02, 3);
  const near = afterLinks(500, refused);
  expect(near.rate).toBeGreaterThan(0.95 * (refused.refusedRate ?? 0));
  expect(afterLinks(100, near).rate / near.rate).toBeCloseTo(1.005, 4);
});

test('a refused burst takes half of the burst, or all but what had passed, and leaves two', () => {
  expect(meetWait(nothingLearned, { tooMuch: 'burst', passed: 9 })).toMatchObject({ rate: 1, burst: 0.5 });
  expect(meetWait(nothingLearned, { tooMuch: 'burst', passed: 3 })).toMatchObject({ rate: 1, burst: 0.3 });
  expect(meetWait(nothingLearned, { tooMuch: 'burst', passed: 1 })).toMatchObject({ rate: 1, burst: 0.2 });
});

test('there is an end to what waits take', () => {
  let learned = found;
  for (let wait = 0; wait < 20; wait++) {
    learned = meetWait(meetWait(learned), { tooMuch: 'burst' });
  }
  expect(applyLearned({ perMinute: 20, burst: 4 }, learned)).toEqual({ perMinute: 5, burst: 1 });
});

test('what version 0.1 learned is kept, and where it had met no wait the search begins', () => {
  const refused = { rate: 0.6, burst: 0.5, refusedRate: 0.8, links: 40 };
  expect(currentPace({ learnedPace: refused })).toEqual({ perMinute: 19.5 * 0.6, burst: 5 });
  expect(afterLinks(1, refused).rate).toBeCloseTo(0.6 * 1.0002, 8);
  expect(afterLinks(1, { rate: 1.01, burst: 1, links: 200 }).rate).toBeCloseTo(1.01 * 1.015, 8);
});

test('what a worker learned while the operator set another pace is not believed', async () => {
  const world = createDrainWorld([createJobRecord(1)], { pace: { perMinute: 20, burst: 10 } });
  world.telegram.script(exportMethod, refusedWith('FLOOD_WAIT_30', 420));
  const pace = { perMinute: 6, burst: 4 };
  world.telegram.onAnswer(() => Object.assign(world.account(), { pace }));
  await world.drain();
  expect(world.account().learnedPace).toMatchObject({ of: { perMinute: 20, burst: 10 } });
  expect(currentPace(world.account())).toEqual(pace);
});

test('what a worker learned is kept with the account, for the next worker', async () => {
  const jobs = Array.from({ length: 3 }, (_, index) => createJobRecord(index + 1));
  const world = createDrainWorld(jobs, { pace: { perMinute: 20, burst: 10 } });
  world.telegram.script(exportMethod, answered, refusedWith('FLOOD_WAIT_30', 420));
  await world.drain();
  const learned = world.account().learnedPace;
  expect(learned).toMatchObject({ burst: expect.closeTo(0.2, 3), links: 0 });
  expect(currentPace(world.account()).burst).toBeCloseTo(2, 2);
});
