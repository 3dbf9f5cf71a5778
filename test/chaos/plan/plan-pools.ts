import type { Random } from '../random.ts';
import { planAwsAction, planTelegramAt } from './plan-faults.ts';
import type { PlannedAccount } from './plan-requests.ts';
import type { PlannedFault } from './planned-fault.ts';
import { editPoint, exportPoint } from './points.ts';

/** A pool, and what its links have. */
export interface PlannedPool {
  name: string;
  account: number;
  chat: number;
  size: number;
  lowWater?: number;
  maxAgeSeconds?: number;
}

/** What a caller says who takes a link. Those who repeat it say the same. */
export interface PlannedTake {
  pool: string;
  idempotencyKey?: string;
  title?: string;
  expireInSeconds?: number;
  isToFail?: boolean;
}

/** Callers create pools, take links of them, revoke some of these, and delete pools. Repeats of a take share its number. */
export type PoolAction =
  | { type: 'create pool'; atMs: number; planned: PlannedPool }
  | { type: 'take'; atMs: number; take: number; planned: PlannedTake }
  | { type: 'revoke pooled'; atMs: number; name: string; choice: number }
  | { type: 'delete pool'; atMs: number; name: string; keepsLinks: boolean };

/** What is stored of a pool and of takes, by whom. */
const workerPoints = [
  'pool begin',
  'create',
  'pool add',
  'record take',
  'save-taken',
  'save-order',
  'pool note',
  'pool close',
  'pool give back',
  'result',
  'lease',
  'release',
  'standing Query',
] as const;
const apiPoints = [
  'take',
  'pool move',
  'reserve',
  'send',
  'create',
  'standing Query',
  'standing PutItem',
] as const;

export function planPools(random: Random): {
  accounts: PlannedAccount[];
  actions: PoolAction[];
  faults: PlannedFault[];
} {
  const accounts: PlannedAccount[] = Array.from({ length: random.whole(1, 2) }, (_, account) => ({
    name: `acc${account}`,
    chats: [random.pick(['public', 'private'])],
  }));
  return {
    accounts,
    actions: accounts.flatMap((_account, account) => planPool(random, { account, chat: 0 })),
    faults: planPoolFaults(random),
  };
}

/**
 * What callers do with one pool. Some revoke a link of it, while others take it or have taken it.
 * @param maxAges what `max_age` is drawn from, in seconds.
 */
export function planPool(
  random: Random,
  place: Pick<PlannedPool, 'account' | 'chat'>,
  maxAges = [600, 3_600, 86_400],
): PoolAction[] {
  // Those of more than 50 links lie in two rows.
  const size = random.chance(0.15) ? random.whole(51, 55) : random.whole(1, 5);
  const planned: PlannedPool = {
    name: `pool-${place.account}`,
    ...place,
    size,
    ...(random.chance(0.3) ? { lowWater: random.whole(1, size) } : {}),
    ...(random.chance(0.3) ? { maxAgeSeconds: random.pick(maxAges) } : {}),
  };
  const { name } = planned;
  const takes = planTakes(random, planned);
  const times = takes.map(({ atMs }) => atMs);
  const revoked = Array.from({ length: random.pick([0, 0, 1, 2]) }, () => ({
    type: 'revoke pooled' as const,
    atMs: random.pick(times) + random.pick([0, 1, 40, 2_000, 30_000]),
    name,
    choice: random.whole(0, 100),
  }));
  return [
    { type: 'create pool', atMs: 0, planned },
    ...takes,
    ...revoked,
    ...(random.chance(0.2)
      ? [
          {
            type: 'delete pool' as const,
            atMs: random.whole(20, 240) * 1_000,
            name,
            keepsLinks: random.chance(0.5),
          },
        ]
      : []),
  ];
}

export function planPoolFaults(random: Random): PlannedFault[] {
  return Array.from({ length: random.whole(0, 4) }, () => planPoolFault(random));
}

/** Some come at once, some one after the other, and some under a key are repeated, also after their record is stored. */
function planTakes(random: Random, { name: pool, account }: PlannedPool): PoolAction[] {
  let atMs = random.pick([0, 1_500, 4_000, 20_000]);
  return Array.from({ length: random.whole(2, 9) }, (_, index) => {
    const take = account * 100 + index;
    atMs += random.pick([0, 0, random.whole(1, 400), random.whole(1_000, 60_000)]);
    const planned: PlannedTake = {
      pool,
      ...(random.chance(0.7) ? { idempotencyKey: `take-${take}` } : {}),
      ...(random.chance(0.5) ? { title: `order ${take}` } : {}),
      ...(random.chance(0.3) ? { expireInSeconds: random.whole(3_600, 90_000) } : {}),
      ...(random.chance(0.3) ? { isToFail: true } : {}),
    };
    const repeats =
      planned.idempotencyKey === undefined
        ? []
        : Array.from({ length: random.whole(0, 3) }, () =>
            random.pick([0, 1, 50, 30_000, 59_000, 61_000, 150_000]),
          );
    return [0, ...repeats].map((laterMs) => ({ type: 'take' as const, atMs: atMs + laterMs, take, planned }));
  }).flat();
}

function planPoolFault(random: Random): PlannedFault {
  const nth = random.whole(1, 4);
  const phase = random.pick(['before', 'after'] as const);
  const atWorker = { by: 'worker' as const, phase, nth };
  return random.weighted<() => PlannedFault>([
    [6, () => ({ ...atWorker, point: random.pick(workerPoints), action: { type: 'kill' } })],
    [
      3,
      () => ({
        ...atWorker,
        point: random.pick(workerPoints),
        action: { type: 'freeze', forMs: random.whole(5, 400) * 1_000 },
      }),
    ],
    [
      3,
      () => ({
        ...atWorker,
        phase: 'before',
        point: random.pick(workerPoints),
        action: planAwsAction(random),
      }),
    ],
    [3, () => ({ by: 'api', phase, nth, point: random.pick(apiPoints), action: { type: 'kill' } })],
    [
      4,
      () => ({
        by: 'api',
        phase: 'before',
        nth,
        point: random.pick(apiPoints),
        action: planAwsAction(random),
      }),
    ],
    [2, () => planTelegramAt(random, random.pick([exportPoint, editPoint]), nth)],
    [
      2,
      () => ({
        ...atWorker,
        phase: 'before',
        point: random.pick([exportPoint, editPoint]),
        action: { type: 'flood', seconds: random.pick([5, 120, 7_200]), kind: 'FLOOD_WAIT' },
      }),
    ],
  ])();
}
