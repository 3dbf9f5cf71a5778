import type { MutantName } from '../mutants/mutants.ts';
import { createRandom, type Random } from '../random.ts';
import { aimAt, scenarioOf } from './aim.ts';
import { askForCallbacks, planCallbackFaults } from './plan-callbacks.ts';
import { type PlannedFault, planFaults } from './plan-faults.ts';
import { type PlannedAccount, planAccounts, planRequests, type RequestAction } from './plan-requests.ts';
import { pickScenario, setScenario } from './scenarios.ts';

/** What the hunter's event source mapping does to one batch. */
export type DeliveryTwist =
  | 'none'
  /** The batch goes to two workers at once. */
  | 'twice'
  /** It goes to a second worker some time after the first has answered. */
  | 'again'
  /** It is held until its visibility timeout has run out, and delivered then with its stale receipt handles. */
  | 'late'
  /** The messages are not deleted after success. */
  | 'lose-deletion'
  /** The messages of the batch are delivered in reverse order. */
  | 'reversed';

/** Everything a seed decides. */
export interface Schedule {
  seed: number;
  accounts: PlannedAccount[];
  /** In the order of their times. */
  actions: RequestAction[];
  faults: PlannedFault[];
  /** The twist of the nth batch; the rest go untouched. */
  twists: DeliveryTwist[];
  /** The same for the batches of callbacks. */
  callbackTwists: DeliveryTwist[];
  /** How many sweepers run at once, sweep by sweep; one where the list ends. */
  sweepers: number[];
  /** When the operator repairs broken accounts, in milliseconds from the start; never in some seeds. */
  repairAtMs: number | undefined;
  /** What is promised beyond what every seed is held to, where nothing else goes wrong in it. */
  expectation?: Expectation;
}

export interface Expectation {
  /** Jobs of this chat of the first account are done so soon after they were accepted. */
  doneWithin?: { chat: number; ms: number };
  /** After a worker was killed its account calls again this soon, while it has jobs in line. */
  resumesWithinMs?: number;
  /** So many links of jobs that were accepted a second later or more may be made before a job's. */
  maxOvertaking?: number;
}

/**
 * The schedule of a seed. The same seed gives the same schedule.
 * @param mutant aims it at what this one lacks.
 */
export function createSchedule(seed: number, mutant?: MutantName): Schedule {
  const drawn = drawSchedule(seed);
  const random = createRandom(seed, 'scenario');
  // A mutant is aimed at on the stage of its own rule.
  const scenario = mutant === undefined ? pickScenario(random) : scenarioOf(mutant);
  const schedule = scenario === undefined ? drawn : setScenario(scenario, drawn, random);
  return mutant === undefined ? schedule : aimAt(schedule, mutant, createRandom(seed, mutant));
}

function drawSchedule(seed: number): Schedule {
  const random = createRandom(seed, 'schedule');
  const hashes = createRandom(seed, 'hashes');
  const accounts = planAccounts(createRandom(seed, 'accounts')).map((account) => ({
    ...account,
    hasStaleHashes: hashes.chance(0.2),
  }));
  const callbacks = createRandom(seed, 'callbacks');
  return {
    seed,
    accounts,
    actions: askForCallbacks(callbacks, planRequests(createRandom(seed, 'requests'), accounts)),
    faults: [...planFaults(createRandom(seed, 'faults')), ...planCallbackFaults(callbacks)],
    twists: drawTwists(random),
    callbackTwists: drawTwists(callbacks),
    sweepers: Array.from({ length: 8 }, () => (random.chance(0.25) ? 2 : 1)),
    repairAtMs: random.chance(0.7) ? random.whole(60, 7200) * 1000 : undefined,
  };
}

function drawTwists(random: Random): DeliveryTwist[] {
  return Array.from({ length: 12 }, () =>
    random.weighted<DeliveryTwist>([
      [70, 'none'],
      [7, 'twice'],
      [6, 'again'],
      [5, 'late'],
      [6, 'lose-deletion'],
      [6, 'reversed'],
    ]),
  );
}
