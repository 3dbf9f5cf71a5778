import type { ObservedCall, Observer } from '../observer.ts';
import type { Violation } from './check-seed.ts';

export interface WaitFindings {
  violations: Violation[];
  /** Calls inside a wait that the store was never told of, because who was told had been stopped before. */
  unknowable: number;
}

/**
 * Judges each call that Telegram saw inside a wait. One that was on its way when the refusal went out could not know. One
 * made after that is a violation, unless the only process that had been told was killed or stopped before its write of
 * the wait reached the store.
 */
export function checkWaits(observer: Observer): WaitFindings {
  const begun = new Map<string, ObservedCall>();
  const violations: Violation[] = [];
  let unknowable = 0;
  for (const call of observer.calls) {
    const key = `${call.accountId} ${call.method}`;
    if (isWait(call.outcome) && !call.insideWait) begun.set(key, call);
    const refusal = begun.get(key);
    if (!call.insideWait || refusal === undefined || madeAtMs(call) <= refusal.atMs) continue;
    if (isUnknowable(observer, refusal, call)) unknowable += 1;
    else violations.push({ what: describe(call, refusal), jobIds: [], accountId: call.accountId });
  }
  return { violations, unknowable };
}

const isWait = (outcome: string) => /_WAIT_\d+$/.test(outcome);

/** A message id is the client's clock when it was made: https://core.telegram.org/mtproto/description#message-identifier-msg-id */
function madeAtMs({ msgId }: ObservedCall): number {
  return Number((BigInt.asUintN(64, BigInt(msgId)) * 1000n) >> 32n);
}

function isUnknowable({ floodWrites, stops }: Observer, refusal: ObservedCall, call: ObservedCall): boolean {
  const isStored = floodWrites.some(
    ({ atMs, accountId, method }) =>
      accountId === call.accountId &&
      method === call.method &&
      atMs >= refusal.atMs &&
      atMs <= madeAtMs(call),
  );
  const isStopped = stops.some(
    ({ atMs, who, untilMs }) => who === refusal.who && atMs <= madeAtMs(call) && untilMs >= refusal.atMs,
  );
  return !isStored && isStopped && call.who !== refusal.who;
}

function describe(call: ObservedCall, refusal: ObservedCall): string {
  const lateMs = madeAtMs(call) - refusal.atMs;
  return `${call.method} was called by ${call.who} inside its wait, ${lateMs} ms after ${refusal.who} was refused with ${refusal.outcome}`;
}
