import { createRandom } from '../random.ts';

/** What is under way between processes: held until its time has come, then let go alone. */
export interface Turns {
  /**
   * Waits for its turn, some milliseconds of the virtual clock from now.
   * @param key what it is, the same at each replay.
   * @param tie tells apart what has the same key.
   */
  take(key: string, latency: Latency, tie?: string): Promise<void>;
  /** Draws the latencies of what has come since: in the order of the keys, which is not that of the machine. */
  arrange(): void;
  /** Infinity when nothing is held. */
  nextMs(): number;
  /** Lets the first go that is due. @returns false when none is. */
  letGo(): boolean;
  /** Lets everything go at once: the seed is over. */
  letAllGo(): void;
  /** Forgets everything held, and begins another seed. */
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
