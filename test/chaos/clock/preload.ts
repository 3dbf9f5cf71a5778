/**
 * Loaded first in each process of a hunt. Replaces the clock of Date and of the timers by the virtual clock in
 * CHAOS_CLOCK, and randomness by draws from the seed. The programs themselves do not change.
 */

import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import timersPromises from 'node:timers/promises';
import { openClockFile } from './clock-file.ts';
import { type IdleReport, isAtWork, trackSockets } from './own-state.ts';
import { installRandomness } from './seeded-randomness.ts';
import { createVirtualTimers } from './virtual-timers.ts';

const path = process.env.CHAOS_CLOCK;
if (path === undefined) {
  throw new Error('CHAOS_CLOCK names no clock file');
}

const clock = openClockFile(path);
const timers = createVirtualTimers(clock);
const randomness = installRandomness();
const readSockets = trackSockets();
const MachineDate = Date;

function now() {
  return Math.floor(clock.nowMs());
}

globalThis.Date = new Proxy(MachineDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new MachineDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
performance.now = () => clock.nowMs();
Object.assign(globalThis, {
  setTimeout: timers.setTimeout,
  setInterval: timers.setInterval,
  clearTimeout: timers.clear,
  clearInterval: timers.clear,
});

/** What the hunter uses of its own preload. */
export interface OwnPreload {
  timers: typeof timers;
  randomness: typeof randomness;
  readSockets: typeof readSockets;
  isAtWork: typeof isAtWork;
}

Object.assign(globalThis, {
  [Symbol.for('chaos.preload')]: { timers, randomness, readSockets, isAtWork } satisfies OwnPreload,
});

/** Idle turns of the event loop. */
const quietTurns = 3;

const control = Number(process.env.CHAOS_CONTROL ?? -1);
if (control >= 0) {
  followHunter(new Socket({ fd: control }));
}

/** In a function's process: the hunter makes it run its due timers, and asks whether it is idle. */
function followHunter(hunter: Socket): void {
  virtualiseRest();
  let sent = 0;
  let received = 0;
  const send = process.send?.bind(process) as (...args: unknown[]) => boolean;
  process.send = (...args: unknown[]) => {
    sent += 1;
    return send(...args);
  };
  process.on('message', ({ requestId }: { requestId: string }) => {
    received += 1;
    randomness.reseed(requestId);
  });
  hunter.unref();
  hunter.on('error', () => undefined);
  hunter.on('data', (commands) => {
    for (const command of commands.toString()) {
      if (command === 't') {
        timers.runDue(() => undefined);
      } else {
        setImmediate(report, 0);
      }
    }
  });

  /** This process reads the data that has reached it in the turns before it answers. */
  function report(quiet: number): void {
    if (quiet < quietTurns) {
      setImmediate(report, isAtWork() ? 0 : quiet + 1);
    } else {
      const state: IdleReport = { nextTimerMs: timers.nextTimerMs(), sockets: readSockets(), sent, received };
      hunter.write(`${JSON.stringify(state)}\n`);
    }
  }
}

/** The hunter keeps the real timers, because it sometimes waits for the machine. */
function virtualiseRest(): void {
  Object.assign(timersPromises, {
    setTimeout: (delayMs: number, value: unknown) =>
      new Promise((resolve) => timers.setTimeout(() => resolve(value), delayMs)),
  });
  syncBuiltinESMExports();
  AbortSignal.timeout = (delayMs: number) => {
    const controller = new AbortController();
    timers.setTimeout(() => controller.abort(new DOMException('too late', 'TimeoutError')), delayMs);
    return controller.signal;
  };
}
