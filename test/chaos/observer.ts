import { createAwsWatch, type EventWrite, type SweeperWrite } from './aws-watch.ts';
import { type JoinReceipt, type Receipt, watchCallbacks } from './callback-watch.ts';
import type { ObservedCall } from './observed-call.ts';
import type { FunctionProcess } from './parts/function-process.ts';
import type { System, SystemHooks } from './parts/system.ts';
import type { ArmedFaults } from './plan/armed-faults.ts';
import type { PlannedFault } from './plan/planned-fault.ts';
import type { Frozen } from './process-stops.ts';
import { createReceiverWatch } from './receiver-watch.ts';
import { createScene } from './scene.ts';
import type { Stage } from './stage.ts';
import { createTelegramWatch } from './telegram-watch.ts';
import type { Trace } from './trace.ts';

/** The observations of a seed so far. */
export interface Observer {
  hooks: SystemHooks;
  trace: Trace;
  faults: ArmedFaults;
  /** Every log line of the functions. */
  lines: { name: string; line: string }[];
  /** Jobs that were stored, with the account of each. */
  created: Map<string, string>;
  /** Writes of `blockedUntilMs` that reached the store, with their times. */
  floodWrites: { atMs: number; accountId: string; method: string; untilMs: number }[];
  /** Writes of jobs by sweepers that reached the store. */
  sweeperWrites: SweeperWrite[];
  /** Events of links that reached the store, in that order. */
  linkEvents: EventWrite[];
  /** Calls at Telegram in order, each with the process that made it. */
  calls: ObservedCall[];
  /** The times at which a process was killed or frozen. */
  stops: { atMs: number; who: string; untilMs: number }[];
  /** When outages of the network to Telegram ended. */
  returns: number[];
  /** The process of each connection of the data centre. */
  whoIs(connectionId: number): string;
  /** Events that the receiver of callbacks has accepted. */
  receipts: Receipt[];
  /** The same of events at links. */
  joinReceipts: JoinReceipt[];
  /** Processes that closed a connection to Telegram with FIN while they lived. */
  fins: { atMs: number; who: string }[];
  counts: Record<string, number>;
  frozen(): Frozen[];
  /** @returns whether any process goes on now. */
  thawDue(): boolean;
  kill(process: FunctionProcess, why: string): void;
}

export function createObserver(system: System, stage: Stage, planned: PlannedFault[]): Observer {
  const scene = createScene(system, stage, planned);
  const { trace, faults, lines, stops, counts } = scene;
  const written: Observer['lines'] = [];
  const fins: Observer['fins'] = [];
  const aws = createAwsWatch(scene);
  const telegram = createTelegramWatch(scene);
  const receiver = createReceiverWatch(scene);
  return {
    hooks: {
      before: aws.before,
      after: aws.after,
      onTelegram: telegram.onTelegram,
      chooseFault: telegram.chooseFault,
      chooseOutage: telegram.chooseOutage,
      onFin,
      ...watchCallbacks({
        system,
        tenantId: stage.tenantId,
        chooseFault: receiver.chooseReceiverFault,
        onReceipt: receiver.onReceipt,
        onJoinReceipt: receiver.onJoinReceipt,
      }),
      onLineOpen: lines.open,
      onLineSpeak: lines.speak,
      onLine: (name, line) => written.push({ name, line }),
    },
    trace,
    faults,
    lines: written,
    created: aws.created,
    floodWrites: aws.floodWrites,
    sweeperWrites: aws.sweeperWrites,
    linkEvents: aws.events,
    calls: telegram.calls,
    stops: stops.stops,
    returns: telegram.returns,
    whoIs: lines.whoIs,
    fins,
    receipts: receiver.receipts,
    joinReceipts: receiver.joinReceipts,
    counts,
    frozen: () => stops.frozen,
    thawDue: stops.thawDue,
    kill: stops.kill,
  };

  function onFin(who: string): void {
    // The kernel closes the connections of a process that was killed.
    if (stops.findProcess(who) !== undefined) {
      fins.push({ atMs: Date.now(), who });
    }
  }
}
