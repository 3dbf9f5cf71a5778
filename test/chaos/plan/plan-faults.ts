import type { FaultAction } from '../../../telegram-emulator/faults.ts';
import type { FloodWaitKind } from '../../../telegram-emulator/flood-policy.ts';
import type { Random } from '../random.ts';
import { planClosedPort, planForgottenKey, planOutage } from './plan-way.ts';
import type { ChaosAction, PlannedFault } from './planned-fault.ts';
import { exportPoint, listPoint, resolvePoint } from './points.ts';

const workerPoints: readonly (readonly [number, string])[] = [
  [3, 'lease'],
  [6, 'intent'],
  [6, 'result'],
  [4, 'release'],
  [3, 'flood-wait'],
  [2, 'trouble'],
  [1, 'session'],
  [1, 'peer'],
  [2, 'hide'],
  [1, 'BatchGetItem'],
  [1, 'Query'],
];

/** `UpdateItem` moves an account's entry in the due index. */
export const sweeperPoints = ['Query', 'BatchGetItem', 'requeue', 'send', 'UpdateItem'] as const;

const telegramPoints: readonly (readonly [number, string])[] = [
  [8, exportPoint],
  [2, listPoint],
  [1, resolvePoint],
];

/** Every class of TELEGRAM.md, as Telegram words it. */
const rpcErrors: readonly (readonly [number, number, string])[] = [
  [1, 400, 'USAGE_LIMIT_INVALID'],
  [1, 400, 'CHAT_ADMIN_REQUIRED'],
  [1, 403, 'CHAT_WRITE_FORBIDDEN'],
  [2, 400, 'PEER_FLOOD'],
  [1, 420, 'FROZEN_METHOD_INVALID'],
  [2, 401, 'AUTH_KEY_UNREGISTERED'],
  [1, 401, 'SESSION_REVOKED'],
  [1, 400, 'API_ID_PUBLISHED_FLOOD'],
  [2, 500, 'RPC_CALL_FAIL'],
  [1, 500, 'INTERDC_2_CALL_ERROR'],
  [2, -503, 'Timeout'],
  [1, 400, 'INPUT_METHOD_INVALID'],
  [2, 400, 'SOMETHING_NOBODY_KNOWS'],
];

/** After these nobody knows whether the call is executed. */
export const transientErrors = [
  { code: 500, message: 'RPC_CALL_FAIL' },
  { code: 500, message: 'INTERDC_2_CALL_ERROR' },
  { code: -503, message: 'Timeout' },
];

/** The faults of one seed: mostly a few, sometimes none, rarely many. */
export function planFaults(random: Random): PlannedFault[] {
  const count = random.weighted([
    [1, 0],
    [3, 1],
    [4, 2],
    [4, 3],
    [2, 5],
    [1, 8],
  ]);
  return Array.from({ length: count }, () =>
    random.weighted<() => PlannedFault[]>([
      [5, () => [planKill(random)]],
      [3, () => [planFreeze(random)]],
      [5, () => [planTelegram(random)]],
      [3, () => [planFlood(random)]],
      [4, () => [planAws(random)]],
      [5, () => planPair(random)],
      [2, () => [planOutage(random)]],
      [1, () => [planClosedPort(random)]],
      [1, () => [planForgottenKey(random)]],
    ])(),
  ).flat();
}

/** Points that are passed only after another fault, and the faults at these points. */
function planPair(random: Random): PlannedFault[] {
  const nth = random.whole(1, 3);
  const at = { by: 'worker' as const, point: exportPoint, nth };
  const first = random.weighted<() => [PlannedFault, string]>([
    [3, () => [{ ...at, phase: 'before', action: planFlood(random).action }, 'flood-wait']],
    [
      2,
      () => [{ ...at, phase: 'before', action: { type: 'telegram', fault: planTrouble(random) } }, 'trouble'],
    ],
    [3, () => [{ ...at, phase: 'after', action: { type: 'kill' } }, listPoint]],
    [
      3,
      () => [
        { ...at, phase: 'before', action: { type: 'telegram', fault: { type: 'close-after' } } },
        listPoint,
      ],
    ],
    [
      2,
      () => [
        {
          ...at,
          phase: 'before',
          action: { type: 'telegram', fault: { type: 'silence', isExecuted: true } },
        },
        'result',
      ],
    ],
  ]);
  const [cause, point] = first();
  return [cause, planAt(random, point)];
}

function planAt(random: Random, point: string): PlannedFault {
  const isCall = point === listPoint;
  const at = { by: 'worker' as const, point, nth: 1 };
  const phase = random.pick(['before', 'after'] as const);
  return random.weighted<() => PlannedFault>([
    [3, () => ({ ...at, phase, action: { type: 'kill' } })],
    [2, () => ({ ...at, phase, action: { type: 'freeze', forMs: random.whole(31, 400) * 1000 } })],
    [
      3,
      () =>
        isCall
          ? { ...at, phase: 'before', action: planFlood(random).action }
          : { ...at, phase: 'before', action: planAws(random).action },
    ],
    [
      2,
      () =>
        isCall
          ? { ...at, phase: 'before', action: planTelegram(random).action }
          : { ...at, phase: 'before', action: planAws(random).action },
    ],
  ])();
}

function planTrouble(random: Random): FaultAction {
  const [, code, message] = random.pick(rpcErrors.slice(3, 8));
  return { type: 'rpc-error', code, message };
}

function planKill(random: Random): PlannedFault {
  const phase = random.pick(['before', 'after'] as const);
  // At a random time: this many milliseconds after the worker got its batch.
  if (random.chance(0.2)) {
    return {
      by: 'worker',
      point: 'invoke',
      phase: 'after',
      nth: random.whole(1, 4),
      action: { type: 'kill' },
    };
  }
  if (random.chance(0.12)) {
    const by = random.pick(['api', 'sweeper'] as const);
    const point = random.pick(by === 'api' ? ['send', 'create', 'UpdateItem'] : sweeperPoints);
    return { by, point, phase, nth: random.whole(1, 3), action: { type: 'kill' } };
  }
  const point = random.weighted([...workerPoints, ...telegramPoints]);
  return { by: 'worker', point, phase, nth: nthAt(random, point), action: { type: 'kill' } };
}

/** Mostly longer than the lease, which lasts 32 s. */
function planFreeze(random: Random): PlannedFault {
  const forMs = random.weighted([
    [1, random.whole(1, 20)],
    [4, random.whole(31, 90)],
    [1, random.whole(100, 900)],
  ]);
  const point = random.weighted([...workerPoints, ...telegramPoints]);
  const phase = random.pick(['before', 'after'] as const);
  const action = { type: 'freeze' as const, forMs: forMs * 1000 };
  return { by: 'worker', point, phase, nth: nthAt(random, point), action };
}

function planTelegram(random: Random): PlannedFault {
  const fault = planTelegramFault(random);
  const point = random.weighted(telegramPoints);
  return atCall(point, nthAt(random, point), fault);
}

export function planTelegramAt(random: Random, point: string, nth: number): PlannedFault {
  return atCall(point, nth, planTelegramFault(random));
}

function atCall(point: string, nth: number, fault: FaultAction): PlannedFault {
  return { by: 'worker', point, phase: 'before', nth, action: { type: 'telegram', fault } };
}

function planTelegramFault(random: Random): FaultAction {
  return random.weighted<() => FaultAction>([
    [3, () => ({ type: 'close-before' })],
    [4, () => ({ type: 'close-after' })],
    [3, () => ({ type: 'silence', isExecuted: random.chance(0.5) })],
    [1, () => ({ type: 'delay', ms: random.whole(100, 12_000) })],
    [5, () => planRpcError(random)],
  ])();
}

function planRpcError(random: Random): FaultAction {
  const [, code, message] = random.weighted(rpcErrors.map((each) => [each[0], each] as const));
  return { type: 'rpc-error', code, message };
}

/** Waits of seconds, minutes and days. */
function planFlood(random: Random): PlannedFault {
  const seconds = planWaitSeconds(random);
  const point = random.weighted(telegramPoints);
  return planFloodOf(random, point, seconds, () => nthAt(random, point));
}

export function planFloodAt(random: Random, point: string, nth: number): PlannedFault {
  return planFloodOf(random, point, planWaitSeconds(random), () => nth);
}

function planWaitSeconds(random: Random): number {
  return random.weighted([
    [3, random.whole(1, 2)],
    [3, random.whole(3, 60)],
    [3, random.whole(61, 1800)],
    [1, random.whole(3600, 3 * 86_400)],
  ]);
}

function planFloodOf(random: Random, point: string, seconds: number, drawNth: () => number): PlannedFault {
  const kind = random.weighted<FloodWaitKind>([
    [6, 'FLOOD_WAIT'],
    [1, 'FLOOD_PREMIUM_WAIT'],
    [point === resolvePoint ? 0 : 1, 'SLOWMODE_WAIT'],
  ]);
  // Slow mode is a setting of a chat.
  const isOfChat = kind === 'SLOWMODE_WAIT';
  return {
    by: 'worker',
    point,
    phase: 'before',
    nth: drawNth(),
    action: { type: 'flood', seconds, kind, ...(isOfChat ? { isOfChat } : {}) },
  };
}

function planAws(random: Random): PlannedFault {
  const type = random.pick(['drop', 'lose', 'lose', 'throttle', 'fail'] as const);
  const times = random.weighted([
    [5, 1],
    [2, random.whole(2, 3)],
    [2, 5],
  ]);
  const by = random.weighted([
    [6, 'worker'],
    [2, 'api'],
    [1, 'sweeper'],
  ] as const);
  const point =
    by === 'worker'
      ? random.weighted(workerPoints)
      : by === 'api'
        ? random.pick(['create', 'send', 'GetItem', 'result'])
        : random.pick(sweeperPoints);
  const action = delayOr(random, { type, times });
  return { by, point, phase: 'before', nth: nthAt(random, point), action };
}

export function planAwsAction(random: Random): ChaosAction {
  const type = random.pick(['drop', 'lose', 'lose', 'throttle', 'fail'] as const);
  return delayOr(random, { type, times: random.pick([1, 3, 5]) });
}

function delayOr(random: Random, action: ChaosAction): ChaosAction {
  return random.chance(0.12) ? { type: 'delay', ms: random.whole(200, 8_000) } : action;
}

/** Rare points are passed once or twice in a seed, others many times. */
function nthAt(random: Random, point: string): number {
  const isFrequent = ['intent', 'result', exportPoint].includes(point);
  return random.whole(1, isFrequent ? 4 : 2);
}
