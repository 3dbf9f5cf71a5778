import type { FunctionProcess } from './function-process.ts';

/** Warm processes of one function. */
export interface FunctionPool {
  /** A free process that is ready; undefined when the largest number of processes is busy. A spare one is started as well. */
  take(): Promise<FunctionProcess> | undefined;
  giveBack(process: FunctionProcess): void;
  /** Gives the processes new names, in the order in which they are used. */
  rename(): void;
  all(): FunctionProcess[];
  close(): Promise<void>;
}

/**
 * @param most how many may run at once.
 * @param spare how many are kept ready, so that the hunt does not wait for a new process after a kill.
 */
export function createFunctionPool(start: () => FunctionProcess, most: number, spare: number): FunctionPool {
  const all = new Set<FunctionProcess>();
  const free: FunctionProcess[] = [];
  const named = new Set<FunctionProcess>();
  let names = 0;

  function add(): void {
    const process = start();
    all.add(process);
    free.push(process);
    process.exited.then(() => forget(process));
    // A process that is killed while it starts is no error. A process that cannot start is an error for its user.
    process.ready.catch(() => undefined);
  }

  function forget(process: FunctionProcess): void {
    all.delete(process);
    named.delete(process);
    const index = free.indexOf(process);
    if (index !== -1) {
      free.splice(index, 1);
    }
  }

  function refill(): void {
    while (free.length < spare && all.size < most + spare) {
      add();
    }
  }

  refill();
  return {
    take() {
      if (all.size - free.length >= most) {
        return undefined;
      }
      if (free.length === 0) {
        add();
      }
      const process = free.shift();
      if (process === undefined) {
        return undefined;
      }
      if (!named.has(process)) {
        names += 1;
        named.add(process);
        process.who = `${process.name}-${names}`;
      }
      return process.ready.then(() => process);
    },
    giveBack(process) {
      // The next invocation uses the same warm process, as on Lambda.
      if (process.isAlive()) {
        free.unshift(process);
      }
      refill();
    },
    rename() {
      named.clear();
      names = 0;
      for (const process of all) {
        process.who = process.id;
      }
    },
    all: () => [...all],
    async close() {
      const ended = [...all].map((process) => process.exited);
      for (const process of all) {
        process.kill();
      }
      await Promise.all(ended);
    },
  };
}
