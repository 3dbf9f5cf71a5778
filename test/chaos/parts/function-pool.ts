import type { FunctionProcess } from './function-process.ts';

/** Warm processes of one function. */
export interface FunctionPool {
  /** A ready process that is free, or undefined when as many as may run are busy. A spare is started beside it. */
  take(): Promise<FunctionProcess> | undefined;
  giveBack(process: FunctionProcess): void;
  /** The processes are named anew, in the order in which they are taken. */
  rename(): void;
  all(): FunctionProcess[];
  close(): Promise<void>;
}

/**
 * @param most how many may run at once.
 * @param spare how many are kept ready, so that a kill does not have the hunt wait for a process to start.
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
    // A process that is killed while it starts is no fault; who takes one that cannot start is told.
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
      // The same warm process next time, as on Lambda.
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
