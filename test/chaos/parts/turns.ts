import { createRandom } from '../random.ts';

/** The messages between processes. Each is held until its time, and released alone. */
export interface Turns {
  /**
   * Waits for its turn, some milliseconds of the virtual clock from now.
   * @param key the name of the message, the same in every run of a seed.
   * @param tie distinguishes messages with the same key.
   */
  take(key: string, latency: Latency, tie?: string): Promise<void>;
  /** Draws the latencies of new messages, in the order of their keys and not in the order in which the machine sent them. */
  arrange(): void;
  /** Infinity when nothing is held. */
  nextMs(): number;
  /** Releases the first due message. @returns false when none is due. */
  letGo(): boolean;
  /** Releases all messages at once, because the seed is over. */
  letAllGo(): void;
  /** Drops all held messages, for the next seed. */
  reset(seed: number): void;
}

/** Milliseconds, both included. */
export type Latency = readonly [least: number, most: number];

interface Held {
  key: string;
  tie: string;
  latency: Latency;
  dueAtMs: number;
  go: () => void;
}

export function createTurns(): Turns {
  let random = createRandom(0, 'turns');
  let fresh: Held[] = [];
  let held: Held[] = [];

  return {
    take: (key, latency, tie = '') =>
      new Promise((go) => fresh.push({ key, tie, latency, dueAtMs: Date.now(), go })),
    arrange() {
      const ordered = fresh.toSorted((a, b) => compare(a.key, b.key) || compare(a.tie, b.tie));
      for (const each of ordered) {
        each.dueAtMs += random.whole(...each.latency);
      }
      fresh = [];
      held = [...held, ...ordered].toSorted((a, b) => a.dueAtMs - b.dueAtMs);
    },
    nextMs: () => held[0]?.dueAtMs ?? Number.POSITIVE_INFINITY,
    letGo() {
      const [first] = held;
      if (first === undefined || first.dueAtMs > Date.now()) {
        return false;
      }
      held = held.slice(1);
      first.go();
      return true;
    },
    letAllGo() {
      for (const { go } of [...held, ...fresh]) {
        go();
      }
      held = [];
      fresh = [];
    },
    reset(seed) {
      random = createRandom(seed, 'turns');
      fresh = [];
      held = [];
    },
  };
}

function compare(one: string, other: string) {
  return one < other ? -1 : Number(one > other);
}
