/**
 * Loaded before everything else in each process of a hunt: puts the virtual clock of CHAOS_CLOCK in the place of Date's
 * and of the global timers. The programs themselves stay untouched.
 */
import { openClockFile } from './clock-file.ts';
import { createVirtualTimers } from './virtual-timers.ts';

const path = process.env.CHAOS_CLOCK;
if (path === undefined) throw new Error('CHAOS_CLOCK names no clock file');

const clock = openClockFile(path);
const timers = createVirtualTimers(clock);
const MachineDate = Date;
const now = () => Math.floor(clock.nowMs());

globalThis.Date = new Proxy(MachineDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new MachineDate(now()).toString(),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
});
Object.assign(globalThis, {
  setTimeout: timers.setTimeout,
  setInterval: timers.setInterval,
  clearTimeout: timers.clear,
  clearInterval: timers.clear,
});

// The hunter process asks itself.
Object.assign(globalThis, { [Symbol.for('chaos.nextTimerMs')]: timers.nextTimerMs });

// The hunter asks whether the event loop turns: a process that computes answers later.
const slot = Number(process.env.CHAOS_SLOT ?? -1);
if (slot >= 0) process.on('SIGUSR2', () => clock.reportIdle(slot, timers.nextTimerMs()));

// The hunter sends it after each jump, and the system when a stopped process goes on.
process.on('SIGCONT', timers.wake);
