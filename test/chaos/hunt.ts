import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal, type Job } from '../../functions/core/job.ts';
import { createAgenda, sweepEveryMs } from './agenda.ts';
import { type Callers, createCallers } from './callers.ts';
import { createIdleWatch } from './clock/idle-watch.ts';
import { createDelivery } from './delivery.ts';
import { createInvoker } from './invoker.ts';
import type { Observer } from './observer.ts';
import type { System } from './parts/system.ts';
import type { Schedule } from './plan/schedule.ts';
import type { Stage } from './stage.ts';

/** One seed under way. */
export interface Hunt {
  callers: Callers;
  /** @returns false when it did not come to an end. */
  run(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Batches in hand at once; each worker has one. */
const mostBatches = 4;
/** A seed in which the clock jumps more often than this never comes to an end. */
const mostJumps = 600;
/** The same in the machine's time. */
const longestSeedMs = 40_000;
/** A random instant of a kill lies within so many milliseconds of the machine's time from the invocation. */
const randomInstantMs = 60;

/** Plays a schedule, and jumps the clock whenever nothing can happen before it has moved. */
export function createHunt(
  system: System,
  schedule: Schedule,
  stage: Stage,
  observer: Observer,
  startMs: number,
): Hunt {
  const running = new Set<Promise<void>>();
  const invoker = createInvoker(system, observer, schedule.seed % randomInstantMs);
  const callers = createCallers(stage, observer, (event) => invoker.invoke('api', event));
  const invokeWorker = (event: unknown) => invoker.invoke('worker', event);
  const delivery = createDelivery(system, observer, schedule.twists, invokeWorker, launch);
  const agenda = createAgenda({
    system,
    schedule,
    stage,
    observer,
    callers,
    delivery,
    invoker,
    startMs,
    launch,
  });
  const idle = createIdleWatch(system.clock);
  let jumps = 0;
  /** The queue is asked only when it can have changed since. */
  let changes = 1;
  let seenChanges = 0;

  function launch(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => {
      running.delete(tracked);
      changes += 1;
      observer.noteActivity();
    });
    running.add(tracked);
  }

  async function run(): Promise<boolean> {
    const endMs = performance.now() + longestSeedMs;
    while (jumps < mostJumps && performance.now() < endMs) {
      agenda.startDue();
      await poll();
      invoker.endOverdue();
      if (await isMoving()) continue;
      const jobs = await loadJobs();
      if (await isDone(jobs)) return true;
      const next = await nextMoment(jobs);
      if (next > Date.now()) jumpTo(next);
    }
    return false;
  }

  async function poll(): Promise<void> {
    if (changes === seenChanges || delivery.underWay() >= mostBatches) return;
    seenChanges = changes;
    await delivery.poll();
  }

  /** Something is under way. When all of it only waits for the clock, the clock jumps. */
  async function isMoving(): Promise<boolean> {
    const busy = invoker.busy();
    // Whatever is not inside a function is under way in here, or waits for a process that is being started.
    const isMovingHere =
      running.size - invoker.queued() > busy.length + observer.frozen().length || system.proxy.underWay() > 0;
    if (!isMovingHere && busy.length === 0) return false;
    const timerMs = isMovingHere ? undefined : idle.look(busy, observer.lastActivityMs());
    if (timerMs === undefined) await sleep(1);
    else {
      const forcedEnds = busy.map((process) => process.endsAtMs() + 1);
      jumpTo(Math.max(Math.min(timerMs, agenda.nextMs(), ...forcedEnds), Date.now()));
    }
    return true;
  }

  function jumpTo(atMs: number): void {
    if (!Number.isFinite(atMs)) throw new RangeError('nothing will ever happen again');
    jumps += 1;
    changes += 1;
    system.clock.setMs(atMs);
    invoker.wakeAll();
    process.kill(process.pid, 'SIGCONT');
    observer.noteActivity();
  }

  async function loadJobs(): Promise<Job[]> {
    const refs = [...observer.created.keys()].map((jobId) => ({ tenantId: stage.tenantId, jobId }));
    return refs.length === 0 ? [] : system.stores.jobs.loadJobs(refs);
  }

  async function isDone(jobs: Job[]): Promise<boolean> {
    const isRepairAwaited = jobs.some(isBlocked) && Number.isFinite(agenda.repairMs());
    if (!agenda.isEmpty() || running.size > 0 || isRepairAwaited || jobs.some(isOpen)) return false;
    if (await awaitsRelease(jobs)) return false;
    const { hasReady, returnsAtMs } = await system.queue.inspect();
    return !hasReady && returnsAtMs.length === 0;
  }

  /** A job that was blocked while its account was being repaired is released by the next sweep. */
  async function awaitsRelease(jobs: Job[]): Promise<boolean> {
    const accountIds = new Set(jobs.filter(isBlocked).map(({ accountId }) => accountId));
    const accounts = await Promise.all([...accountIds].map((id) => system.stores.accounts.getAccount(id)));
    return accounts.some((account) => account?.status === 'active');
  }

  /** The next moment at which anything can happen. */
  async function nextMoment(jobs: Job[]): Promise<number> {
    const nowMs = Date.now();
    const { hasReady, returnsAtMs } = await system.queue.inspect();
    if (hasReady) return nowMs;
    const dueAtMs = jobs.filter(isOpen).map((job) => job.dueAtMs ?? 0);
    const needsSweeper = dueAtMs.length > 0 && dueAtMs.every((atMs) => atMs <= nowMs);
    const moments = [
      agenda.nextMs(),
      ...returnsAtMs,
      ...dueAtMs,
      ...(needsSweeper || (await awaitsRelease(jobs)) ? [agenda.nextSweepMs()] : []),
      ...(jobs.some(isBlocked) ? [agenda.repairMs()] : []),
    ].filter((atMs) => atMs > nowMs && Number.isFinite(atMs));
    return moments.length === 0 ? nowMs + sweepEveryMs : Math.min(...moments);
  }

  async function stop(): Promise<void> {
    invoker.stop();
    for (const { process, release } of observer.frozen()) {
      process.kill();
      release();
    }
    await Promise.all(running);
  }

  return { run, stop, callers };
}

const isBlocked = ({ status }: Job) => status === 'blocked';
const isOpen = ({ status }: Job) => !isFinal(status) && status !== 'blocked';
