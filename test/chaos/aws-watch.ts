import type { AwsFault, Passing } from './parts/proxy.ts';
import type { StoredEvent } from './parts/steps.ts';
import type { ChaosAction } from './plan/planned-fault.ts';
import type { Scene } from './scene.ts';

/** A write of a job by a sweeper that reached the store. */
export interface SweeperWrite {
  who: string;
  jobId: string;
  sends: number;
  updatedAtMs: number;
}

/** An event of a link that reached the store. */
export interface EventWrite extends StoredEvent {
  /** When it was stored, by our clock. */
  storedAtMs: number;
  /** The watch whose look stored it. */
  watchId?: string | undefined;
  /** When another account, which watches the same chat, stored it last. Joins by no link are one row for all of them. */
  byOthersAtMs?: number;
}

/** The job may be called for without an intent in its own row. */
export const leaseIntent = 'intent of the lease';

/** Watches the functions' calls to AWS, and applies the planned faults to them. */
export function createAwsWatch({ system, trace, faults, count, stops, meetEverybody }: Scene) {
  /** Jobs that were stored, with the account of each. */
  const created = new Map<string, string>();
  const floodWrites: { atMs: number; accountId: string; method: string; untilMs: number }[] = [];
  const sweeperWrites: SweeperWrite[] = [];
  const events: EventWrite[] = [];
  return { created, floodWrites, sweeperWrites, events, before, after };

  async function before({ who, step }: Passing): Promise<AwsFault | undefined> {
    const about = { jobId: step.jobId, accountId: step.accountId };
    let fault: AwsFault | undefined;
    for (const action of faults.pass(functionOf(who), step.point, 'before')) {
      const process = stops.findProcess(who);
      if (action.type === 'kill' && process !== undefined) {
        stops.kill(process, `before ${step.point}`);
        return { type: 'drop' };
      }
      if (action.type === 'freeze' && process !== undefined) {
        await system.work.pause(stops.freeze(process, action.forMs, `before ${step.point}`));
      } else if (action.type === 'delay') {
        count('AWS delays');
        trace.add(who, `AWS DELAY ${action.ms} ms of ${step.point}`, about);
        await system.work.pause(new Promise((resolve) => setTimeout(resolve, action.ms)));
      } else if (action.type === 'refuse' || action.type === 'skew') {
        meetEverybody(action);
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
      // The world numbers its chats across all seeds, so their ids have no meaning here.
      const method = step.method?.replace(/:\d+$/, '');
      const events = step.events?.map(({ kind, number }) => `${kind} ${number ?? ''}`.trim()).join(', ');
      const detail = [step.status, method, events].filter(Boolean).join(' ');
      trace.add(who, `${step.point} ${detail} ${statusCode === 200 ? '' : statusCode}`.trim(), {
        jobId,
        accountId,
      });
    }
    if (statusCode === 200) {
      for (const each of step.leaseIntents ?? []) {
        trace.add(who, leaseIntent, { jobId: each, accountId });
      }
      record(step);
      noteSweeperWrite(who, step);
    }
    stops.stopAfter(who, faults.pass(functionOf(who), step.point, 'after'), `after ${step.point}`);
  }

  function noteSweeperWrite(who: string, { jobId, sends, updatedAtMs }: Passing['step']): void {
    if (functionOf(who) === 'sweeper' && jobId && sends !== undefined && updatedAtMs !== undefined) {
      sweeperWrites.push({ who, jobId, sends, updatedAtMs });
    }
  }

  function record({ created: rows = [], ...step }: Passing['step']): void {
    const { point, jobId, accountId, events: found = [], method, untilMs } = step;
    for (const each of rows) {
      created.set(each.jobId, each.accountId);
    }
    if (point === 'create' && jobId && accountId) {
      created.set(jobId, accountId);
    }
    // The SDK repeats a transaction whose answer was lost, under the same token.
    for (const each of found) {
      const known = events.find((event) => isSameEvent(event, each));
      if (known === undefined) {
        events.push({ ...each, storedAtMs: Date.now(), watchId: jobId });
      } else if (known.watchId !== jobId) {
        known.byOthersAtMs = Date.now();
      }
    }
    if (point === 'flood-wait' && accountId && method && untilMs) {
      floodWrites.push({ atMs: Date.now(), accountId, method, untilMs });
    }
  }
}

function isSameEvent(a: StoredEvent, b: StoredEvent): boolean {
  return a.at === b.at && a.number === b.number && a.id === b.id;
}

function functionOf(who: string) {
  return who.split('-')[0] ?? '';
}

const awsFaults = ['drop', 'lose', 'throttle', 'fail'];

function isAwsFault(action: ChaosAction): action is Extract<ChaosAction, { type: AwsFault['type'] }> {
  return awsFaults.includes(action.type);
}
