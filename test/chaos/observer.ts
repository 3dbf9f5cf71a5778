import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import type { FaultAction, MetCall } from '../../telegram-emulator/faults.ts';
import type { Outage } from '../../telegram-emulator/network.ts';
import type { Peer } from '../../telegram-emulator/world/entities.ts';
import { type Receipt, watchCallbacks } from './callback-watch.ts';
import { createLineWatch } from './line-watch.ts';
import type { ObservedCall } from './observed-call.ts';
import type { FunctionProcess } from './parts/function-process.ts';
import type { AwsFault, Passing } from './parts/proxy.ts';
import type { ReceiverFault } from './parts/receiver.ts';
import type { System, SystemHooks } from './parts/system.ts';
import { type ArmedFaults, armFaults } from './plan/armed-faults.ts';
import type { ChaosAction, PlannedFault } from './plan/planned-fault.ts';
import { arrivalOf, receivePoint } from './plan/points.ts';
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
  /** When the way to Telegram was there again. */
  returns: number[];
  /** Whose a connection of the data centre is. */
  whoIs(connectionId: number): string;
  /** Events that the receiver of callbacks has taken. */
  receipts: Receipt[];
  /** Processes that closed a connection to Telegram with FIN while they lived. */
  fins: { atMs: number; who: string }[];
  counts: Record<string, number>;
  frozen(): Frozen[];
  /** @returns whether any process goes on now. */
  thawDue(): boolean;
  kill(process: FunctionProcess, why: string): void;
}

export function createObserver(system: System, stage: Stage, planned: PlannedFault[]): Observer {
  const trace = createTrace();
  const faults = armFaults(planned);
  const frozen: Frozen[] = [];
  const lines = createLineWatch();
  /** Account, method and chat of waits that are for one chat. */
  const chatWaits = new Set<string>();
  const accountOfUser = new Map(stage.accounts.map(({ user, accountId }) => [user.id.toString(), accountId]));
  const accountOfJob = new Map<string, string>();
  const observer: Observer = {
    hooks: {
      before,
      after,
      onTelegram,
      chooseFault,
      chooseOutage,
      onFin,
      ...watchCallbacks({ system, tenantId: stage.tenantId, chooseFault: chooseReceiverFault, onReceipt }),
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
    returns: [],
    whoIs: lines.whoIs,
    fins: [],
    receipts: [],
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

  function onFin(who: string): void {
    // The kernel closes the connections of a process that was killed.
    if (findProcess(who) !== undefined) {
      observer.fins.push({ atMs: Date.now(), who });
    }
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

  function functionOf(who: string) {
    return who.split('-')[0] ?? '';
  }

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
      // The world numbers its chats through all seeds: their ids tell nothing here.
      const method = step.method?.replace(/:\d+$/, '');
      const detail = [step.status, method].filter(Boolean).join(' ');
      trace.add(who, `${step.point} ${detail} ${statusCode === 200 ? '' : statusCode}`.trim(), {
        jobId,
        accountId,
      });
    }
    if (statusCode === 200) {
      record(step);
    }
    for (const action of faults.pass(functionOf(who), step.point, 'after')) {
      const process = findProcess(who);
      if (process === undefined) {
        continue;
      }
      if (action.type === 'kill') {
        kill(process, `after ${step.point}`);
      }
      if (action.type === 'freeze') {
        void freeze(process, action.forMs, `after ${step.point}`);
      }
    }
  }

  function record({ point, jobId, accountId, created = [], method, untilMs }: Passing['step']): void {
    for (const each of created) {
      accountOfJob.set(each.jobId, each.accountId);
    }
    if (point === 'create' && jobId && accountId) {
      accountOfJob.set(jobId, accountId);
    }
    if (point === 'flood-wait' && accountId && method && untilMs) {
      observer.floodWrites.push({ atMs: Date.now(), accountId, method, untilMs });
    }
  }

  function chooseFault(
    method: string,
    userId: bigint | undefined,
    peer: Peer | undefined,
  ): FaultAction | undefined {
    const accountId = accountOfUser.get(String(userId));
    if (accountId === undefined || userId === undefined) {
      return undefined;
    }
    const chat = chatIn(accountId, peer);
    const process = findProcess(lines.speaker());
    let chosen: FaultAction | undefined;
    for (const action of faults.pass('worker', method, 'before', chat)) {
      if (action.type === 'kill' && process !== undefined) {
        kill(process, `before ${method}`);
        chosen = { type: 'close-before' };
      }
      if (action.type === 'freeze' && process !== undefined) {
        void freeze(process, action.forMs, `before ${method}`);
      }
      if (action.type === 'flood') {
        imposeWait(userId, accountId, method, action, peer);
      }
      if (action.type === 'telegram') {
        count(`Telegram ${action.fault.type}`);
        chosen = action.fault;
      }
      if (action.type === 'outage') {
        loseWay(process, action, `after ${method}`);
        chosen = { type: 'outage-after', ms: action.ms, lateMs: action.lateMs };
      }
      meetEverybody(action, userId);
    }
    return chosen;
  }

  async function chooseReceiverFault(who: string): Promise<ReceiverFault | undefined> {
    let chosen: ReceiverFault | undefined;
    for (const action of faults.pass('webhook', receivePoint, 'before')) {
      const process = findProcess(who);
      if (action.type === 'kill' && process !== undefined) {
        kill(process, 'before its callback is received');
        chosen = 'drop';
      }
      if (action.type === 'freeze' && process !== undefined) {
        await system.work.pause(freeze(process, action.forMs, 'before its callback is received'));
      }
      if (action.type === 'receiver') {
        count(`receiver ${action.fault}`);
        trace.add('receiver', action.fault.toUpperCase());
        chosen = action.fault;
      }
    }
    return chosen;
  }

  function onReceipt(receipt: Receipt, who: string): void {
    count('callbacks received');
    observer.receipts.push(receipt);
    trace.add('receiver', 'takes the event', { jobId: receipt.jobId });
    for (const action of faults.pass('webhook', receivePoint, 'after')) {
      const process = findProcess(who);
      if (process === undefined) {
        continue;
      }
      if (action.type === 'kill') {
        kill(process, 'after its callback was received');
      }
      if (action.type === 'freeze') {
        void freeze(process, action.forMs, 'after its callback was received');
      }
    }
  }

  function imposeWait(
    userId: bigint,
    accountId: string,
    method: string,
    { seconds, kind, isOfChat = false }: Extract<ChaosAction, { type: 'flood' }>,
    peer: Peer | undefined,
  ): void {
    count(isOfChat ? 'flood waits of a chat' : 'flood waits');
    trace.add('telegram', `WAIT of ${seconds} s for ${method}${isOfChat ? ' in one chat' : ''}`, {
      accountId,
    });
    const chat = isOfChat ? peer : undefined;
    if (chat !== undefined) {
      chatWaits.add(`${accountId} ${method} ${chatIn(accountId, chat)}`);
    }
    system.dataCentre.floodPolicy.imposeWait(userId, method, seconds, kind, chat);
  }

  /** What concerns more than the call that it was met at. */
  function meetEverybody(action: ChaosAction, userId?: bigint): void {
    if (action.type === 'refuse') {
      count('refused ports');
      trace.add('telegram', `PORT CLOSED for ${action.forMs / 1000} s`);
      system.lines.setListening(false);
      // On the virtual clock, which the preload has put in the place of the machine's.
      setTimeout(() => system.lines.setListening(true), action.forMs);
    }
    if (action.type === 'skew') {
      count('clock steps');
      trace.add('telegram', `CLOCK ${action.ms / 1000} s ahead`);
      system.telegramClock.aheadMs = action.ms;
    }
    if (action.type === 'forget-key') {
      count('forgotten keys');
      trace.add('telegram', 'FORGETS the key');
      for (const key of system.dataCentre.world.authKeys.values()) {
        if (key.userId === userId) {
          system.dataCentre.faults.dropAuthKey(key.idHex);
        }
      }
    }
  }

  function chooseOutage(calls: MetCall[]): Omit<Outage, 'userId'> | undefined {
    for (const { method, userId, chat } of calls) {
      const accountId = accountOfUser.get(String(userId)) ?? '';
      for (const action of faults.pass('worker', arrivalOf(method), 'before', chatIn(accountId, chat))) {
        if (action.type !== 'outage') {
          continue;
        }
        loseWay(findProcess(lines.speaker()), action, `before ${method}`);
        return { ms: action.ms, lateMs: action.lateMs };
      }
    }
    return undefined;
  }

  function loseWay(
    process: FunctionProcess | undefined,
    { ms, lateMs, killAfterMs }: Extract<ChaosAction, { type: 'outage' }>,
    why: string,
  ): void {
    count(killAfterMs === undefined ? 'outages' : 'outages with a kill');
    trace.add('telegram', `OUTAGE of ${ms / 1000} s, ${lateMs / 1000} s late, ${why}`);
    if (killAfterMs !== undefined && process !== undefined) {
      void killLater(process, killAfterMs);
    }
  }

  async function killLater(process: FunctionProcess, afterMs: number): Promise<void> {
    const { invocation } = process;
    await system.turns.take(`kill of ${process.who}`, [afterMs, afterMs]);
    if (process.invocation === invocation && process.isAlive()) {
      kill(process, `${afterMs} ms later`);
    }
  }

  function chatIn(accountId: string, peer: Pick<Peer, 'kind' | 'id'> | undefined): number | undefined {
    const chats = stage.accounts.find((each) => each.accountId === accountId)?.chats ?? [];
    const found = chats.findIndex((chat) => chat.peer.kind === peer?.kind && chat.peer.id === peer.id);
    return found === -1 ? undefined : found;
  }

  function onTelegram(event: DataCentreEvent): void {
    if (event.type === 'connection-opened') {
      lines.number(event.connectionId);
    }
    if (event.type === 'outage-ended') {
      trace.add('telegram', 'OUTAGE over');
      observer.returns.push(Date.now());
    }
    if (event.type !== 'call') {
      return;
    }
    const accountId = accountOfUser.get(event.userId ?? '');
    if (accountId === undefined) {
      return;
    }
    const who = lines.whoIs(event.connectionId);
    const { method, outcome, fault, connectionId } = event;
    const peer = peerOf(event.params);
    const chat = chatIn(accountId, peer);
    const chatScope = `${method} ${peer?.kind}:${peer?.id}`;
    const isOfChat = chatWaits.has(`${accountId} ${method} ${chat}`);
    // Everybody's clock but Telegram's.
    const atMs = Date.now();
    const call: ObservedCall = {
      ...event,
      atMs,
      who,
      accountId,
      chat,
      chatScope,
      isOfChat,
      arrivedAtMs: undefined,
    };
    observer.calls.push(call);
    const isExecutedLate = fault === 'rpc-error' && event.reachedMethod;
    if (fault !== 'silence' && !isExecutedLate) {
      lines.awaitAnswer(call);
    }
    const late = event.lateMs > 0 ? `, ${event.lateMs / 1000} s late` : '';
    trace.add(
      who,
      `call ${method} on connection ${lines.placeOf(connectionId)}: ${outcome} ${fault ?? ''}`.trim() + late,
      { accountId },
    );
    for (const action of faults.pass('worker', method, 'after', chat)) {
      const process = findProcess(who);
      if (process === undefined) {
        continue;
      }
      if (action.type === 'kill') {
        kill(process, `after ${method}`);
      }
      if (action.type === 'freeze') {
        void freeze(process, action.forMs, `after ${method}`);
      }
    }
  }

  return observer;
}

const awsFaults = ['drop', 'lose', 'throttle', 'fail'];

function isAwsFault(action: ChaosAction): action is Extract<ChaosAction, { type: AwsFault['type'] }> {
  return awsFaults.includes(action.type);
}

/** The InputPeer among a call's parameters. */
function peerOf(params: Record<string, unknown>): Pick<Peer, 'kind' | 'id'> | undefined {
  const { channel_id: channelId, chat_id: chatId } = (params.peer ?? {}) as Record<string, unknown>;
  if (typeof channelId === 'string') {
    return { kind: 'channel', id: BigInt(channelId) };
  }
  return typeof chatId === 'string' ? { kind: 'chat', id: BigInt(chatId) } : undefined;
}
