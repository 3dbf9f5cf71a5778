import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import type { FaultAction, MetCall } from '../../telegram-emulator/faults.ts';
import type { Outage } from '../../telegram-emulator/network.ts';
import type { Peer } from '../../telegram-emulator/world/entities.ts';
import type { ObservedCall } from './observed-call.ts';
import type { FunctionProcess } from './parts/function-process.ts';
import type { ChaosAction } from './plan/planned-fault.ts';
import { arrivalOf } from './plan/points.ts';
import type { Scene } from './scene.ts';

/** Watches the calls at Telegram, and applies the planned faults to them. */
export function createTelegramWatch(scene: Scene) {
  const { system, stage, trace, faults, lines, count, stops, meetEverybody } = scene;
  /** Account, method and chat of the waits for one chat. */
  const chatWaits = new Set<string>();
  const accountOfUser = new Map(stage.accounts.map(({ user, accountId }) => [user.id.toString(), accountId]));
  const calls: ObservedCall[] = [];
  const returns: number[] = [];
  return { calls, returns, chooseFault, chooseOutage, onTelegram };

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
    const process = stops.findProcess(lines.speaker());
    let chosen: FaultAction | undefined;
    for (const action of faults.pass('worker', method, 'before', chat)) {
      if (action.type === 'kill' && process !== undefined) {
        stops.kill(process, `before ${method}`);
        chosen = { type: 'close-before' };
      }
      if (action.type === 'freeze' && process !== undefined) {
        void stops.freeze(process, action.forMs, `before ${method}`);
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

  function chooseOutage(met: MetCall[]): Omit<Outage, 'userId'> | undefined {
    for (const { method, userId, chat } of met) {
      const accountId = accountOfUser.get(String(userId)) ?? '';
      for (const action of faults.pass('worker', arrivalOf(method), 'before', chatIn(accountId, chat))) {
        if (action.type !== 'outage') {
          continue;
        }
        loseWay(stops.findProcess(lines.speaker()), action, `before ${method}`);
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
      void stops.killLater(process, killAfterMs);
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
      returns.push(Date.now());
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
    // The clock of all processes except Telegram.
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
    calls.push(call);
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
    stops.stopAfter(who, faults.pass('worker', method, 'after', chat), `after ${method}`);
  }
}

/** The InputPeer or InputChannel among a call's parameters. */
function peerOf(params: Record<string, unknown>): Pick<Peer, 'kind' | 'id'> | undefined {
  const { channel_id: channelId, chat_id: chatId } = (params.peer ?? params.channel ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof channelId === 'string') {
    return { kind: 'channel', id: BigInt(channelId) };
  }
  return typeof chatId === 'string' ? { kind: 'chat', id: BigInt(chatId) } : undefined;
}
