import type { SetTimer } from './timers.ts';

/** A time in which nothing passes between clients and this data centre, in either direction. */
export interface Outage {
  ms: number;
  /**
   * Data from before the outage arrives this much later than the network is back, because a kernel retransmits at
   * growing intervals. 0 unless given. New connections do not wait for it.
   */
  lateMs?: number;
  /** The account whose connections are cut off; all connections unless given. */
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
  /** Numbers this moment. Later moments have higher numbers. */
  mark(): number;
  /** Calls the listener when an outage ends. Returns a function that removes the listener. */
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
