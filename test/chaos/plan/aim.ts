import type { MutantName } from '../mutants/mutants.ts';
import type { Random } from '../random.ts';
import { transientErrors } from './plan-faults.ts';
import { planLate } from './plan-operations.ts';
import type { PlannedFault } from './planned-fault.ts';
import { editPoint, exportPoint, receivePoint } from './points.ts';
import type { Scenario } from './scenarios.ts';
import type { Schedule } from './schedule.ts';

const minuteMs = 60_000;

/** The stage on which a protection is needed; undefined when every stage works. */
export function scenarioOf(mutant: MutantName): Scenario | undefined {
  return scenarioByMutant[mutant];
}

const scenarioByMutant: Partial<Record<MutantName, Scenario>> = {
  'hasty-sweep': 'many-due',
  'entry-moved-first': 'many-due',
  'endless-overtaking': 'priorities',
  'close-not-reset': 'outage',
  'twelve-seconds': 'late-execution',
  'no-chain': 'wait-in-the-middle',
  'own-wait-holds-account': 'backoff-beside',
  'newest-first': 'wait-in-the-middle',
  'attempts-first': 'wait-in-the-middle',
  'no-callback-sweep': 'callbacks',
  'any-answer-delivers': 'callbacks',
  'no-edit-hold': 'life',
  'operation-order': 'life',
  'told-after-end': 'life',
  'adopts-ours': 'syncs',
  'progress-first': 'syncs',
  'look-without-transaction': 'joins',
  'watch-forgets': 'joins',
  'two-ids': 'joins',
  'single-use-lost': 'joins',
  'pooled-twice': 'pools',
  'take-forgets': 'pools',
  'moved-twice': 'pools',
  'rotation-ends-first': 'rotations',
};

/** Changes a schedule so that it needs a protection often. A mutant without the protection then fails within few seeds. */
export function aimAt(schedule: Schedule, mutant: MutantName, random: Random): Schedule {
  const more = aims[mutant]?.(random) ?? [];
  return {
    ...schedule,
    faults: [...schedule.faults, ...more],
    twists: mutant === 'no-lease' ? schedule.twists.map(() => 'twice') : schedule.twists,
  };
}

const worker = { by: 'worker' as const };

const aims: Partial<Record<MutantName, (random: Random) => PlannedFault[]>> = {
  'no-lease': (random) => [
    {
      ...worker,
      point: exportPoint,
      phase: 'before',
      nth: random.whole(1, 2),
      action: { type: 'telegram', fault: { type: 'delay', ms: 3_000 } },
    },
  ],
  'no-reconciliation': (random) => [
    {
      ...worker,
      point: exportPoint,
      phase: 'before',
      nth: random.whole(1, 2),
      action: { type: 'telegram', fault: { type: 'close-after' } },
    },
  ],
  'no-fencing': (random) => [
    {
      ...worker,
      point: random.pick(['intent', 'result']),
      phase: 'before',
      nth: random.whole(1, 2),
      action: { type: 'freeze', forMs: 5 * minuteMs },
    },
  ],
  'no-sweeper': (random) => [
    {
      by: 'api',
      point: 'send',
      phase: 'before',
      nth: random.whole(1, 2),
      action: { type: 'drop', times: 5 },
    },
  ],
  'no-callback-sweep': () => [
    { ...worker, point: 'announce', phase: 'before', nth: 1, action: { type: 'drop', times: 5 } },
  ],
  'no-edit-hold': (random) => [1, 2, 4].map((nth) => planLate(random, nth, random.whole(5_000, 40_000))),
  'operation-order': (random) =>
    [1, 2, 4].map((nth) => ({
      ...worker,
      point: editPoint,
      phase: 'before',
      nth,
      action: {
        type: 'telegram',
        fault: { type: 'rpc-error', ...random.pick(transientErrors) },
      },
    })),
  'told-after-end': () =>
    Array.from({ length: 12 }, (_, index) => ({
      ...worker,
      point: 'save-link',
      phase: 'before',
      nth: index + 1,
      action: { type: 'kill' },
    })),
  'adopts-ours': () =>
    [1, 2, 3, 4].map((nth) => ({
      ...worker,
      point: exportPoint,
      phase: 'before',
      nth,
      action: { type: 'telegram', fault: { type: 'close-after' } },
    })),
  'progress-first': () =>
    [1, 3].map((nth) => ({ ...worker, point: 'create', phase: 'before', nth, action: { type: 'kill' } })),
  'look-without-transaction': () =>
    [2, 4, 6].map((nth) => ({ ...worker, point: 'look', phase: 'before', nth, action: { type: 'kill' } })),
  'two-ids': () =>
    [2, 4, 6].map((nth) => ({ ...worker, point: 'look', phase: 'before', nth, action: { type: 'kill' } })),
  'single-use-lost': () =>
    [1, 3, 5, 7].map((nth) => ({
      ...worker,
      point: 'save-order',
      phase: 'before',
      nth,
      action: { type: 'kill' },
    })),
  'pooled-twice': () =>
    [1, 3, 5].map((nth) => ({
      ...worker,
      point: 'pool add',
      phase: 'before',
      nth,
      action: { type: 'lose', times: 1 },
    })),
  'moved-twice': () =>
    Array.from({ length: 6 }, (_, index) => ({
      by: 'api',
      point: 'pool move',
      phase: 'before',
      nth: index + 1,
      action: { type: 'lose', times: 1 },
    })),
  'take-forgets': () =>
    Array.from({ length: 12 }, (_, index) => ({
      by: 'api',
      point: 'take',
      phase: 'before',
      nth: index + 1,
      action: { type: 'lose', times: 1 },
    })),
  'any-answer-delivers': () => [
    {
      by: 'webhook',
      point: receivePoint,
      phase: 'before',
      nth: 1,
      action: { type: 'receiver', fault: 'refuse', times: 4 },
    },
  ],
};
