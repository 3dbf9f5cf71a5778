import type { SetTimer } from '../timers.ts';

/** The outcome of the calls that a dependent call waits for. */
export type AwaitedEnd = 'succeeded' | 'failed' | 'timed out';

/**
 * Tracks how the calls of a session end, for the calls that must follow them
 * (https://core.telegram.org/method/invokeAfterMsg).
 */
export interface CallEnds {
  begin(msgId: bigint): void;
  /** Records that a call succeeded, or that it never will. */
  settle(msgId: bigint, isSuccess: boolean): void;
  /**
   * Reports the outcome of all these calls once, in this turn if it is known. A call that the session does not know
   * counts as failed. That is inferred: Telegram does not document it.
   */
  follow(msgIds: bigint[], tell: (end: AwaitedEnd) => void): void;
}

/** Telegram does not document when it answers MSG_WAIT_TIMEOUT. This is shorter than clients wait for an answer. */
export const MAX_WAIT_FOR_AWAITED_MS = 5_000;

/** Outcomes kept per session: as many as received messages. */
const MAX_KEPT_ENDS = 500;

export function createCallEnds(setTimer: SetTimer): CallEnds {
  const ends = new Map<bigint, 'running' | 'succeeded' | 'failed'>();
  const followers = new Set<() => void>();

  function begin(msgId: bigint): void {
    ends.set(msgId, 'running');
    const [oldest] = ends.keys();
    if (ends.size > MAX_KEPT_ENDS && oldest !== undefined) {
      ends.delete(oldest);
    }
  }

  function settle(msgId: bigint, isSuccess: boolean): void {
    if (ends.get(msgId) !== 'running') {
      return;
    }
    ends.set(msgId, isSuccess ? 'succeeded' : 'failed');
    // In the order in which they came. A call that settles here reports to its own followers before the next one gets
    // its report.
    for (const look of [...followers]) {
      look();
    }
  }

  function endOf(msgIds: bigint[]): AwaitedEnd | undefined {
    const known = msgIds.map((msgId) => ends.get(msgId));
    if (known.some((end) => end === undefined || end === 'failed')) {
      return 'failed';
    }
    return known.includes('running') ? undefined : 'succeeded';
  }

  function follow(msgIds: bigint[], tell: (end: AwaitedEnd) => void): void {
    const end = endOf(msgIds);
    if (end !== undefined) {
      tell(end);
      return;
    }

    function finish(finalEnd: AwaitedEnd) {
      if (!followers.delete(look)) {
        return;
      }
      cancelTimer();
      tell(finalEnd);
    }

    function look() {
      const laterEnd = endOf(msgIds);
      if (laterEnd !== undefined) {
        finish(laterEnd);
      }
    }
    followers.add(look);
    const cancelTimer = setTimer(() => finish('timed out'), MAX_WAIT_FOR_AWAITED_MS);
  }

  return { begin, settle, follow };
}
