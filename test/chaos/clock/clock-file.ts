import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * The clock that the processes of a hunt share. It stands still: only the hunter moves it, and only when nothing is under
 * way, so that no answer is ever overtaken by the time it took a busy machine to bring it. A file, because a process that
 * was stopped must see the present in its first look at the clock: 8 bytes are read from it every time.
 */
export interface ClockFile {
  /** Virtual milliseconds since the epoch. */
  nowMs(): number;
  /** Sets the clock to a moment. Forward only while anything of a seed is under way. */
  setMs(atMs: number): void;
  close(): void;
}

export function createClockFile(path: string, startMs: number): void {
  const file = openSync(path, 'w');
  writeSync(file, Buffer.from(Float64Array.of(startMs).buffer));
  closeSync(file);
}

export function openClockFile(path: string): ClockFile {
  const file = openSync(path, 'r+');
  const moment = Buffer.alloc(8);
  return {
    nowMs() {
      readSync(file, moment, 0, 8, 0);
      return moment.readDoubleLE();
    },
    setMs(atMs) {
      moment.writeDoubleLE(atMs);
      writeSync(file, moment, 0, 8, 0);
    },
    close: () => closeSync(file),
  };
}
