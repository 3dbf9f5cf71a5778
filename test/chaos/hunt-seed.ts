import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal, type Job } from '../../functions/core/job.ts';
import { type Callers, createCallers } from './callers.ts';
import { checkSeed, type Violation } from './checks/check-seed.ts';
import { createIdleWatch } from './clock/idle-watch.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { createObserver, type Observer } from './observer.ts';
import { repairAccount } from './operator.ts';
import type { FunctionProcess, Outcome } from './parts/function-process.ts';
import { type FunctionName, resetHooks, type System } from './parts/system.ts';
import type { Schedule } from './plan/schedule.ts';
import { clearStage, type Stage, setStage } from './stage.ts';

/** What one seed came to. */
export interface SeedResult {
  seed: number;
  violations: Violation[];
  /** Calls inside a wait that nobody could have known of. */
  unknowable: number;
  jobs: number;
  links: number;
  adopted: number;
  counts: Record<string, number>;
  /** The time line of each job concerned, when there is a violation. */
  timelines: string[];
}

/** Each seed begins at the same moment: 1 December 2026. */
const startMs = Date.UTC(2026, 11, 1, 10);

/** Batches in hand at once; each worker has one. */
const mostBatches = 4;
const sweepEveryMs = 60_000;
/** A seed in which the clock jumps more often than this never comes to an end. */
const mostJumps = 600;
/** The same in the machine's time. */
const longestSeedMs = 40_000;

export async function huntSeed(system: System, schedule: Schedule, isTold: boolean): Promise<SeedResult> {
  system.clock.setMs(startMs);
  await system.queue.purge();
  const stage = await setStage(system, schedule.accounts);
  const observer = createObserver(system, stage, schedule.faults);
  Object.assign(system.hooks, observer.hooks);
  const ledger = system.dataCentre.ledger;
  const ledgerStart = {
    links: ledger.links.length,
    killed: ledger.killedSessions.length,
    parallel: ledger.parallelSends.length,
  };
  const hunt = createHunt(system, schedule, stage, observer);
  try {
    const isQuiet = await hunt.run();
    return await checkSeed({
      system,
      schedule,
      stage,
      observer,
      callers: hunt.callers,
      startMs,
      ledgerStart,
      isQuiet,
      isTold,
    });
  } finally {
    await hunt.stop();
    resetHooks(system);
    await clearStage(system, stage);
  }
}

function createHunt(system: System, schedule: Schedule, stage: Stage, observer: Observer) {
  const running = new Set<Promise<void>>();
  const callers: Callers = createCallers(stage, observer, (event) => invoke('api', event));
  const delivery: Delivery = createDelivery(
    system,
    observer,
    schedule.twists,
    (event) => invoke('worker', event),
    launch,
  );
  const actions = [...schedule.actions];
  let repairAtMs =
    schedule.repairAtMs === undefined ? Number.POSITIVE_INFINITY : startMs + schedule.repairAtMs;
  let lastSweepMs = startMs;
  let sweeps = 0;
  const idle = createIdleWatch(system.clock);
  let queued = 0;
  let jumps = 0;
  /** The queue is only asked when it can have changed since. */
  let changes = 1;
  let seenChanges = 0;
  let isOver = false;

  function launch(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => {
      running.delete(tracked);
      changes += 1;
      observer.noteActivity();
    });
    running.add(tracked);
  }

  /** Runs a function once, as soon as one of its processes is free. */
  async function invoke(name: FunctionName, event: unknown): Promise<Outcome> {
    const pool = system.pools[name];
    let taken = pool.take();
    if (taken === undefined) {
      queued += 1;
      while (taken === undefined && !isOver) {
        await sleep(1);
        taken = pool.take();
      }
      queued -= 1;
      if (taken === undefined) return { type: 'failed', reason: 'the seed is over' };
    }
    const process = await taken;
    observer.noteActivity();
    for (const action of observer.faults.pass(name, 'invoke', 'after')) {
      if (action.type === 'kill')
        void sleep(schedule.seed % 60).then(
          () => process.invocation && observer.kill(process, 'at a random instant'),
        );
    }
    const outcome = await process.invoke(event);
    if (outcome.type === 'failed') observer.trace.add(process.who, `invocation failed: ${outcome.reason}`);
    pool.giveBack(process);
    return outcome;
  }

  async function run(): Promise<boolean> {
    const endMs = performance.now() + longestSeedMs;
    while (jumps < mostJumps && performance.now() < endMs) {
      await startWhatIsDue();
      endOverdue();
      const busy = invoked().filter((process) => process.isAlive() && !process.isFrozen());
      // Whatever is not inside a function is under way in here, or waits for a process that is being started.
      const isMoving =
        running.size - queued > busy.length + observer.frozen().length || system.proxy.underWay() > 0;
      if (isMoving || busy.length > 0) {
        const timerMs = isMoving ? undefined : idle.look(busy, observer.lastActivityMs());
        if (timerMs === undefined) await sleep(1);
        else jumpTo(Math.max(Math.min(timerMs, nextPlanned(), nextForcedEnd(busy)), Date.now()));
        continue;
      }
      const jobs = await loadJobs();
      if (await isDone(jobs)) return true;
      const next = await nextMoment(jobs);
      if (next > Date.now()) jumpTo(next);
    }
    return false;
  }

  /** Processes with an invocation, frozen ones too. */
  const invoked = () =>
    Object.values(system.pools).flatMap((pool) =>
      pool.all().filter((process) => process.invocation !== undefined),
    );

  async function startWhatIsDue(): Promise<void> {
    observer.thawDue();
    delivery.deliverHeld();
    for (const action of actions.filter(({ atMs }) => startMs + atMs <= Date.now())) {
      actions.splice(actions.indexOf(action), 1);
      launch(
        action.type === 'post'
          ? callers.post(action.request, action.planned)
          : callers.cancel(action.request),
      );
    }
    if (Date.now() >= repairAtMs) {
      repairAtMs = Number.POSITIVE_INFINITY;
      launch(repair());
    }
    if (Date.now() - lastSweepMs >= sweepEveryMs) {
      lastSweepMs = Date.now();
      for (let count = schedule.sweepers[sweeps++] ?? 1; count > 0; count -= 1) launch(sweep());
    }
    if (changes !== seenChanges && delivery.underWay() < mostBatches) {
      seenChanges = changes;
      await delivery.poll();
    }
  }

  async function sweep(): Promise<void> {
    await invoke('sweeper', {});
  }

  async function repair(): Promise<void> {
    for (const account of stage.accounts) {
      if (await repairAccount(system, account)) {
        observer.trace.add('operator', 'REPAIRED', { accountId: account.accountId });
      }
    }
  }

  /** Lambda ends an invocation by force when its time is up; a frozen one when it thaws. */
  function endOverdue(): void {
    for (const pool of Object.values(system.pools)) {
      for (const process of pool.all()) {
        const isOverdue = process.invocation !== undefined && process.endsAtMs() < Date.now();
        if (isOverdue && !process.isFrozen() && process.isAlive()) observer.kill(process, 'its time is up');
      }
    }
  }

  function jumpTo(atMs: number): void {
    if (!Number.isFinite(atMs)) throw new RangeError('nothing will ever happen again');
    jumps += 1;
    changes += 1;
    system.clock.setMs(atMs);
    for (const pool of Object.values(system.pools)) {
      for (const process of pool.all()) process.wake();
    }
    process.kill(process.pid, 'SIGCONT');
    observer.noteActivity();
  }

  const loadJobs = async () => {
    const refs = [...observer.created.keys()].map((jobId) => ({ tenantId: stage.tenantId, jobId }));
    return refs.length === 0 ? [] : system.stores.jobs.loadJobs(refs);
  };

  async function isDone(jobs: Job[]): Promise<boolean> {
    const isWaitingForUs =
      actions.length > 0 ||
      running.size > 0 ||
      delivery.heldUntilMs().length > 0 ||
      (jobs.some(({ status }) => status === 'blocked') && Number.isFinite(repairAtMs));
    if (isWaitingForUs || !jobs.every(({ status }) => isFinal(status) || status === 'blocked')) return false;
    const { hasReady, returnsAtMs } = await system.queue.inspect();
    return !hasReady && returnsAtMs.length === 0;
  }

  const nextForcedEnd = (processes: FunctionProcess[]) =>
    Math.min(...processes.map((process) => process.endsAtMs() + 1));

  const nextPlanned = () =>
    Math.min(
      ...actions.map(({ atMs }) => startMs + atMs),
      ...observer.frozen().map(({ thawAtMs }) => thawAtMs),
      ...delivery.heldUntilMs(),
    );

  /** The next moment at which anything can happen. */
  async function nextMoment(jobs: Job[]): Promise<number> {
    const nowMs = Date.now();
    const { hasReady, returnsAtMs } = await system.queue.inspect();
    if (hasReady) return nowMs;
    const unfinished = jobs.filter(({ status }) => !isFinal(status) && status !== 'blocked');
    const moments = [
      ...returnsAtMs,
      nextPlanned(),
      ...unfinished.flatMap(({ dueAtMs = 0 }) => (dueAtMs > nowMs ? [dueAtMs] : [])),
      ...(unfinished.length > 0 && unfinished.every(({ dueAtMs = 0 }) => dueAtMs <= nowMs)
        ? [lastSweepMs + sweepEveryMs]
        : []),
      ...(jobs.some(({ status }) => status === 'blocked') ? [repairAtMs] : []),
    ].filter((atMs) => atMs > nowMs && Number.isFinite(atMs));
    return moments.length === 0 ? nowMs + sweepEveryMs : Math.min(...moments);
  }

  async function stop(): Promise<void> {
    isOver = true;
    for (const { process, release } of observer.frozen()) {
      process.kill();
      release();
    }
    for (const pool of Object.values(system.pools)) {
      for (const process of pool.all()) if (process.invocation !== undefined) process.kill();
    }
    await Promise.all(running);
  }

  return { run, stop, callers };
}
