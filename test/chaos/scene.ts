import { createLineWatch } from './line-watch.ts';
import type { System } from './parts/system.ts';
import { armFaults } from './plan/armed-faults.ts';
import type { ChaosAction, PlannedFault } from './plan/planned-fault.ts';
import { createProcessStops } from './process-stops.ts';
import type { Stage } from './stage.ts';
import { createTrace } from './trace.ts';

/** What every watch of a seed uses. */
export type Scene = ReturnType<typeof createScene>;

export function createScene(system: System, stage: Stage, planned: PlannedFault[]) {
  const trace = createTrace();
  const counts: Record<string, number> = {};
  return {
    system,
    stage,
    trace,
    faults: armFaults(planned),
    lines: createLineWatch(),
    stops: createProcessStops(system, trace, count),
    counts,
    count,
    meetEverybody,
  };

  function count(what: string): void {
    counts[what] = (counts[what] ?? 0) + 1;
  }

  /** Applies the faults that affect more than one call. */
  function meetEverybody(action: ChaosAction, userId?: bigint): void {
    if (action.type === 'refuse') {
      count('refused ports');
      trace.add('telegram', `PORT CLOSED for ${action.forMs / 1000} s`);
      system.lines.setListening(false);
      // On the virtual clock, because the preload has replaced the machine's timers.
      setTimeout(() => system.lines.setListening(true), action.forMs);
    }
    if (action.type === 'skew') {
      count('clock steps');
      trace.add('telegram', `CLOCK ${action.ms / 1000} s ahead`);
      system.telegramClock.aheadMs = action.ms;
    }
    if (action.type === 'forget-key') {
      count('forgotten keys');
      trace.add('telegram', 'FORGETS the key');
      for (const key of system.dataCentre.world.authKeys.values()) {
        if (key.userId === userId) {
          system.dataCentre.faults.dropAuthKey(key.idHex);
        }
      }
    }
  }
}
