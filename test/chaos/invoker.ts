import { setTimeout as sleep } from 'node:timers/promises';
import type { Observer } from './observer.ts';
import type { FunctionProcess, Outcome } from './parts/function-process.ts';
import type { FunctionName, System } from './parts/system.ts';

/** Runs the functions of one seed, in processes that the faults may kill. */
export interface Invoker {
  /** Runs a function once, as soon as one of its processes is free. */
  invoke(name: FunctionName, event: unknown): Promise<Outcome>;
  /** Invocations that wait for a process. */
  queued(): number;
  /** Processes with an invocation that can go on. */
  busy(): FunctionProcess[];
  /** Lambda ends an invocation by force when its time is up; a frozen one when it has thawed. */
  endOverdue(): void;
  /** Tells every process that the clock has jumped. */
  wakeAll(): void;
  /** Kills whatever still runs. */
  stop(): void;
}

export function createInvoker({ pools }: System, observer: Observer, killAfterMs: number): Invoker {
  let queued = 0;
  let isOver = false;

  const all = () => Object.values(pools).flatMap((pool) => pool.all());

  async function take(name: FunctionName): Promise<FunctionProcess | undefined> {
    const pool = pools[name];
    let taken = pool.take();
    queued += 1;
    while (taken === undefined && !isOver) {
      await sleep(1);
      taken = pool.take();
    }
    queued -= 1;
    return taken;
  }

  async function invoke(name: FunctionName, event: unknown): Promise<Outcome> {
    const process = await take(name);
    if (process === undefined) return { type: 'failed', reason: 'the seed is over' };
    observer.noteActivity();
    const ended = process.invoke(event);
    if (observer.faults.pass(name, 'invoke', 'after').length > 0) void killSoon(process);
    const outcome = await ended;
    if (outcome.type === 'failed') observer.trace.add(process.who, `invocation failed: ${outcome.reason}`);
    pools[name].giveBack(process);
    return outcome;
  }

  /** At an instant that no step marks. */
  async function killSoon(process: FunctionProcess): Promise<void> {
    await sleep(killAfterMs);
    if (process.invocation !== undefined) observer.kill(process, 'at a random instant');
  }

  return {
    invoke,
    queued: () => queued,
    busy: () =>
      all().filter((process) => process.invocation !== undefined && process.isAlive() && !process.isFrozen()),
    endOverdue() {
      for (const process of all()) {
        const isOverdue = process.invocation !== undefined && process.endsAtMs() < Date.now();
        if (isOverdue && !process.isFrozen() && process.isAlive()) observer.kill(process, 'its time is up');
      }
    },
    wakeAll() {
      for (const process of all()) process.wake();
    },
    stop() {
      isOver = true;
      for (const process of all()) if (process.invocation !== undefined) process.kill();
    },
  };
}
