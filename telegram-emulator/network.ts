import type { SetTimer } from './timers.ts';

/** A time in which nothing passes between clients and this data centre, in either direction. */
export interface Outage {
  ms: number;
  /**
   * What a connection holds from before the outage arrives so much later than the way is back: a kernel sends again at
   * growing intervals. 0 unless given. New connections do not wait for it.
   */
  lateMs?: number;
  /** Whose connections are cut off; everybody's unless given. */
  userId?: bigint;
}

export interface RunningOutage {
  userId: bigint | undefined;
  lateMs: number;
  /** As counted by `mark`. */
  startedAt: number;
}

/** The network between clients and this data centre. */
export interface Network {
  startOutage(outage: Outage): void;
  /** The outage that cuts this account's connections off. */
  outageOf(userId: bigint | undefined): RunningOutage | undefined;
  /** Numbers this moment: what began later has a higher one. */
  mark(): number;
  /** Calls the listener when an outage ends; what it gives ends that. */
  onReturn(listener: () => void): () => void;
}

export function createNetwork(
  setTimer: SetTimer,
  onEvent: (type: 'outage-began' | 'outage-ended', userId: bigint | undefined) => void,
): Network {
  const outages = new Set<RunningOutage>();
  const listeners = new Set<() => void>();
  let marks = 0;

  function mark(): number {
    marks += 1;
    return marks;
  }

  function startOutage({ ms, lateMs = 0, userId }: Outage): void {
    const outage = { userId, lateMs, startedAt: mark() };
    outages.add(outage);
    onEvent('outage-began', userId);
    setTimer(() => {
      outages.delete(outage);
      onEvent('outage-ended', userId);
      for (const listener of [...listeners]) {
        listener();
      }
    }, ms);
  }

  return {
    startOutage,
    outageOf: (userId) =>
      [...outages].find((outage) => outage.userId === undefined || outage.userId === userId),
    mark,
    onReturn: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
