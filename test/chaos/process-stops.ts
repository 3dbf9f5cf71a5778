import type { FunctionProcess } from './parts/function-process.ts';
import type { System } from './parts/system.ts';
import type { ChaosAction } from './plan/planned-fault.ts';
import type { Trace } from './trace.ts';

/** A process that was stopped, and when it runs again. */
export interface Frozen {
  process: FunctionProcess;
  thawAtMs: number;
  /** Releases the message that it was about to send. */
  release: () => void;
}

export type ProcessStops = ReturnType<typeof createProcessStops>;

/** Kills and freezes the processes of the functions, and records when each was stopped. */
export function createProcessStops(system: System, trace: Trace, count: (what: string) => void) {
  const stops: { atMs: number; who: string; untilMs: number }[] = [];
  const frozen: Frozen[] = [];
  return { stops, frozen, findProcess, kill, killLater, freeze, thawDue, stopAfter };

  function findProcess(who: string): FunctionProcess | undefined {
    return system.processes().find((process) => process.who === who && process.isAlive());
  }

  function kill(process: FunctionProcess, why: string): void {
    trace.add(process.who, `KILLED ${why}`);
    stops.push({ atMs: Date.now(), who: process.who, untilMs: Number.POSITIVE_INFINITY });
    count('kills');
    process.kill();
  }

  async function killLater(process: FunctionProcess, afterMs: number): Promise<void> {
    const { invocation } = process;
    await system.turns.take(`kill of ${process.who}`, [afterMs, afterMs]);
    if (process.invocation === invocation && process.isAlive()) {
      kill(process, `${afterMs} ms later`);
    }
  }

  /** @returns a promise that resolves when the process runs again. */
  function freeze(process: FunctionProcess, forMs: number, why: string): Promise<void> {
    const thawAtMs = Date.now() + forMs;
    trace.add(process.who, `FROZEN for ${forMs / 1000} s ${why}`);
    stops.push({ atMs: Date.now(), who: process.who, untilMs: thawAtMs });
    count('freezes');
    process.freeze();
    return new Promise((resolve) => frozen.push({ process, thawAtMs, release: resolve }));
  }

  /** @returns whether any process runs again now. */
  function thawDue(): boolean {
    const due = frozen.filter(({ thawAtMs }) => thawAtMs <= Date.now());
    for (const each of due) {
      frozen.splice(frozen.indexOf(each), 1);
      trace.add(each.process.who, 'THAWED');
      each.process.thaw();
      each.release();
    }
    return due.length > 0;
  }

  /** Kills or freezes the process, if it is alive, after one of its actions. */
  function stopAfter(who: string, actions: ChaosAction[], why: string): void {
    for (const action of actions) {
      const process = findProcess(who);
      if (process === undefined) {
        continue;
      }
      if (action.type === 'kill') {
        kill(process, why);
      }
      if (action.type === 'freeze') {
        void freeze(process, action.forMs, why);
      }
    }
  }
}
