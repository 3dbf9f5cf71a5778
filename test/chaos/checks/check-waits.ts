import type { ObservedCall, Observer } from '../observer.ts';
import type { Violation } from './check-seed.ts';

export interface WaitFindings {
  violations: Violation[];
  /** Calls inside a wait that the store was never told of, because who was told had been stopped before. */
  unknowable: number;
}

/**
 * Judges each call that Telegram saw inside a wait. One that was made before the first refusal was sent could not know;
 * neither could one made while that refusal's answer was lost on the way. One made after it is a violation, unless every
 * process that had been told was killed or stopped before its write of the wait reached the store.
 */
export function checkWaits(observer: Observer): WaitFindings {
  /** Per account and method, the refusals of the present wait that were sent. */
  const told = new Map<string, ObservedCall[]>();
  const violations: Violation[] = [];
  let unknowable = 0;
  for (const call of observer.calls) {
    const key = `${call.accountId} ${call.method}`;
    const refusals = call.insideWait ? (told.get(key) ?? []) : [];
    const [first] = refusals;
    if (first !== undefined && madeAtMs(call) > first.atMs) {
      if (isUnknowable(observer, refusals, call)) unknowable += 1;
      else violations.push({ what: describe(call, first), jobIds: [], accountId: call.accountId });
    }
    if (isWait(call.outcome)) told.set(key, call.isAnswered ? [...refusals, call] : refusals);
  }
  return { violations, unknowable };
}

const isWait = (outcome: string) => /_WAIT_\d+$/.test(outcome);

/** A message id is the client's clock when it was made: https://core.telegram.org/mtproto/description#message-identifier-msg-id */
function madeAtMs({ msgId }: ObservedCall): number {
  return Number((BigInt.asUintN(64, BigInt(msgId)) * 1000n) >> 32n);
}

function isUnknowable(
  { floodWrites, stops }: Observer,
  refusals: ObservedCall[],
  call: ObservedCall,
): boolean {
  const toldAtMs = refusals[0]?.atMs ?? 0;
  const isStored = floodWrites.some(
    ({ atMs, accountId, method }) =>
      accountId === call.accountId && method === call.method && atMs >= toldAtMs && atMs <= madeAtMs(call),
  );
  const isStopped = (refusal: ObservedCall) =>
    stops.some(
      ({ atMs, who, untilMs }) => who === refusal.who && atMs <= madeAtMs(call) && untilMs >= refusal.atMs,
    );
  return !isStored && refusals.every((refusal) => refusal.who !== call.who && isStopped(refusal));
}

function describe(call: ObservedCall, refusal: ObservedCall): string {
  const lateMs = madeAtMs(call) - refusal.atMs;
  return `${call.method} was called by ${call.who} inside its wait, ${lateMs} ms after ${refusal.who} was refused with ${refusal.outcome}`;
}
