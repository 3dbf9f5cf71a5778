import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/**
 * The clock that the processes of a hunt share. A file, because a process that was stopped must see the present in its
 * first look at the clock: 8 bytes are read from it every time, nothing is sent to anybody.
 */
export interface ClockFile {
  /** Virtual milliseconds since the epoch: `rate` times as fast as the machine's, plus all jumps so far. */
  nowMs(): number;
  rate: number;
  /** Sets the clock to a moment. Forward only while anything of a seed is under way. */
  setMs(atMs: number): void;
  /** Says in this process's slot that its event loop turns, and when its next timer is due. */
  reportIdle(slot: number, nextTimerMs: number): void;
  readIdle(slot: number): IdleReport;
  close(): void;
}

export interface IdleReport {
  /** Grows with each report. */
  reports: number;
  /** Infinity when the process waits for no timer. */
  nextTimerMs: number;
}

/** offset, machine's time at the start, virtual time at the start, rate: four doubles. */
const fileBytes = 32;

/** Reports, next timer. */
const slotBytes = 16;

/** CLOCK_MONOTONIC, which all processes of a machine share, in milliseconds. */
const machineMs = () => Number(process.hrtime.bigint()) / 1e6;

/** Makes the file. @param rate virtual seconds in a real one. */
export function createClockFile(path: string, startMs: number, rate: number): void {
  const file = openSync(path, 'w');
  writeSync(file, Buffer.from(Float64Array.of(0, machineMs(), startMs, rate).buffer), 0, fileBytes, 0);
  closeSync(file);
}

export function openClockFile(path: string): ClockFile {
  const file = openSync(path, 'r+');
  const head = Buffer.alloc(fileBytes);
  readSync(file, head, 0, fileBytes, 0);
  const startedAtMs = head.readDoubleLE(8);
  const startMs = head.readDoubleLE(16);
  const rate = head.readDoubleLE(24);
  const offset = Buffer.alloc(8);

  const withoutOffset = () => startMs + (machineMs() - startedAtMs) * rate;

  function nowMs(): number {
    readSync(file, offset, 0, 8, 0);
    return withoutOffset() + offset.readDoubleLE(0);
  }

  function setMs(atMs: number): void {
    offset.writeDoubleLE(atMs - withoutOffset());
    writeSync(file, offset, 0, 8, 0);
  }

  let reports = 0;

  function reportIdle(slot: number, nextTimerMs: number): void {
    reports += 1;
    const written = Buffer.from(Float64Array.of(reports, nextTimerMs).buffer);
    writeSync(file, written, 0, slotBytes, fileBytes + slot * slotBytes);
  }

  function readIdle(slot: number): IdleReport {
    const read = Buffer.alloc(slotBytes);
    readSync(file, read, 0, slotBytes, fileBytes + slot * slotBytes);
    return { reports: read.readDoubleLE(0), nextTimerMs: read.readDoubleLE(8) };
  }

  return { nowMs, rate, setMs, reportIdle, readIdle, close: () => closeSync(file) };
}
