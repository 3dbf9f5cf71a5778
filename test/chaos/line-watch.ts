import type { ObservedCall } from './observed-call.ts';
import type { TelegramLine } from './parts/telegram-lines.ts';

/** Tracks which process uses which connection of the data centre, and when answers have arrived. */
export interface LineWatch {
  /** A line reaches the data centre. The next connection number belongs to it. */
  open(line: TelegramLine): void;
  number(connectionId: number): void;
  /** The data centre is about to read the data from a line. */
  speak(line: TelegramLine): void;
  /** The process whose calls are being read. */
  speaker(): string;
  whoIs(connectionId: number): string;
  /** The first connection of the seed is 1. */
  placeOf(connectionId: number): number;
  /** The call's answer is part of the data centre's next write on its connection. */
  awaitAnswer(call: ObservedCall): void;
}

export function createLineWatch(): LineWatch {
  const lines = new Map<number, TelegramLine>();
  const unanswered = new Map<TelegramLine, ObservedCall[]>();
  let opening: TelegramLine | undefined;
  let speaking: TelegramLine | undefined;

  function open(line: TelegramLine): void {
    opening = line;
    let leaving: ObservedCall[] = [];
    line.onSent = () => {
      leaving = [...leaving, ...(unanswered.get(line) ?? [])];
      unanswered.delete(line);
    };
    line.onArrived = () => {
      for (const call of leaving) {
        call.arrivedAtMs = Date.now();
      }
      leaving = [];
    };
  }

  return {
    open,
    number(connectionId) {
      if (opening !== undefined) {
        lines.set(connectionId, opening);
      }
    },
    speak(line) {
      speaking = line;
    },
    speaker: () => speaking?.who ?? 'nobody',
    placeOf: (connectionId) => [...lines.keys()].indexOf(connectionId) + 1,
    whoIs: (connectionId) => lines.get(connectionId)?.who ?? 'nobody',
    awaitAnswer(call) {
      const line = lines.get(call.connectionId);
      if (line !== undefined) {
        unanswered.set(line, [...(unanswered.get(line) ?? []), call]);
      }
    },
  };
}
