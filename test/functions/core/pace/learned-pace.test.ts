import { expect, test } from 'vitest';
import {
  applyLearned,
  type LearnedPace,
  learnFromLink,
  learnFromWait,
  nothingLearned,
} from '../../../../functions/core/pace/learned-pace.ts';
import { currentPace } from '../../../../functions/core/pace/pacer.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';
import { createDrainWorld } from '../drain/drain-world.ts';
import { answered, refusedWith } from '../drain/scripted-telegram.ts';
import { createJobRecord } from '../records.ts';

function afterLinks(count: number, from: LearnedPace = nothingLearned): LearnedPace {
  let learned = from;
  for (let link = 0; link < count; link++) {
    learned = learnFromLink(learned);
  }
  return learned;
}

test('a wait soon after the last one takes a quarter of the pace, a late one a tenth of the rate', () => {
  expect(learnFromWait(afterLinks(99), 'rate')).toMatchObject({ rate: expect.closeTo(0.75, 1), links: 0 });
  expect(learnFromWait(afterLinks(100), 'rate').rate).toBeCloseTo(0.9, 1);
  expect(learnFromWait(afterLinks(100), 'rate').burst).toBe(1);
});

test('without a wait the pace grows by half a percent in a hundred links', () => {
  expect(afterLinks(100).rate).toBeCloseTo(1.005, 4);
});

test('below the rate that was refused it grows back four times as fast, and slowly again near that rate', () => {
  const refused = learnFromWait(afterLinks(1_000), 'rate');
  expect(afterLinks(100, refused).rate / refused.rate).toBeCloseTo(1.02, 3);
  const near = afterLinks(500, refused);
  expect(near.rate).toBeGreaterThan(0.95 * (refused.refusedRate ?? 0));
  expect(afterLinks(100, near).rate / near.rate).toBeCloseTo(1.005, 4);
});

test('there is an end to its growth, and to what waits take from it', () => {
  expect(afterLinks(20_000)).toMatchObject({ rate: 2, burst: 1 });
  let learned = nothingLearned;
  for (let wait = 0; wait < 20; wait++) {
    learned = learnFromWait(learnFromWait(learned, 'rate'), 'burst');
  }
  expect(applyLearned({ perMinute: 20, burst: 4 }, learned)).toEqual({ perMinute: 5, burst: 1 });
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
  expect(learned).toMatchObject({ burst: expect.closeTo(0.5, 3), links: 0 });
  expect(currentPace(world.account()).burst).toBeCloseTo(5, 2);
});
