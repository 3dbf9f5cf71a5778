import type { LinkOperationKind } from '../../../functions/core/job/operation.ts';
import type { Random } from '../random.ts';
import { planAwsAction, planFloodAt, planTelegramAt, transientErrors } from './plan-faults.ts';
import type { OperationAction, PlannedOperation, RequestAction } from './plan-requests.ts';
import { planOutage } from './plan-way.ts';
import type { PlannedFault } from './planned-fault.ts';
import { deletePoint, editPoint, refreshPoint } from './points.ts';

/** An edit that makes the link look like those of other requests. */
const disguise = { title: 'a', usage_limit: null };

/** In about half of the seeds links are changed after they were asked for: before they are made, and long after. */
export function planOperations(random: Random, actions: RequestAction[]): OperationAction[] {
  if (random.chance(0.5)) {
    return [];
  }
  const posts = actions.filter((action) => action.type === 'post');
  return posts
    .filter((post, index) => posts.findIndex(({ request }) => request === post.request) === index)
    .filter(() => random.chance(0.6))
    .flatMap(({ atMs, request }) =>
      operateOn(random, request, atMs + random.pick([10, 3_000, 30_000, 400_000])),
    );
}

/** The operations of one link, each some time after the one before. */
export function operateOn(random: Random, request: number, fromMs: number): OperationAction[] {
  let atMs = fromMs;
  let isDisguised = false;
  return Array.from({ length: random.whole(1, 6) }, (_, index): OperationAction[] => {
    atMs += random.weighted([
      [4, random.whole(0, 300)],
      [3, random.whole(1_000, 6_000)],
      [1, random.whole(10_000, 500_000)],
    ]);
    const kind = random.weighted<LinkOperationKind>([
      [8, 'edit'],
      [2, 'refresh'],
      [index < 2 ? 1 : 2, 'revoke'],
      [1, 'delete'],
    ]);
    const operation = request * 100 + index;
    const takesDisguise = kind === 'edit' && !isDisguised && random.chance(0.25);
    isDisguised ||= takesDisguise;
    const planned: PlannedOperation = {
      kind,
      ...(kind === 'edit' ? { changes: takesDisguise ? disguise : planChanges(random, operation) } : {}),
      ...(kind === 'delete' ? { revokeFirst: random.chance(0.7) } : {}),
      ...(random.chance(0.4) ? { idempotencyKey: `operation-${operation}` } : {}),
      ...(kind === 'edit' && random.chance(0.2) ? { hasCallback: true } : {}),
    };
    const action = { type: 'operate' as const, request, operation, planned };
    const isRepeated = planned.idempotencyKey !== undefined && random.chance(0.3);
    const repeatAtMs = atMs + random.pick([0, random.whole(100, 20_000)]);
    return [{ ...action, atMs }, ...(isRepeated ? [{ ...action, atMs: repeatAtMs }] : [])];
  }).flat();
}

/** A high priority comes before the operations that were accepted earlier, unless these are on the same link. */
function planChanges(random: Random, operation: number): Record<string, unknown> {
  return {
    usage_limit: 10 + operation,
    ...random.pick([{}, { title: 'a' }, { title: null }, { title: 'b' }]),
    ...random.pick([{}, {}, { expire_in: 86_400 }]),
    ...random.pick([{}, { priority: 'high' }, { priority: 'low' }]),
  };
}

const workerPoints: readonly (readonly [number, string])[] = [
  [6, editPoint],
  [1, deletePoint],
  [1, refreshPoint],
  [4, 'save-link'],
  [2, 'intent'],
  [2, 'result'],
];

const callPoints: readonly (readonly [number, string])[] = [
  [6, editPoint],
  [1, deletePoint],
  [1, refreshPoint],
];

/** The faults that operations meet. */
export function planOperationFaults(random: Random): PlannedFault[] {
  const count = random.weighted([
    [1, 0],
    [3, 1],
    [3, 2],
    [2, 3],
  ]);
  return Array.from({ length: count }, () => {
    const nth = random.whole(1, 3);
    const at = { by: 'worker' as const, phase: random.pick(['before', 'after'] as const), nth };
    return random.weighted<() => PlannedFault>([
      [4, () => ({ ...at, point: random.weighted(workerPoints), action: { type: 'kill' } })],
      [
        2,
        () => ({
          ...at,
          point: random.weighted(workerPoints),
          action: { type: 'freeze', forMs: random.whole(5, 400) * 1000 },
        }),
      ],
      [4, () => planTelegramAt(random, random.weighted(callPoints), nth)],
      [3, () => planLate(random, nth)],
      [2, () => planFloodAt(random, random.weighted(callPoints), nth)],
      [1, () => planOutage(random, [editPoint])],
      [2, () => ({ ...at, phase: 'before', point: 'save-link', action: planAwsAction(random) })],
      [1, () => ({ by: 'api', phase: 'before', point: 'save-order', nth, action: planAwsAction(random) })],
      [
        2,
        () => ({
          by: 'api',
          phase: random.pick(['before', 'after'] as const),
          point: 'save-order',
          nth,
          action: random.pick([
            { type: 'kill' as const },
            { type: 'delay' as const, ms: random.whole(100, 9_000) },
          ]),
        }),
      ],
    ])();
  });
}

/** Telegram reports an error for an edit and still executes it, up to a minute later. */
export function planLate(
  random: Random,
  nth: number,
  executeAfterMs = random.pick([random.whole(1, 4_000), random.whole(4_001, 60_000)]),
): PlannedFault {
  const fault = {
    type: 'rpc-error' as const,
    ...random.pick(transientErrors),
    executeAfterMs,
  };
  return { by: 'worker', phase: 'before', point: editPoint, nth, action: { type: 'telegram', fault } };
}
