import type { SetTimer } from '../timers.ts';

/** What became of the calls that a dependent one waits for. */
export type AwaitedEnd = 'succeeded' | 'failed' | 'timed out';

/** How the calls of a session end, for those that are to follow them (https://core.telegram.org/method/invokeAfterMsg). */
export interface CallEnds {
  begin(msgId: bigint): void;
  /** A call was executed with success, or was not and never will be. */
  settle(msgId: bigint, isSuccess: boolean): void;
  /**
   * Tells once what became of all of these: in this turn when it is known. One of which the session knows nothing counts
   * as failed; that is inferred, Telegram says nothing about it.
   */
  follow(msgIds: bigint[], tell: (end: AwaitedEnd) => void): void;
}

/** Telegram names no time after which it answers MSG_WAIT_TIMEOUT: inferred, shorter than clients wait for an answer. */
export const MAX_WAIT_FOR_AWAITED_MS = 5_000;

/** Ends kept per session: as many as received messages are. */
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
    // In the order in which they came; one that settles in turn tells its own followers before the next is told.
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
