import type { Random } from '../random.ts';
import { planAwsAction, planFloodAt, planTelegramAt } from './plan-faults.ts';
import type { PeerForm } from './plan-requests.ts';
import { planOutage } from './plan-way.ts';
import type { PlannedFault } from './planned-fault.ts';
import { adminsPoint, listPoint } from './points.ts';

/** What a caller asks for when the links of a chat are to be read. */
export interface PlannedSync {
  account: number;
  chat: number;
  form: PeerForm;
  revoked?: boolean;
  admins?: 'all';
  priority?: 'high' | 'low';
  idempotencyKey?: string;
}

export interface SyncAction {
  type: 'sync';
  atMs: number;
  operation: number;
  planned: PlannedSync;
}

/** Operations on links that were made by hand name them by numbers from here on. */
export const firstByHand = 1_000;

/** The numbers of operations on links are smaller. */
const firstNumber = 1_000_000;

/** @param fromMs the times of what is asked for in the chat. A sync comes soon after one of them, or long after. */
export function planSyncs(
  random: Random,
  { account, chat, fromMs }: { account: number; chat: number; fromMs: number[] },
): SyncAction[] {
  return Array.from({ length: random.whole(1, 3) }, (_, index): SyncAction[] => {
    const operation = firstNumber + index;
    const afterMs = random.weighted([
      [3, random.whole(0, 400)],
      [3, random.whole(400, 5_000)],
      [2, random.whole(10_000, 60_000)],
      [1, random.whole(100_000, 500_000)],
    ]);
    const atMs = (fromMs.length === 0 ? 0 : random.pick(fromMs)) + afterMs;
    const planned: PlannedSync = {
      account,
      chat,
      form: random.pick(['username', 'id']),
      ...(random.chance(0.5) ? { revoked: random.chance(0.9) } : {}),
      ...(random.chance(0.3) ? { admins: 'all' } : {}),
      ...(random.chance(0.1) ? { priority: random.pick(['high', 'low']) } : {}),
      ...(random.chance(0.4) ? { idempotencyKey: `sync-${operation}` } : {}),
    };
    const action = { type: 'sync' as const, operation, planned };
    const isRepeated = planned.idempotencyKey !== undefined && random.chance(0.6);
    const repeatAtMs = atMs + random.pick([0, random.whole(100, 20_000)]);
    return [{ ...action, atMs }, ...(isRepeated ? [{ ...action, atMs: repeatAtMs }] : [])];
  }).flat();
}

/** What a sync does: it reads a page, stores its links, and then how far it has come. */
const points: readonly (readonly [number, string])[] = [
  [5, listPoint],
  [1, adminsPoint],
  [4, 'create'],
  [3, 'save-link'],
  [3, 'requeue'],
  [1, 'intent'],
  [1, 'result'],
  [1, 'Query'],
  [1, 'BatchGetItem'],
];

const callPoints: readonly (readonly [number, string])[] = [
  [6, listPoint],
  [1, adminsPoint],
];

const storePoints = points.filter(([, point]) => !callPoints.some(([, call]) => call === point));

/** The faults that syncs meet. */
export function planSyncFaults(random: Random): PlannedFault[] {
  const count = random.weighted([
    [1, 0],
    [3, 1],
    [3, 2],
    [2, 3],
  ]);
  return Array.from({ length: count }, () => {
    const at = { by: 'worker' as const, phase: random.pick(['before', 'after'] as const) };
    const point = random.weighted(points);
    const call = random.weighted(callPoints);
    const stored = random.weighted(storePoints);
    return random.weighted<() => PlannedFault>([
      [4, () => ({ ...at, point, nth: nthAt(random, point), action: { type: 'kill' } })],
      [
        4,
        () => ({
          ...at,
          point,
          nth: nthAt(random, point),
          action: { type: 'freeze', forMs: random.whole(5, 400) * 1000 },
        }),
      ],
      [4, () => planTelegramAt(random, call, nthAt(random, call))],
      [2, () => planFloodAt(random, call, nthAt(random, call))],
      [2, () => planOutage(random, [listPoint])],
      [
        3,
        () => ({
          ...at,
          phase: 'before',
          point: stored,
          nth: nthAt(random, stored),
          action: planAwsAction(random),
        }),
      ],
    ])();
  });
}

/** A page is stored link by link. */
function nthAt(random: Random, point: string): number {
  const isOfLinks = point === 'create' || point === 'save-link';
  return isOfLinks && random.chance(0.5) ? random.whole(4, 150) : random.whole(1, 4);
}
