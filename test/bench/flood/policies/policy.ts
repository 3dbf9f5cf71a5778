import type { Pace } from '../../../../functions/core/pace/pace.ts';
import { defaultPace } from '../../../../functions/core/pace/pace.ts';
import { createPacer, type PacedAccount } from '../../../../functions/core/pace/pacer.ts';
import { exportMethod } from '../../../../functions/core/rpc/methods.ts';

/** A way to choose when to call next. */
export interface Policy {
  /** When the next call may go out, not before `nowMs`. */
  nextAtMs(nowMs: number): number;
  noteCall(nowMs: number): void;
  noteLink(nowMs: number): void;
  noteWait(untilMs: number, nowMs: number): void;
}

/** The pacer of the core, which a new worker takes over from the account's row every 30 seconds. */
export function createOurs(): Policy {
  let account: PacedAccount = {};
  let pacer = createPacer(account);
  let sinceMs = 0;
  return {
    nextAtMs: (nowMs) => pacer.readyAtMs(1, nowMs),
    noteCall(nowMs) {
      if (nowMs - sinceMs > 30_000) {
        account = {
          ...account,
          learnedPace: pacer.learned(),
          paidUntilMs: pacer.paidUntilMs(),
          settledAtMs: nowMs,
        };
        pacer = createPacer(account);
        sinceMs = nowMs;
      }
      pacer.spend(1, nowMs);
    },
    noteLink: () => pacer.noteLink(),
    noteWait(untilMs, nowMs) {
      pacer.noteWait(untilMs, nowMs);
      account = { ...account, blockedUntilMs: { [exportMethod]: untilMs } };
    },
  };
}

/** What a rival chooses: rate and burst. The pacing itself is the same for all: a generic cell rate algorithm. */
export interface Learner {
  pace(): Pace;
  onLink(nowMs: number): void;
  onWait(met: { waitMs: number; callsSinceFull: number; nowMs: number }): void;
}

export function createPaced(learner: Learner): Policy {
  let paidMs = Number.NEGATIVE_INFINITY;
  let callsSinceFull = 0;
  function intervalMs() {
    return 60_000 / learner.pace().perMinute;
  }
  function aheadMs() {
    return (learner.pace().burst - 1) * intervalMs();
  }
  return {
    nextAtMs: (nowMs) => Math.max(nowMs, paidMs - aheadMs()),
    noteCall(nowMs) {
      callsSinceFull = (paidMs <= nowMs ? 0 : callsSinceFull) + 1;
      paidMs = Math.max(paidMs, nowMs) + intervalMs();
    },
    noteLink: learner.onLink,
    noteWait(untilMs, nowMs) {
      learner.onWait({ waitMs: untilMs - nowMs, callsSinceFull, nowMs });
      paidMs = Math.max(paidMs, untilMs + aheadMs());
    },
  };
}

export const firstPace = defaultPace;
