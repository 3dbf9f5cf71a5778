import type { DataCentreEvent } from '../../infra/local/telegram/data-centre.ts';
import type { FaultAction } from '../../infra/local/telegram/faults.ts';
import { createLineWatch } from './line-watch.ts';
import type { FunctionProcess } from './parts/function-process.ts';
import type { AwsFault, Passing } from './parts/proxy.ts';
import type { System, SystemHooks } from './parts/system.ts';
import { type ArmedFaults, armFaults } from './plan/armed-faults.ts';
import type { ChaosAction, PlannedFault } from './plan/plan-faults.ts';
import type { Stage } from './stage.ts';
import { createTrace, type Trace } from './trace.ts';

/** A process that was stopped, and when it goes on. */
interface Frozen {
  process: FunctionProcess;
  thawAtMs: number;
  /** Lets go what it had been about to send. */
  release: () => void;
}

/** What a seed has shown so far. */
export interface Observer {
  hooks: SystemHooks;
  trace: Trace;
  faults: ArmedFaults;
  /** Every line a function wrote. */
  lines: { name: string; line: string }[];
  /** Jobs whose row was written, with the account of each. */
  created: Map<string, string>;
  /** Writes of `blockedUntilMs` that reached the store, with the time they did. */
  floodWrites: { atMs: number; accountId: string; method: string; untilMs: number }[];
  /** Calls at Telegram in order, each with the process that made it. */
  calls: ObservedCall[];
  /** Moments from which a process did nothing more, or nothing for a while. */
  stops: { atMs: number; who: string; untilMs: number }[];
  counts: Record<string, number>;
  frozen(): Frozen[];
  /** @returns whether any process goes on now. */
  thawDue(): boolean;
  kill(process: FunctionProcess, why: string): void;
}

export type ObservedCall = Extract<DataCentreEvent, { type: 'call' }> & {
  who: string;
  accountId: string;
  /** When the answer had reached the socket of the process; undefined when it never did. */
  arrivedAtMs: number | undefined;
};

export function createObserver(system: System, stage: Stage, planned: PlannedFault[]): Observer {
  const trace = createTrace();
  const faults = armFaults(planned);
  const frozen: Frozen[] = [];
  const lines = createLineWatch();
  const accountOfUser = new Map(stage.accounts.map(({ user, accountId }) => [user.id.toString(), accountId]));
  const accountOfJob = new Map<string, string>();
  const observer: Observer = {
    hooks: {
      before,
      after,
      onTelegram,
      chooseFault,
      onLineOpen: lines.open,
      onLineSpeak: lines.speak,
      onLine: (name, line) => observer.lines.push({ name, line }),
    },
    trace,
    faults,
    lines: [],
    created: accountOfJob,
    floodWrites: [],
    calls: [],
    stops: [],
    counts: {},
    frozen: () => frozen,
    thawDue,
    kill,
  };
  function count(what: string): void {
    observer.counts[what] = (observer.counts[what] ?? 0) + 1;
  }

  function findProcess(who: string): FunctionProcess | undefined {
    return system.processes().find((process) => process.who === who && process.isAlive());
  }

  function kill(process: FunctionProcess, why: string): void {
    trace.add(process.who, `KILLED ${why}`);
    observer.stops.push({ atMs: Date.now(), who: process.who, untilMs: Number.POSITIVE_INFINITY });
    count('kills');
    process.kill();
  }

  /** @returns a promise that is kept when the process goes on. */
  function freeze(process: FunctionProcess, forMs: number, why: string): Promise<void> {
    const thawAtMs = Date.now() + forMs;
    trace.add(process.who, `FROZEN for ${forMs / 1000} s ${why}`);
    observer.stops.push({ atMs: Date.now(), who: process.who, untilMs: thawAtMs });
    count('freezes');
    process.freeze();
    return new Promise((resolve) => frozen.push({ process, thawAtMs, release: resolve }));
  }

  function thawDue(): boolean {
    const due = frozen.filter(({ thawAtMs }) => thawAtMs <= Date.now());
    for (const each of due) {
      frozen.splice(frozen.indexOf(each), 1);
      trace.add(each.process.who, 'THAWED');
      each.process.thaw();
      each.release();
    }
    return due.length > 0;
  }

  const functionOf = (who: string) => who.split('-')[0] ?? '';

  async function before({ who, step }: Passing): Promise<AwsFault | undefined> {
    const about = { jobId: step.jobId, accountId: step.accountId };
    let fault: AwsFault | undefined;
    for (const action of faults.pass(functionOf(who), step.point, 'before')) {
      const process = findProcess(who);
      if (action.type === 'kill' && process !== undefined) {
        kill(process, `before ${step.point}`);
        return { type: 'drop' };
      }
      if (action.type === 'freeze' && process !== undefined) {
        await system.work.pause(freeze(process, action.forMs, `before ${step.point}`));
      } else if (action.type === 'delay') {
        count('AWS delays');
        trace.add(who, `AWS DELAY ${action.ms} ms of ${step.point}`, about);
        await system.work.pause(new Promise((resolve) => setTimeout(resolve, action.ms)));
      } else if (isAwsFault(action)) {
        count(`AWS ${action.type}`);
        trace.add(who, `AWS ${action.type.toUpperCase()} of ${step.point}`, about);
        fault = { type: action.type };
      }
    }
    return fault;
  }

  function after({ who, step }: Passing, statusCode: number): void {
    const { jobId, accountId } = step;
    if (step.operation !== 'GetItem') {
      const detail = [step.status, step.method].filter(Boolean).join(' ');
      trace.add(who, `${step.point} ${detail} ${statusCode === 200 ? '' : statusCode}`.trim(), {
        jobId,
        accountId,
      });
    }
    if (statusCode === 200) record(step);
    for (const action of faults.pass(functionOf(who), step.point, 'after')) {
      const process = findProcess(who);
      if (process === undefined) continue;
      if (action.type === 'kill') kill(process, `after ${step.point}`);
      if (action.type === 'freeze') void freeze(process, action.forMs, `after ${step.point}`);
    }
  }

  function record({ point, jobId, accountId, method, untilMs }: Passing['step']): void {
    if (point === 'create' && jobId && accountId) accountOfJob.set(jobId, accountId);
    if (point === 'flood-wait' && accountId && method && untilMs) {
      observer.floodWrites.push({ atMs: Date.now(), accountId, method, untilMs });
    }
  }

  function chooseFault(method: string, userId: bigint | undefined): FaultAction | undefined {
    const accountId = accountOfUser.get(String(userId));
    if (accountId === undefined) return undefined;
    const who = lines.speaker();
    let chosen: FaultAction | undefined;
    for (const action of faults.pass('worker', method, 'before')) {
      const process = findProcess(who);
      if (action.type === 'kill' && process !== undefined) {
        kill(process, `before ${method}`);
        chosen = { type: 'close-before' };
      }
      if (action.type === 'freeze' && process !== undefined)
        void freeze(process, action.forMs, `before ${method}`);
      if (action.type === 'flood' && userId !== undefined) {
        count('flood waits');
        trace.add('telegram', `WAIT of ${action.seconds} s for ${method}`, { accountId });
        system.dataCentre.floodPolicy.imposeWait(userId, method, action.seconds, action.kind);
      }
      if (action.type === 'telegram') {
        count(`Telegram ${action.fault.type}`);
        chosen = action.fault;
      }
    }
    return chosen;
  }

  function onTelegram(event: DataCentreEvent): void {
    if (event.type === 'connection-opened') lines.number(event.connectionId);
    if (event.type !== 'call') return;
    const accountId = accountOfUser.get(event.userId ?? '');
    if (accountId === undefined) return;
    const who = lines.whoIs(event.connectionId);
    const call: ObservedCall = { ...event, who, accountId, arrivedAtMs: undefined };
    observer.calls.push(call);
    if (event.fault !== 'silence') lines.awaitAnswer(call);
    const { method, outcome, fault, connectionId } = event;
    trace.add(who, `call ${method} on connection ${connectionId}: ${outcome} ${fault ?? ''}`.trim(), {
      accountId,
    });
    for (const action of faults.pass('worker', method, 'after')) {
      const process = findProcess(who);
      if (process === undefined) continue;
      if (action.type === 'kill') kill(process, `after ${method}`);
      if (action.type === 'freeze') void freeze(process, action.forMs, `after ${method}`);
    }
  }

  return observer;
}

function isAwsFault(action: ChaosAction): action is Extract<ChaosAction, { times: number }> {
  return 'times' in action;
}
