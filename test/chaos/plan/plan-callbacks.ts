import type { Random } from '../random.ts';
import type { RequestAction } from './plan-requests.ts';
import type { ChaosAction, PlannedFault } from './planned-fault.ts';
import { receivePoint } from './points.ts';

/** In some seeds all or some of the jobs have a callback. */
export function askForCallbacks(random: Random, actions: RequestAction[]): RequestAction[] {
  const share = random.weighted([
    [5, 0],
    [2, 1],
    [2, 0.5],
  ]);
  // A repeat of a request has the same callback.
  const asking = new Set(actions.map(({ request }) => request).filter(() => random.chance(share)));
  return actions.map((action) =>
    action.type === 'post' && asking.has(action.request)
      ? { ...action, planned: { ...action.planned, hasCallback: true } }
      : action,
  );
}

/** These faults apply only to jobs with a callback. */
export function planCallbackFaults(random: Random): PlannedFault[] {
  const count = random.weighted([
    [3, 0],
    [4, 1],
    [2, 2],
    [1, 3],
  ]);
  return Array.from({ length: count }, () => {
    const nth = random.whole(1, 3);
    return random.weighted<() => PlannedFault>([
      [4, () => ({ by: 'webhook', point: receivePoint, phase: 'before', nth, action: planReceiver(random) })],
      [3, () => planStop(random, nth)],
      [2, () => ({ by: 'webhook', point: 'callback', phase: 'before', nth, action: planAws(random) })],
      [2, () => ({ by: 'worker', point: 'announce', phase: 'before', nth, action: planAws(random) })],
      [1, () => ({ by: 'worker', point: 'announce', phase: 'before', nth, action: { type: 'kill' } })],
      [1, () => ({ by: 'webhook', point: 'hide', phase: 'before', nth: 1, action: planAws(random) })],
    ])();
  });
}

/** After four failures in a row the next attempt comes within a quarter of an hour. */
function planReceiver(random: Random): ChaosAction {
  const fault = random.pick(['drop', 'refuse', 'lose', 'silence'] as const);
  return { type: 'receiver', fault, times: random.whole(1, 4) };
}

function planStop(random: Random, nth: number): PlannedFault {
  const at = { by: 'webhook' as const, phase: random.pick(['before', 'after'] as const), nth };
  const point = random.pick(['callback', receivePoint]);
  return random.chance(0.6)
    ? { ...at, point, action: { type: 'kill' } }
    : { ...at, point, action: { type: 'freeze', forMs: random.whole(5, 400) * 1000 } };
}

function planAws(random: Random): ChaosAction {
  return { type: random.pick(['drop', 'lose', 'throttle', 'fail'] as const), times: random.pick([1, 5]) };
}
