/** Counts the hunter's own running work. Work that waits for the clock or for a function does not count. */
export interface Work {
  count(): number;
  /** Resolves when no work runs. */
  done(): Promise<void>;
  during<T>(work: Promise<T>): Promise<T>;
  /** A wait inside such work, for the clock, a function or its turn. */
  pause<T>(wait: Promise<T>): Promise<T>;
}

export function createWork(): Work {
  let count = 0;
  let onDone: (() => void)[] = [];

  function end(): void {
    count -= 1;
    if (count > 0) {
      return;
    }
    for (const each of onDone) {
      each();
    }
    onDone = [];
  }

  return {
    count: () => count,
    done: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => onDone.push(resolve))),
    async during(work) {
      count += 1;
      try {
        return await work;
      } finally {
        end();
      }
    },
    async pause(wait) {
      end();
      try {
        return await wait;
      } finally {
        count += 1;
      }
    },
  };
}
