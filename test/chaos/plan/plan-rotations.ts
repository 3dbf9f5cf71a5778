import type { Random } from '../random.ts';
import { planTelegramAt } from './plan-faults.ts';
import type { PlannedFault } from './planned-fault.ts';
import { editPoint, exportPoint } from './points.ts';

/** What a caller asks for when a link is to be replaced in each period. */
export interface PlannedRotation {
  name: string;
  account: number;
  chat: number;
  everyMs: number;
  overlapMs: number;
  template: { title?: string };
  hasSlug: boolean;
}

export type RotationAction = { type: 'rotation'; atMs: number; planned: PlannedRotation } & (
  | { does: 'create' }
  | { does: 'rotate'; idempotencyKey: string; overlapMs: number | undefined }
  | { does: 'delete'; isRevoked: boolean }
);

const minuteMs = 60_000;

/** One rotation for some periods. It is deleted in the end, or the seed would have none. */
export function planRotation(random: Random, account: number, chat: number): RotationAction[] {
  const everyMs = random.pick([15, 15, 20]) * minuteMs;
  const planned: PlannedRotation = {
    name: 'poster',
    account,
    chat,
    everyMs,
    overlapMs: random.pick([0, 1, 5, 14]) * minuteMs,
    template: random.pick([{}, { title: 'a' }, { title: 'rotated' }]),
    hasSlug: random.chance(0.7),
  };
  const endMs = random.whole(1, 4) * everyMs + random.pick([0, random.whole(0, everyMs)]);
  const action = { type: 'rotation' as const, planned };
  const rotations = Array.from({ length: random.pick([0, 0, 1, 2]) }, (_, index): RotationAction => {
    const atMs = random.pick([everyMs + random.whole(-2_000, 20_000), random.whole(0, endMs)]);
    const overlapMs = random.chance(0.3) ? undefined : random.pick([0, minuteMs]);
    return { ...action, atMs, does: 'rotate', idempotencyKey: `rotate-${index}`, overlapMs };
  });
  return [
    { ...action, atMs: random.whole(0, 2_000), does: 'create' },
    ...rotations,
    { ...action, atMs: endMs, does: 'delete', isRevoked: random.chance(0.5) },
  ];
}

/** What a rotation does: it stores how far it has come, and what it asks for. */
const points: readonly (readonly [number, string])[] = [
  [8, 'standing'],
  [4, 'create'],
  [3, 'result'],
  [2, 'save-order'],
  [2, 'save-link'],
  [2, 'lease'],
  [2, 'release'],
  [1, 'intent'],
];

const callPoints = [exportPoint, exportPoint, editPoint];

/** The faults that rotations meet, in any of their periods. */
export function planRotationFaults(random: Random): PlannedFault[] {
  return Array.from({ length: random.whole(1, 4) }, () => {
    const nth = random.whole(1, 9);
    const at = {
      by: 'worker' as const,
      point: random.weighted(points),
      phase: random.pick(['before', 'after'] as const),
      nth,
    };
    const call = random.pick(callPoints);
    return random.weighted<() => PlannedFault>([
      [6, () => ({ ...at, action: { type: 'kill' } })],
      [2, () => ({ ...at, action: { type: 'freeze', forMs: random.whole(5, 400) * 1000 } })],
      [3, () => planTelegramAt(random, call, random.whole(1, 4))],
      [1, () => ({ ...at, by: 'api', nth: random.whole(1, 3), action: { type: 'kill' } })],
      [1, () => ({ by: 'api', point: 'send', phase: 'before', nth: 1, action: { type: 'drop', times: 2 } })],
    ])();
  });
}
