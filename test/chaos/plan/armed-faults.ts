import type { ChaosAction, PlannedFault } from './planned-fault.ts';

/** The faults of a running seed. It counts the events at each point and returns the faults that are due. */
export interface ArmedFaults {
  /** A function passes a point. @returns the faults' actions for it. @param chat the chat that a call names. */
  pass(by: string, point: string, phase: 'before' | 'after', chat?: number): ChaosAction[];
  /** Disables all faults. */
  disarm(): void;
  met(): PlannedFault[];
}

export function armFaults(planned: PlannedFault[]): ArmedFaults {
  const counts = new Map<string, number>();
  const left = new Set(planned);
  /** Faults that continue for some more calls. */
  const lasting = new Map<PlannedFault, number>();
  const met: PlannedFault[] = [];

  function pass(by: string, point: string, phase: 'before' | 'after', chat?: number): ChaosAction[] {
    const key = `${by} ${phase} ${point}`;
    const count = countUp(key);
    const countOfChat = chat === undefined ? 0 : countUp(`${key} in chat ${chat}`);
    function isHere(fault: PlannedFault) {
      return (
        fault.by === by &&
        fault.point === point &&
        fault.phase === phase &&
        (fault.chat === undefined || fault.chat === chat)
      );
    }

    function isNow({ nth, chat: only }: PlannedFault) {
      return nth === (only === undefined ? count : countOfChat);
    }
    const repeated = [...lasting.keys()].filter(isHere).map(repeat);
    const fresh = [...left].filter((fault) => isHere(fault) && isNow(fault)).map(begin);
    return [...repeated, ...fresh];
  }

  function countUp(key: string): number {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  }

  function begin(fault: PlannedFault): ChaosAction {
    left.delete(fault);
    met.push(fault);
    const { times = 1 } = 'times' in fault.action ? fault.action : {};
    if (times > 1) {
      lasting.set(fault, times - 1);
    }
    return fault.action;
  }

  function repeat(fault: PlannedFault): ChaosAction {
    const times = (lasting.get(fault) ?? 1) - 1;
    if (times === 0) {
      lasting.delete(fault);
    } else {
      lasting.set(fault, times);
    }
    return fault.action;
  }

  return {
    pass,
    disarm: () => {
      left.clear();
      lasting.clear();
    },
    met: () => met,
  };
}
