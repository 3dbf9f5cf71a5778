import type { Random } from '../random.ts';
import { planCallbackFaults } from './plan-callbacks.ts';
import { sweeperPoints, transientErrors } from './plan-faults.ts';
import { planJoins } from './plan-joins.ts';
import { planHandActions, planLinksByHand } from './plan-links-by-hand.ts';
import { operateOn, planOperationFaults } from './plan-operations.ts';
import { planPools } from './plan-pools.ts';
import { withPriority } from './plan-priorities.ts';
import type { PlannedRequest, RequestAction } from './plan-requests.ts';
import { planRotation, planRotationFaults } from './plan-rotations.ts';
import { firstByHand, planSyncFaults, planSyncs } from './plan-syncs.ts';
import { drawTwists } from './plan-twists.ts';
import { planOutage } from './plan-way.ts';
import type { ChaosAction, PlannedFault } from './planned-fault.ts';
import { exportPoint } from './points.ts';
import type { Schedule } from './schedule.ts';

/** Seeds with a single fault. The promises for them are exact to the second. */
export type Scenario = keyof typeof scenarios;

type Scene = Pick<Schedule, 'actions' | 'faults'> &
  Partial<
    Pick<
      Schedule,
      'accounts' | 'linksByHand' | 'expectation' | 'sweepers' | 'repairAtMs' | 'twists' | 'callbackTwists'
    >
  >;

const worker = { by: 'worker', phase: 'before', nth: 1 } as const;
const oneAccount: Schedule['accounts'] = [{ name: 'acc0', chats: ['public', 'private'] }];

/** How long a lease lasts, and the time allowed after it. */
const resumesWithinMs = 32_000 + 10_000;

/** The time of a job without faults, from its acceptance to its end. */
const promptMs = 6_000;

/** As docs/http-api.md promises it. */
const maxOvertakenMs = 3 * 3_600_000;

/** The first sweep that finds a job, two for each of up to four sweepers that may be killed over it, and the work. */
const manyDueMs = 2 * 60_000 + 4 * 2 * 60_000 + 30_000;

export const scenarios = {
  /** A job in backoff does not delay the jobs of another chat. */
  'backoff-beside': (random: Random): Scene => ({
    accounts: oneAccount,
    actions: [
      ...posts(random, { chat: 0, count: random.whole(1, 2), everyMs: [0, 0] }),
      ...posts(random, { chat: 1, count: random.whole(3, 7), everyMs: [300, 4_000], from: 10 }),
    ],
    faults: [
      {
        ...worker,
        point: exportPoint,
        chat: 0,
        action: {
          type: 'telegram',
          fault: { type: 'rpc-error', ...random.pick(transientErrors) },
          times: random.whole(1, 4),
        },
      },
    ],
    expectation: { doneWithin: { chat: 1, ms: promptMs } },
  }),
  /** A wait for one chat holds only that chat. */
  'chat-wait-beside': (random: Random): Scene => ({
    accounts: oneAccount,
    actions: [
      ...posts(random, { chat: 0, count: random.whole(1, 3), everyMs: [0, 0] }),
      ...posts(random, { chat: 1, count: random.whole(3, 7), everyMs: [300, 4_000], from: 10 }),
    ],
    faults: [
      {
        ...worker,
        point: exportPoint,
        chat: 0,
        action: { type: 'flood', seconds: random.whole(5, 600), kind: 'SLOWMODE_WAIT', isOfChat: true },
      },
    ],
    expectation: { doneWithin: { chat: 1, ms: promptMs } },
  }),
  /** An account whose worker was killed continues when the lease is over. */
  'backlog-behind-a-kill': (random: Random): Scene => ({
    accounts: oneAccount,
    actions: posts(random, { chat: random.whole(0, 1), count: random.whole(8, 18), everyMs: [0, 200] }),
    faults: [
      {
        ...worker,
        point: random.pick(['lease', 'intent', 'result', exportPoint]),
        phase: random.pick(['before', 'after']),
        nth: random.whole(1, 3),
        action: { type: 'kill' },
      },
    ],
    expectation: { resumesWithinMs },
  }),
  /** A wait in the middle of ten calls. No call is made inside it, and the jobs keep their order. */
  'wait-in-the-middle': (random: Random): Scene => {
    const seconds = random.weighted([
      [2, random.whole(1, 2)],
      [4, random.whole(3, 60)],
      [2, random.whole(61, 400)],
      [1, random.whole(901, 2_000)],
    ]);
    return {
      accounts: oneAccount,
      actions: [
        ...posts(random, { chat: 0, count: random.whole(6, 14), everyMs: [0, 100] }),
        ...posts(random, {
          chat: random.whole(0, 1),
          count: 8,
          everyMs: [500, (seconds + 8) * 125],
          from: 20,
        }),
      ],
      faults: [
        {
          ...worker,
          point: exportPoint,
          nth: random.whole(1, 10),
          action: { type: 'flood', seconds, kind: random.pick(['FLOOD_WAIT', 'FLOOD_WAIT', 'NEW_WAIT']) },
        },
      ],
      // A worker sleeps through two seconds with the jobs that it has in hand.
      expectation: { maxOvertaking: 0, inHandMs: 3_000 },
    };
  },
  /** Requests of all priorities around a wait: the line keeps its order, and no job is overtaken without end. */
  priorities: (random: Random): Scene => {
    const seconds = random.weighted([
      [2, random.whole(3, 60)],
      [1, random.whole(61, 400)],
      [3, random.whole(12_000, 20_000)],
    ]);
    return {
      accounts: oneAccount,
      actions: [
        ...posts(random, { chat: 0, count: random.whole(6, 12), everyMs: [0, 100] }).map((action) =>
          withPriority(action, 'low'),
        ),
        ...posts(random, {
          chat: random.whole(0, 1),
          count: 8,
          everyMs: [500, (seconds + 8) * 200],
          from: 20,
        }).map((action) => withPriority(action, random.pick(['high', 'high', 'normal', 'low']))),
      ],
      faults: [
        {
          ...worker,
          point: exportPoint,
          nth: random.whole(1, 8),
          action: { type: 'flood', seconds, kind: 'FLOOD_WAIT' },
        },
      ],
      expectation: { maxOvertaking: 0, inHandMs: promptMs, maxOvertakenMs },
    };
  },
  /** Many accounts are due at once because no message was sent, and sweepers are killed and frozen among them. */
  'many-due': (random: Random): Scene => {
    const accounts = Array.from({ length: random.whole(8, 12) }, (_, index) => ({
      name: `acc${index}`,
      chats: ['public' as const],
    }));
    const actions = accounts.flatMap((_, account) =>
      posts(random, { chat: 0, count: random.whole(1, 2), everyMs: [0, 100], from: 2 * account, account }),
    );
    return {
      accounts,
      actions,
      faults: [
        {
          by: 'api',
          point: 'send',
          phase: 'before',
          nth: 1,
          action: { type: 'drop', times: 4 * actions.length },
        },
        ...Array.from({ length: random.whole(1, 4) }, () => planSweeperStop(random)),
      ],
      sweepers: Array.from({ length: 8 }, () => random.pick([1, 2, 3, 3])),
      expectation: { allDoneWithinMs: manyDueMs },
    };
  },
  /** The network is lost around a call, with and without a kill of the worker. */
  outage: (random: Random): Scene => ({
    actions: posts(random, { chat: 0, count: random.whole(1, 4), everyMs: [0, 400] }),
    accounts: oneAccount,
    faults: [planOutage(random), ...(random.chance(0.3) ? [planOutage(random)] : [])],
  }),
  /** Telegram reports an error for a call and still executes it, up to a minute later. */
  'late-execution': (random: Random): Scene => ({
    accounts: oneAccount,
    actions: posts(random, { chat: 0, count: random.whole(1, 4), everyMs: [0, 400] }),
    faults: Array.from({ length: random.whole(1, 2) }, () => ({
      ...worker,
      point: exportPoint,
      nth: random.whole(1, 3),
      action: {
        type: 'telegram' as const,
        fault: {
          type: 'rpc-error' as const,
          ...random.pick(transientErrors),
          executeAfterMs: random.weighted([
            [2, random.whole(1, 4_000)],
            [3, random.whole(4_001, 20_000)],
            [3, random.whole(20_001, 60_000)],
          ]),
        },
      },
    })),
  }),
  /** The clocks step apart by minutes while calls have an unknown outcome. */
  'clock-step': (random: Random): Scene => ({
    accounts: oneAccount,
    actions: posts(random, { chat: 0, count: random.whole(2, 5), everyMs: [0, 20_000] }),
    faults: [planClockStep(random), random.pick([planOutage, planLostAnswer])(random)],
  }),
  /** The stored access hashes are stale, and the network to Telegram or an answer is lost. */
  'stale-hashes': (random: Random): Scene => ({
    accounts: [{ name: 'acc0', chats: ['public', 'private'], hasStaleHashes: true }],
    actions: [
      ...posts(random, { chat: 0, count: random.whole(1, 4), everyMs: [0, 400] }),
      ...posts(random, { chat: 1, count: random.whole(1, 4), everyMs: [0, 400], from: 10 }),
    ],
    faults: random.chance(0.7) ? [random.pick([planOutage, planLostAnswer])(random)] : [],
  }),
  /** Every job has a callback, and all faults concern the callbacks. */
  callbacks: (random: Random): Scene => ({
    accounts: oneAccount,
    actions: posts(random, { chat: 0, count: random.whole(2, 8), everyMs: [0, 2_000] }).map((action) =>
      action.type === 'post' ? { ...action, planned: { ...action.planned, hasCallback: true } } : action,
    ),
    faults: Array.from({ length: 3 }, () => planCallbackFaults(random)).flat(),
  }),
  /** Links are edited, revoked, deleted and read, while they are made and after. */
  life: (random: Random): Scene => {
    let hasPermanent = false;
    const requests = posts(random, { chat: 0, count: random.whole(2, 4), everyMs: [0, 6_000] }).map(
      makePermanent,
    );
    /** One at most: a second permanent link revokes the first, whose invite does not know that before its next refresh. */
    function makePermanent(action: RequestAction): RequestAction {
      const isPermanent = action.type === 'post' && random.chance(0.2) && !hasPermanent;
      hasPermanent ||= isPermanent;
      return isPermanent
        ? { ...action, planned: { ...action.planned, options: { legacy_revoke_permanent: true } } }
        : action;
    }
    return {
      accounts: oneAccount,
      actions: [
        ...requests,
        ...requests.flatMap(({ atMs }, request) =>
          operateOn(random, request, atMs + random.pick([10, 10, 2_000, 20_000])),
        ),
        ...(random.chance(0.3) ? planSyncs(random, { account: 0, chat: 0, fromMs: [0, 20_000] }) : []),
      ],
      faults: [
        ...planOperationFaults(random),
        ...planOperationFaults(random),
        ...(random.chance(0.4) ? [planLostAnswer(random)] : []),
        ...(random.chance(0.2) ? [planClockStep(random)] : []),
      ],
    };
  },
  /** The links of a chat are read, page by page, while others are made by requests and by hand. */
  syncs: (random: Random): Scene => {
    const requests = posts(random, { chat: 0, count: random.whole(2, 6), everyMs: [0, 6_000] });
    const times = requests.map(({ atMs }) => atMs);
    const tillMs = Math.max(...times) + 30_000;
    return {
      accounts: [{ name: 'acc0', chats: ['public', 'private'], hasStaleHashes: random.chance(0.1) }],
      linksByHand: [0, 1].flatMap((chat) =>
        chat === 0 || random.chance(0.2) ? planLinksByHand(random, 0, chat) : [],
      ),
      actions: [
        ...requests,
        ...requests.flatMap(({ atMs }, request) =>
          random.chance(0.2) ? operateOn(random, request, atMs + random.pick([10, 2_000, 20_000])) : [],
        ),
        ...planHandActions(random, { account: 0, chat: 0, tillMs }),
        ...[0, 1, 2].flatMap((place) =>
          random.chance(0.4) ? operateOn(random, firstByHand + place, random.whole(2_000, tillMs)) : [],
        ),
        ...planSyncs(random, { account: 0, chat: 0, fromMs: [0, ...times] }),
      ],
      faults: [
        ...planSyncFaults(random),
        ...(random.chance(0.5) ? planSyncFaults(random) : []),
        ...(random.chance(0.5) ? [planLostAnswer(random)] : []),
        ...(random.chance(0.15) ? [planClockStep(random)] : []),
      ],
    };
  },
  /** A link is replaced in each period, while others are made beside it. */
  rotations: (random: Random): Scene => ({
    accounts: oneAccount,
    actions: [
      ...planRotation(random, 0, 0),
      ...posts(random, { chat: random.whole(0, 1), count: random.whole(0, 4), everyMs: [0, 500_000] }),
    ],
    faults: planRotationFaults(random),
  }),
  /** People come into chats by tracked links and by others, ask to come in, and are decided. */
  joins: (random: Random): Scene => ({
    ...planJoins(random),
    ...(random.chance(0.5) ? { twists: drawTwists(random) } : {}),
    ...(random.chance(0.5) ? { callbackTwists: drawTwists(random) } : { callbackTwists: [] }),
  }),
  /** Callers take links that were made before, with and without a key, again and again, while everything fails. */
  pools: (random: Random): Scene => ({
    ...planPools(random),
    ...(random.chance(0.5) ? { twists: drawTwists(random) } : {}),
    ...(random.chance(0.3) ? { sweepers: [2, 1, 2] } : {}),
  }),
} satisfies Record<string, (random: Random) => Scene>;

/** Within the calls that a sweep of a dozen accounts makes. */
function planSweeperStop(random: Random): PlannedFault {
  return {
    by: 'sweeper',
    point: random.pick(sweeperPoints),
    phase: random.pick(['before', 'after']),
    nth: random.whole(1, 20),
    action: random.chance(0.7) ? { type: 'kill' } : { type: 'freeze', forMs: random.whole(1, 150) * 1000 },
  };
}

function planClockStep(random: Random): PlannedFault {
  return {
    ...worker,
    point: random.pick(['lease', 'intent', 'result']),
    phase: random.pick(['before', 'after']),
    nth: random.whole(1, 2),
    action: { type: 'skew', ms: random.pick([-1, 1]) * random.whole(10, 600) * 1000 },
  };
}

function planLostAnswer(random: Random): PlannedFault {
  const action = random.pick<ChaosAction>([
    { type: 'kill' },
    { type: 'telegram', fault: { type: 'close-after' } },
  ]);
  const phase = action.type === 'kill' ? ('after' as const) : ('before' as const);
  return { ...worker, phase, point: exportPoint, nth: random.whole(1, 2), action };
}

interface Posts {
  chat: number;
  count: number;
  /** The time between two requests, in milliseconds. */
  everyMs: readonly [least: number, most: number];
  /** The number of the first request. */
  from?: number;
  account?: number;
}

function posts(random: Random, { chat, count, everyMs, from = 0, account = 0 }: Posts): RequestAction[] {
  let atMs = 0;
  return Array.from({ length: count }, (_, index) => {
    const planned: PlannedRequest = {
      account,
      chat,
      form: random.pick(['username', 'id']),
      options: random.pick([{}, { title: 'a' }, { title: 'a', usage_limit: 1 }]),
    };
    atMs += random.whole(...everyMs);
    return { type: 'post', atMs, request: from + index, planned };
  });
}

const shareOfScenarios = 0.5;

/** @throws RangeError for an unknown name. */
export function parseScenario(name: string): Scenario {
  if (Object.hasOwn(scenarios, name)) {
    return name as Scenario;
  }
  throw new RangeError(`there is no scene ${name}; there are ${Object.keys(scenarios).join(', ')}`);
}

/** Undefined for a seed in which several faults may come at once. */
export function pickScenario(random: Random): Scenario | undefined {
  const names = Object.keys(scenarios) as Scenario[];
  return random.chance(shareOfScenarios) ? random.pick(names) : undefined;
}

export function setScenario(scenario: Scenario, schedule: Schedule, random: Random): Schedule {
  const scene = scenarios[scenario](random);
  const actions = scene.actions.toSorted((a, b) => a.atMs - b.atMs);
  return {
    ...schedule,
    linksByHand: [],
    twists: [],
    sweepers: [],
    repairAtMs: undefined,
    ...scene,
    actions,
  };
}
