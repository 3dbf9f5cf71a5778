import type { Random } from '../random.ts';
import type { PlannedFault } from './planned-fault.ts';
import { arrivalOf, exportPoint, listPoint, resolvePoint } from './points.ts';

const worker = { by: 'worker', phase: 'before' } as const;

/** An outage around a call, with or without a kill of the worker. */
export function planOutage(
  random: Random,
  points: string[] = [exportPoint, exportPoint, listPoint],
): PlannedFault {
  const ms = random.weighted([
    [3, random.whole(1, 9)],
    [4, random.whole(9, 30)],
    [2, random.whole(31, 120)],
    [2, random.whole(121, 600)],
  ]);
  const point = random.pick(points);
  const kill = random.chance(0.5) ? { killAfterMs: random.whole(0, Math.min(ms, 20) * 1000) } : {};
  const lateMs = random.pick([0, 0, random.whole(1, 60)]) * 1000;
  return {
    ...worker,
    point: random.pick([point, arrivalOf(point)]),
    nth: random.whole(1, 2),
    action: { type: 'outage', ms: ms * 1000, lateMs, ...kill },
  };
}

/** Telegram cannot be connected to for a while. */
export function planClosedPort(random: Random): PlannedFault {
  return {
    ...worker,
    point: random.pick(['lease', 'intent', 'release']),
    nth: random.whole(1, 3),
    action: { type: 'refuse', forMs: random.pick([random.whole(1, 20), random.whole(21, 900)]) * 1000 },
  };
}

/** The session is dead from the next packet. */
export function planForgottenKey(random: Random): PlannedFault {
  const point = random.pick([exportPoint, exportPoint, listPoint, resolvePoint]);
  return { ...worker, point, nth: random.whole(1, 2), action: { type: 'forget-key' } };
}
