import type { Random } from '../random.ts';
import { planAwsAction, planTelegramAt } from './plan-faults.ts';
import { planOutage } from './plan-way.ts';
import type { PlannedFault } from './planned-fault.ts';
import {
  adminLogPoint,
  decideAllPoint,
  decidePoint,
  editPoint,
  importersPoint,
  listPoint,
} from './points.ts';

/** What a look calls, and what a decision calls. */
const callPoints: readonly (readonly [number, string])[] = [
  [6, adminLogPoint],
  [3, importersPoint],
  [2, listPoint],
  [2, decidePoint],
  [1, decideAllPoint],
  [1, editPoint],
];

/** What is stored of links that are tracked, of looks, and of the revocation of links for single use. */
const storePoints: readonly (readonly [number, string])[] = [
  [3, 'track'],
  [6, 'look'],
  [1, 'save-requests'],
  [2, 'create'],
  [2, 'save-order'],
  [2, 'requeue'],
  [2, 'result'],
  [1, 'lease'],
  [1, 'release'],
  [1, 'flood-wait'],
  [1, 'joins Query'],
];

const points = [...callPoints, ...storePoints];

/** Telegram keeps the admin log for 48 hours. */
const twoDaysSeconds = 48 * 3_600;

/** The faults that watches and decisions meet. */
export function planJoinFaults(random: Random): PlannedFault[] {
  const count = random.weighted([
    [1, 0],
    [3, 1],
    [3, 2],
    [2, 3],
  ]);
  return Array.from({ length: count }, () => {
    const nth = random.whole(1, 4);
    const at = { by: 'worker' as const, phase: random.pick(['before', 'after'] as const), nth };
    return random.weighted<() => PlannedFault>([
      [6, () => ({ ...at, point: random.weighted(points), action: { type: 'kill' } })],
      [
        3,
        () => ({
          ...at,
          point: random.weighted(points),
          action: { type: 'freeze', forMs: random.whole(5, 400) * 1000 },
        }),
      ],
      [4, () => planTelegramAt(random, random.weighted(callPoints), nth)],
      [3, () => planWait(random, nth)],
      [1, () => planOutage(random, [adminLogPoint, importersPoint])],
      [
        3,
        () => ({
          ...at,
          phase: 'before',
          point: random.weighted(storePoints),
          action: planAwsAction(random),
        }),
      ],
    ])();
  });
}

/** Mostly short: the other looks go on meanwhile. Of the admin log it may be longer than Telegram keeps that. */
function planWait(random: Random, nth: number): PlannedFault {
  const point = random.weighted(callPoints);
  const isLong = point === adminLogPoint && random.chance(0.1);
  const seconds = isLong
    ? twoDaysSeconds + random.whole(-7_200, 7_200)
    : random.weighted([
        [3, random.whole(1, 2)],
        [4, random.whole(3, 100)],
        [1, random.whole(101, 1_800)],
      ]);
  return {
    by: 'worker',
    phase: 'before',
    point,
    nth,
    action: { type: 'flood', seconds, kind: 'FLOOD_WAIT' },
  };
}

/** An account's session ends in the middle of a watch. Its operator logs it in again. */
export function planDeadWatcher(random: Random): PlannedFault {
  const at = { by: 'worker' as const, phase: 'before' as const, nth: random.whole(1, 4) };
  const point = random.pick([adminLogPoint, adminLogPoint, listPoint]);
  return random.pick<PlannedFault>([
    { ...at, point, action: { type: 'forget-key' } },
    {
      ...at,
      point,
      action: {
        type: 'telegram',
        fault: { type: 'rpc-error', code: 401, message: 'AUTH_KEY_UNREGISTERED' },
      },
    },
  ]);
}
