import type { FunctionProcess } from '../parts/function-process.ts';
import type { ClockFile } from './clock-file.ts';

/** No sign of life for so long, in the machine's time, before anybody is asked. */
const quietMs = 6;

/** A process that waits for no timer waits for something in the machine, such as a file: it is given longer. */
const hungMs = 1_000;

/** Asked twice: what had reached a process before the first answer is done with before the second. */
const answersNeeded = 2;

/** Finds out when nothing will happen before the clock moves. */
export interface IdleWatch {
  /**
   * One look; to be repeated while it gives undefined.
   * @returns the next moment at which a timer is due in one of the processes or in this one, once all of them do nothing
   * but wait.
   */
  look(processes: FunctionProcess[], lastActivityMs: number): number | undefined;
}

interface Asked {
  atMs: number;
  answers: number;
  reports: Map<FunctionProcess, number>;
}

export function createIdleWatch(clock: ClockFile): IdleWatch {
  let asked: Asked | undefined;

  function ask(processes: FunctionProcess[], answers: number): void {
    const reports = new Map(processes.map((process) => [process, clock.readIdle(process.slot).reports]));
    asked = { atMs: performance.now(), answers, reports };
    for (const process of processes) process.probe();
  }

  function look(processes: FunctionProcess[], lastActivityMs: number): number | undefined {
    const isOutdated =
      asked !== undefined && (lastActivityMs >= asked.atMs || !isSameSet(asked.reports, processes));
    if (isOutdated) asked = undefined;
    if (performance.now() - lastActivityMs < quietMs) return undefined;
    if (asked === undefined) {
      ask(processes, 0);
      return undefined;
    }
    const { reports, answers } = asked;
    if (!processes.every((process) => clock.readIdle(process.slot).reports > (reports.get(process) ?? 0)))
      return undefined;
    if (answers + 1 < answersNeeded) {
      ask(processes, answers + 1);
      return undefined;
    }
    asked = undefined;
    const nextMs = Math.min(
      nextTimerHere(),
      ...processes.map((process) => clock.readIdle(process.slot).nextTimerMs),
    );
    const isHung = performance.now() - lastActivityMs > hungMs;
    return nextMs === Number.POSITIVE_INFINITY && !isHung ? undefined : nextMs;
  }

  return { look };
}

function isSameSet(reports: Map<FunctionProcess, number>, processes: FunctionProcess[]): boolean {
  return reports.size === processes.length && processes.every((process) => reports.has(process));
}

/** Of this process, from its preload. */
function nextTimerHere(): number {
  const next = (globalThis as Record<symbol, unknown>)[Symbol.for('chaos.nextTimerMs')];
  return typeof next === 'function' ? Number(next()) : Number.POSITIVE_INFINITY;
}
