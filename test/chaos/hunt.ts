import { isWatch, readyTimeOf } from '../../functions/core/job/due.ts';
import { isFinal, type Job } from '../../functions/core/job/job.ts';
import { createAgenda, sweepEveryMs } from './agenda.ts';
import { type Callers, createCallers } from './callers.ts';
import { ownPreload } from './clock/settle.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { createInvoker } from './invoker.ts';
import { createJoinRest, isResting } from './join-rest.ts';
import type { Hands } from './links-by-hand.ts';
import type { Observer } from './observer.ts';
import type { System } from './parts/system.ts';
import { createPeople, type People } from './people.ts';
import type { Schedule } from './plan/schedule.ts';
import { createPoolRest } from './pool-rest.ts';
import { createRandom } from './random.ts';
import type { Stage } from './stage.ts';

/** One running seed. */
export interface Hunt {
  callers: Callers;
  people: People;
  /** @returns false when it did not come to an end. */
  run(): Promise<boolean>;
  stop(): Promise<void>;
}

/** A seed with more steps than this counts as endless. */
const maxSteps = 100_000;
/** The time in which Telegram may still execute calls after the last job has ended: after an outage, or late. */
const aftermathMs = 15 * 60_000;
/** A random kill comes within this many milliseconds after the start of the invocation. */
const randomInstantMs = 400;

/** Plays a schedule. It moves the clock forward whenever the system is idle. */
export function createHunt(
  system: System,
  schedule: Schedule,
  stage: Stage,
  { observer, hands, startMs }: { observer: Observer; hands: Hands; startMs: number },
): Hunt {
  const running = new Set<Promise<void>>();
  const invoker = createInvoker(
    system,
    observer,
    createRandom(schedule.seed, 'kill').whole(1, randomInstantMs),
    schedule.seed,
  );
  const callers = createCallers(stage, { observer, hands }, system.receiver.url, (event) =>
    invoker.invoke('api', event),
  );
  const people = createPeople(system, stage, { observer, hands, callers });
  const joinRest = createJoinRest(system, { observer, people, hands });
  const poolRest = createPoolRest(system, stage);
  const deliveries: Delivery[] = [
    createDelivery({
      name: 'delivered',
      queue: system.queues.jobs,
      lateMs: 45_000,
      maxBatches: 4,
      twists: schedule.twists,
      invoke: (event) => invoker.invoke('worker', event),
      observer,
      launch,
    }),
    createDelivery({
      name: 'callbacks delivered',
      queue: system.queues.webhooks,
      lateMs: 190_000,
      maxBatches: 2,
      twists: schedule.callbackTwists,
      invoke: (event) => invoker.invoke('webhook', event),
      observer,
      launch,
    }),
  ];
  const agenda = createAgenda({
    system,
    schedule,
    stage,
    observer,
    callers,
    hands,
    people,
    deliveries,
    invoker,
    startMs,
    launch,
  });
  const { timers } = ownPreload();

  function launch(work: Promise<void>): void {
    const tracked: Promise<void> = system.work.during(work).finally(() => running.delete(tracked));
    running.add(tracked);
  }

  async function run(): Promise<boolean> {
    let endMs: number | undefined;
    for (let steps = 0; steps < maxSteps; steps += 1) {
      await system.settle();
      system.turns.arrange();
      if (await moveNow()) {
        continue;
      }
      const isResting = running.size === 0 && !Number.isFinite(system.turns.nextMs());
      const jobs = isResting ? await loadJobs() : undefined;
      if (jobs !== undefined && (await isDone(jobs))) {
        endMs ??= Date.now() + aftermathMs;
        if (timers.nextTimerMs() > endMs) {
          return true;
        }
      }
      jumpTo(await nextMoment(jobs));
    }
    return false;
  }

  /** Runs one due event. @returns false when none is due. */
  async function moveNow(): Promise<boolean> {
    if (system.turns.letGo() || agenda.startDue() || invoker.startWaiting()) {
      return true;
    }
    invoker.endOverdue();
    return runTimers() || poll();
  }

  /** The events of one process. They do not depend on what other processes do meanwhile. */
  function runTimers(): boolean {
    function isDue(atMs: number) {
      return atMs <= Date.now();
    }
    const process = invoker
      .busy()
      .find(({ report }) => isDue(report?.nextTimerMs ?? Number.POSITIVE_INFINITY));
    if (process !== undefined) {
      process.runTimers();
    } else if (isDue(timers.nextTimerMs())) {
      void system.work.during(new Promise<void>(timers.runDue));
    } else {
      return false;
    }
    return true;
  }

  async function poll(): Promise<boolean> {
    for (const delivery of deliveries) {
      if (await delivery.poll()) {
        return true;
      }
    }
    return false;
  }

  function jumpTo(atMs: number): void {
    if (!Number.isFinite(atMs)) {
      throw new RangeError('no event is left, and the seed has not ended');
    }
    system.clock.setMs(Math.max(Math.ceil(atMs), Date.now() + 1));
  }

  async function loadJobs(): Promise<Job[]> {
    const refs = [...observer.created.keys()].map((jobId) => ({ tenantId: stage.tenantId, jobId }));
    return refs.length === 0 ? [] : system.stores.jobs.loadJobs(refs);
  }

  async function isDone(jobs: Job[]): Promise<boolean> {
    const isRepairAwaited = jobs.some(isBlocked) && Number.isFinite(agenda.repairMs());
    if (!agenda.isEmpty() || isRepairAwaited || jobs.some(isOpen) || jobs.some(isUntold)) {
      return false;
    }
    const isResting = (await joinRest.isReached(jobs)) && (await poolRest.isReached(jobs));
    if ((await awaitsRelease(jobs)) || !isResting) {
      return false;
    }
    return (await inspectQueues()).every(
      ({ hasReady, returnsAtMs }) => !hasReady && returnsAtMs.length === 0,
    );
  }

  function inspectQueues() {
    return Promise.all(Object.values(system.queues).map((queue) => queue.inspect()));
  }

  /** The next sweep releases a job that was blocked while its account was being repaired. */
  async function awaitsRelease(jobs: Job[]): Promise<boolean> {
    const accountIds = new Set(jobs.filter(isBlocked).map(({ accountId }) => accountId));
    const accounts = await Promise.all([...accountIds].map((id) => system.stores.accounts.getAccount(id)));
    return accounts.some((account) => account?.status === 'active');
  }

  /** The next time at which anything can happen. @param jobs given while no function runs. */
  async function nextMoment(jobs: Job[] | undefined): Promise<number> {
    const nowMs = Date.now();
    const busy = invoker.busy();
    const moments = [
      system.turns.nextMs(),
      agenda.nextMs(),
      timers.nextTimerMs(),
      ...busy.map(({ report }) => report?.nextTimerMs ?? Number.POSITIVE_INFINITY),
      ...busy.map((process) => process.endsAtMs() + 1),
      ...(await inspectQueues()).flatMap(({ returnsAtMs }) => returnsAtMs),
      ...(jobs === undefined ? [] : await restingMoments(jobs)),
    ].filter((atMs) => atMs > nowMs && Number.isFinite(atMs));
    return moments.length === 0 ? nowMs + sweepEveryMs : Math.min(...moments);
  }

  async function restingMoments(jobs: Job[]): Promise<number[]> {
    const dueAtMs = jobs.filter(isOpen).map((job) => readyTimeOf(job) ?? 0);
    const joinsAtMs = [...(await joinRest.moments(jobs)), ...poolRest.moments(jobs)];
    const needsSweeper =
      (dueAtMs.length > 0 && dueAtMs.every((atMs) => atMs <= Date.now())) ||
      joinsAtMs.some((atMs) => atMs <= Date.now());
    return [
      ...dueAtMs,
      ...joinsAtMs,
      ...(needsSweeper || jobs.some(isUntold) || (await awaitsRelease(jobs)) ? [agenda.nextSweepMs()] : []),
      ...(jobs.some(isBlocked) ? [agenda.repairMs()] : []),
    ];
  }

  async function stop(): Promise<void> {
    invoker.stop();
    for (const { process, release } of observer.frozen()) {
      process.kill();
      release();
    }
    while (running.size > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      system.turns.letAllGo();
    }
  }

  return { run, stop, callers, people };
}

function isBlocked({ status }: Job) {
  return status === 'blocked';
}

/** True when the job's callback is not delivered yet. */
function isUntold({ status, callback }: Job) {
  return isFinal(status) && callback?.status === 'pending';
}

/** A watch looks again and again, and a pool is tended without end: see JoinRest. */
function isOpen(job: Job) {
  return !isFinal(job.status) && job.status !== 'blocked' && !isWatch(job) && !isResting(job);
}
