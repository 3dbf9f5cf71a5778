import type { ObservedCall } from '../observed-call.ts';
import type { Observer } from '../observer.ts';
import type { Violation } from './violation.ts';

export interface WaitFindings {
  violations: Violation[];
  /** Calls inside a wait that was never stored, because the process that knew of it was stopped first. */
  unknowable: number;
}

/**
 * Checks each call that Telegram saw inside a wait. It looks for refusals whose wait ends after the call, and that
 * arrived before the call was made or belong to earlier calls on its connection. The call is a violation when the store
 * knew of such a wait, or when a process that got such a refusal lived on without storing it. When all these processes
 * were killed or stopped before their write reached the store, no process could know.
 */
export function checkWaits(observer: Observer): WaitFindings {
  const refusals: ObservedCall[] = [];
  const violations: Violation[] = [];
  let unknowable = 0;
  for (const call of observer.calls) {
    const told = call.insideWait ? refusals.filter((refusal) => isTold(refusal, call)) : [];
    const [first] = told;
    if (first !== undefined) {
      if (isUnknowable(observer, told, call)) {
        unknowable += 1;
      } else {
        violations.push({ what: describe(call, first), jobIds: [], accountId: call.accountId });
      }
    }
    if (waitSecondsOf(call) !== undefined) {
      refusals.push(call);
    }
  }
  return { violations, unknowable };
}

function waitSecondsOf({ outcome }: ObservedCall): number | undefined {
  const seconds = /_WAIT_(\d+)$/.exec(outcome)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** The refusal forbade the call. It had arrived before the call was made, or belonged to an earlier call in the same chain. */
function isTold(refusal: ObservedCall, call: ObservedCall): boolean {
  const arrivedAtMs = refusal.arrivedAtMs ?? Number.POSITIVE_INFINITY;
  const untilMs = refusal.atMs + (waitSecondsOf(refusal) ?? 0) * 1000;
  const isSameWait =
    refusal.accountId === call.accountId &&
    refusal.method === call.method &&
    (!refusal.isOfChat || refusal.chat === call.chat);
  // The calls of a connection are a chain: calls after the refused one are not executed, even before its answer
  // arrives.
  const isBehind =
    refusal.connectionId === call.connectionId &&
    call.lateMs === 0 &&
    refusal.atMs <= call.atMs &&
    call.atMs < untilMs;
  return isSameWait && (isBehind || (arrivedAtMs < madeAtMs(call) && madeAtMs(call) < untilMs));
}

/** The longest time that a call takes to reach Telegram without faults. */
const maxWayMs = 60;

/** The latest time by which the call was certainly made. */
function madeAtMs({ atMs, lateMs }: ObservedCall) {
  return atMs - lateMs - maxWayMs;
}

function isUnknowable({ floodWrites, stops }: Observer, told: ObservedCall[], call: ObservedCall): boolean {
  const isStored = floodWrites.some(
    ({ atMs, accountId, method, untilMs }) =>
      accountId === call.accountId &&
      [call.method, call.chatScope].includes(method) &&
      atMs <= madeAtMs(call) &&
      untilMs > madeAtMs(call),
  );
  function isStopped(refusal: ObservedCall) {
    return stops.some(
      ({ atMs, who, untilMs }) =>
        who === refusal.who && atMs <= madeAtMs(call) && untilMs >= (refusal.arrivedAtMs ?? 0),
    );
  }

  function isLost(refusal: ObservedCall) {
    return refusal.who !== call.who && isStopped(refusal);
  }
  return !isStored && told.every(isLost);
}

function describe(call: ObservedCall, refusal: ObservedCall): string {
  const lateMs = madeAtMs(call) - refusal.atMs;
  return `${call.method} was called by ${call.who} inside its wait, ${lateMs} ms after ${refusal.who} was refused with ${refusal.outcome}`;
}
