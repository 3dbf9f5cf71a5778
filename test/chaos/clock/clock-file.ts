import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * The clock that the processes of a hunt share. Only the hunter moves it, and only when all processes are idle, so that
 * a slow machine makes no answer late. The clock is a file, because a process that was stopped must see the current
 * time as soon as it runs again. Each look at the clock reads 8 bytes.
 */
export interface ClockFile {
  /** Virtual milliseconds since the epoch. */
  nowMs(): number;
  /** Sets the clock. During a seed it may only move forward. */
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
