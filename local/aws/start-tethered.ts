import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A program that ends with this process. */
export interface Tethered {
  /** Its keeper, which writes what the program writes to stderr. */
  keeper: ChildProcess;
  /** The program's own id. */
  pid: Promise<number>;
  /** Asks the program to end. */
  end(): void;
}

/*
 * A native program cannot see its parent die; its keeper sees the end of its own input. A shell does that in 1 MB (`tether.sh`),
 * where a Node process takes 60.
 */

/** @param command the program and its arguments. */
export function startTethered(command: [string, ...string[]]): Tethered {
  return process.platform === 'win32' ? startNodeKeeper(command) : startShellKeeper(command);
}

function startShellKeeper(command: string[]): Tethered {
  const keeper = spawn('/bin/sh', [join(import.meta.dirname, 'tether.sh'), ...command], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    // Its own process group: Ctrl-C in a terminal must reach only the parent, which stops things in order.
    detached: true,
  });
  const told = keeper.stdio[3] as NodeJS.ReadableStream;
  const pid = once(createInterface({ input: told }), 'line').then(([line]) => Number(line));
  // A keeper that ends before it tells the id: whoever waits for the id is told.
  pid.catch(() => {});
  // The keeper is gone, and with it the reader.
  keeper.stdin?.on('error', () => {});
  return { keeper, pid, end: () => keeper.stdin?.destroy() };
}

function startNodeKeeper(command: string[]): Tethered {
  const keeper = fork(join(import.meta.dirname, 'tether.ts'), command, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    detached: true,
  });
  const pid = once(keeper, 'message').then(([message]) => (message as { pid: number }).pid);
  pid.catch(() => {});
  return { keeper, pid, end: () => keeper.connected && keeper.disconnect() };
}
