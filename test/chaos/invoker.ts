import type { Observer } from './observer.ts';
import type { FunctionProcess, Outcome } from './parts/function-process.ts';
import type { FunctionName, System } from './parts/system.ts';

/** Runs the functions of one seed, in processes that the faults may kill. */
export interface Invoker {
  /** Runs a function once, as soon as one of its processes is free. */
  invoke(name: FunctionName, event: unknown): Promise<Outcome>;
  /** Starts an invocation that waited for a free process. @returns false when none can start. */
  startWaiting(): boolean;
  /** Processes with an invocation that can go on. */
  busy(): FunctionProcess[];
  /** Kills invocations whose time is up, as Lambda does. A frozen one is killed after it has thawed. */
  endOverdue(): void;
  /** Kills all running invocations. */
  stop(): void;
}

interface Waiting {
  name: FunctionName;
  start: (process: Promise<FunctionProcess> | undefined) => void;
}

export function createInvoker(
  system: System,
  observer: Observer,
  killAfterMs: number,
  seed: number,
): Invoker {
  const { pools, work, turns } = system;
  const waiting: Waiting[] = [];
  let isOver = false;
  let invocations = 0;

  /** In the order in which they were asked for. */
  function startWaiting(): boolean {
    for (const each of waiting) {
      const taken = pools[each.name].take();
      if (taken === undefined) {
        continue;
      }
      waiting.splice(waiting.indexOf(each), 1);
      each.start(taken);
      return true;
    }
    return false;
  }

  async function invoke(name: FunctionName, event: unknown): Promise<Outcome> {
    const waits = new Promise<Promise<FunctionProcess> | undefined>((start) => waiting.push({ name, start }));
    const process = isOver ? undefined : await work.pause(waits);
    if (process === undefined) {
      return { type: 'failed', reason: 'the seed is over' };
    }
    return run(name, await process, event);
  }

  async function run(name: FunctionName, process: FunctionProcess, event: unknown): Promise<Outcome> {
    invocations += 1;
    const ended = process.invoke(event, `seed ${seed} invocation ${invocations}`);
    const { invocation } = process;
    if (observer.faults.pass(name, 'invoke', 'after').length > 0) {
      void killLater(process, invocation);
    }
    // An answer waits for its turn too. Two answers that are ready at once come in the order of their names.
    const outcome = await work.pause(
      ended.then(async (value) => {
        await turns.take(`end of ${process.who}`, [0, 0]);
        return value;
      }),
    );
    if (outcome.type === 'failed') {
      observer.trace.add(process.who, `invocation failed: ${outcome.reason}`);
    }
    pools[name].giveBack(process);
    return outcome;
  }

  /** Kills the process at a random time, not at a step. */
  async function killLater(
    process: FunctionProcess,
    invocation: FunctionProcess['invocation'],
  ): Promise<void> {
    await turns.take(`kill of ${process.who}`, [killAfterMs, killAfterMs]);
    if (process.invocation === invocation && process.isAlive()) {
      observer.kill(process, 'at a random instant');
    }
  }

  return {
    invoke,
    startWaiting,
    busy: () =>
      system
        .processes()
        .filter((process) => process.invocation !== undefined && process.isAlive() && !process.isFrozen()),
    endOverdue() {
      for (const process of system.processes()) {
        const isOverdue = process.invocation !== undefined && process.endsAtMs() < Date.now();
        if (isOverdue && !process.isFrozen() && process.isAlive()) {
          observer.kill(process, 'its time is up');
        }
      }
    },
    stop() {
      isOver = true;
      for (const each of waiting) {
        each.start(undefined);
      }
      for (const process of system.processes()) {
        if (process.invocation !== undefined) {
          process.kill();
        }
      }
    },
  };
}
