import type { MutantName } from '../mutants/mutants.ts';
import { createRandom, type Random } from '../random.ts';
import { aimAt, scenarioOf } from './aim.ts';
import { askForCallbacks, planCallbackFaults } from './plan-callbacks.ts';
import { planFaults } from './plan-faults.ts';
import { planFewJoins } from './plan-joins.ts';
import { type HandAction, type LinksByHand, planHandActions, planLinksByHand } from './plan-links-by-hand.ts';
import { planOperationFaults, planOperations } from './plan-operations.ts';
import { type PoolAction, planPool, planPoolFaults } from './plan-pools.ts';
import { setPriorities } from './plan-priorities.ts';
import { type PlannedAccount, planAccounts, planRequests, type RequestAction } from './plan-requests.ts';
import { planRotation, planRotationFaults, type RotationAction } from './plan-rotations.ts';
import { planSyncFaults, planSyncs, type SyncAction } from './plan-syncs.ts';
import { drawTwists } from './plan-twists.ts';
import type { PlannedFault } from './planned-fault.ts';
import { pickScenario, type Scenario, setScenario } from './scenarios.ts';
import type { Schedule } from './schedule.ts';

/**
 * The schedule of a seed. The same seed gives the same schedule.
 * @param mutant aims the schedule at the protection that this mutant lacks.
 * @param scene the seed is played on this stage.
 */
export function createSchedule(seed: number, mutant?: MutantName, scene?: Scenario): Schedule {
  const drawn = drawSchedule(seed);
  const random = createRandom(seed, 'scenario');
  // A mutant is hunted on the stage of its own rule.
  const scenario = scene ?? (mutant === undefined ? pickScenario(random) : scenarioOf(mutant));
  const schedule = {
    ...(scenario === undefined ? drawn : setScenario(scenario, drawn, random)),
    ...(scene === undefined ? {} : { scene }),
  };
  return mutant === undefined ? schedule : aimAt(schedule, mutant, createRandom(seed, mutant));
}

/** Seconds. A pool that replaces its links more often than a chat is looked at keeps a seed from its end. */
const restfulAges = [86_400];

/** Mixed seeds with a pool, and those with a rotation: some have both. */
const shareOfStanding = 0.4;

/** Mixed seeds in which some links are tracked and used. */
const shareOfJoins = 0.15;

function drawSchedule(seed: number): Schedule {
  const random = createRandom(seed, 'schedule');
  const hashes = createRandom(seed, 'hashes');
  const accounts = planAccounts(createRandom(seed, 'accounts')).map((account) => ({
    ...account,
    hasStaleHashes: hashes.chance(0.2),
  }));
  const callbacks = createRandom(seed, 'callbacks');
  const operations = createRandom(seed, 'operations');
  const requests = askForCallbacks(callbacks, planRequests(createRandom(seed, 'requests'), accounts));
  const operating = planOperations(operations, requests);
  const syncing = drawSyncing(createRandom(seed, 'syncs'), accounts, requests);
  const faults = [
    ...planFaults(createRandom(seed, 'faults')),
    ...planCallbackFaults(callbacks),
    ...(operating.length > 0 ? planOperationFaults(operations) : []),
    ...syncing.faults,
  ];
  const asked = setPriorities(createRandom(seed, 'priorities'), requests);
  const joins = createRandom(seed, 'joins');
  const joining = joins.chance(shareOfJoins)
    ? planFewJoins(joins, { actions: asked, faults, accounts })
    : undefined;
  const standing = drawStanding(createRandom(seed, 'standing'), accounts);
  return {
    seed,
    accounts,
    linksByHand: syncing.linksByHand,
    actions: [
      ...(joining?.actions ?? asked),
      ...operating,
      ...syncing.actions,
      ...(joining?.people ?? []),
      ...standing.actions,
    ].toSorted((a, b) => a.atMs - b.atMs),
    faults: [...faults, ...standing.faults],
    twists: drawTwists(random),
    callbackTwists: drawTwists(callbacks),
    sweepers: Array.from({ length: 8 }, () =>
      random.weighted([
        [6, 1],
        [1, 2],
        [1, 3],
      ]),
    ),
    repairAtMs: random.chance(0.7) ? random.whole(60, 7200) * 1000 : undefined,
  };
}

/** Links that are made before they are asked for, and those that are replaced, beside all others. */
function drawStanding(
  random: Random,
  accounts: PlannedAccount[],
): { actions: (PoolAction | RotationAction)[]; faults: PlannedFault[] } {
  const pool = random.chance(shareOfStanding) ? drawPlace(random, accounts) : undefined;
  const rotation = random.chance(shareOfStanding) ? drawPlace(random, accounts) : undefined;
  return {
    actions: [
      ...(pool === undefined ? [] : planPool(random, pool, restfulAges)),
      ...(rotation === undefined ? [] : planRotation(random, rotation.account, rotation.chat)),
    ],
    faults: [
      ...(pool === undefined ? [] : planPoolFaults(random)),
      ...(rotation === undefined ? [] : planRotationFaults(random)),
    ],
  };
}

function drawPlace(random: Random, accounts: PlannedAccount[]): { account: number; chat: number } {
  const account = random.whole(0, accounts.length - 1);
  return { account, chat: random.whole(0, (accounts[account]?.chats.length ?? 1) - 1) };
}

interface Syncing {
  linksByHand: LinksByHand[];
  actions: (SyncAction | HandAction)[];
  faults: PlannedFault[];
}

/** In a fifth of the seeds one account has its links read, in one chat. */
function drawSyncing(random: Random, accounts: PlannedAccount[], requests: RequestAction[]): Syncing {
  if (!random.chance(0.2)) {
    return { linksByHand: [], actions: [], faults: [] };
  }
  const { account, chat } = drawPlace(random, accounts);
  const times = requests.map(({ atMs }) => atMs);
  return {
    linksByHand: planLinksByHand(random, account, chat),
    actions: [
      ...planHandActions(random, { account, chat, tillMs: Math.max(...times) + 60_000 }),
      ...planSyncs(random, { account, chat, fromMs: times }),
    ],
    faults: planSyncFaults(random),
  };
}
