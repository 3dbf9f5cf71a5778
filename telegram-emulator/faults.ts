import type { ChatRef } from './flood-policy.ts';
import type { Network, Outage } from './network.ts';
import type { Peer } from './world/entities.ts';

/** What a fault does to the call it meets. */
export type FaultAction =
  /** The connection is closed and the call not executed. */
  | { type: 'close-before' }
  /** The call is executed, then the connection closed; the answer is lost for good. */
  | { type: 'close-after' }
  /** No answer, no acknowledgement, the connection stays open. */
  | { type: 'silence'; isExecuted: boolean }
  /** The call is executed so much later; other calls are not held up. */
  | { type: 'delay'; ms: number }
  /**
   * The call is refused with this error, whatever it says. It is not executed, or only so many milliseconds after the
   * refusal: a server that gave up on its own back end.
   */
  | { type: 'rpc-error'; code: number; message: string; executeAfterMs?: number }
  /** The call is executed, then the way is lost: its answer arrives when the way is back. */
  | ({ type: 'outage-after' } & Omit<Outage, 'userId'>);

/**
 * The way is lost as the call arrives, for the connections of its account: the packet is held with all that follows it and
 * looked at when the way is back, unless the client has reset the connection by then.
 */
export type OutageBefore = { type: 'outage-before' } & Omit<Outage, 'userId'>;

/** A call as faults are chosen by. */
export interface MetCall {
  method: string;
  /** Undefined before a login. */
  userId: bigint | undefined;
  /** The chat that the call names, if any. */
  chat: Peer | undefined;
}

export interface Fault {
  /** Which calls it meets; what is left out does not matter. */
  method?: string;
  userId?: bigint;
  chat?: ChatRef;
  /** How many calls it meets before it is used up: 1 unless given. */
  times?: number;
  action: FaultAction | OutageBefore;
}

export interface Faults {
  /** Queues a fault. Faults are tried in the order of their injection; one call meets one. */
  inject(fault: Fault): void;
  /** Removes all that are left. */
  clear(): void;
  /** How many injected faults have not been used up. */
  pending(): number;
  /**
   * The time a packet takes there and back, half on each way, for all connections or for one. Calls overlap in it. A
   * connection costs one round trip before anything is sent on it.
   */
  setRoundTripMs(ms: number, connectionId?: number): void;
  /** True: the port is closed, so that connecting is refused; what is connected stays. False: it is open again. */
  refuseConnections(isRefusing: boolean): Promise<void>;
  /**
   * Nothing passes in either direction for so long. What a client has sent by then arrives afterwards, also when it has
   * closed the connection or died meanwhile, but not when it has reset the connection: as its kernel does.
   */
  startOutage(outage: Outage): void;
  /** Telegram forgets the key: its next packet is answered with the transport error -404. */
  dropAuthKey(authKeyIdHex: string): void;
  /** Closes every connection that is open now. */
  closeConnections(): void;
}

export interface FaultsReader extends Faults {
  /** For a call that is about to be executed. */
  take(call: MetCall): FaultAction | undefined;
  /** For a packet with these calls, before anything of it is looked at. */
  takeOutage(calls: MetCall[]): Omit<Outage, 'userId'> | undefined;
  /** False when no packet needs to be looked into. */
  mayTakeOutage(): boolean;
  roundTripMs(connectionId: number): number;
}

/** What faults reach beyond calls: the listener, the keys and the sockets of the data centre. */
export interface FaultsDeps {
  setListening: (isListening: boolean) => Promise<void>;
  dropAuthKey: (authKeyIdHex: string) => void;
  closeConnections: () => void;
  network: Network;
  /** Asked for every call that no injected fault meets, as it is about to be executed: too late for an outage before it. */
  chooseFault?:
    | ((method: string, userId: bigint | undefined, chat: Peer | undefined) => FaultAction | undefined)
    | undefined;
  /** Asked for every packet with calls that no injected outage meets. */
  chooseOutage?: ((calls: MetCall[]) => Omit<Outage, 'userId'> | undefined) | undefined;
}

export function createFaults(deps: FaultsDeps): FaultsReader {
  let queue: { fault: Fault; left: number }[] = [];
  let globalRoundTripMs = 0;
  const roundTripMsByConnection = new Map<number, number>();

  function take(call: MetCall): FaultAction | undefined {
    for (const met of queue) {
      const { action } = met.fault;
      if (action.type === 'outage-before' || !matches(met.fault, call)) {
        continue;
      }
      useUp(met);
      return action;
    }
    return deps.chooseFault?.(call.method, call.userId, call.chat);
  }

  function takeOutage(calls: MetCall[]): Omit<Outage, 'userId'> | undefined {
    for (const met of queue) {
      const { action } = met.fault;
      if (action.type !== 'outage-before' || !calls.some((call) => matches(met.fault, call))) {
        continue;
      }
      useUp(met);
      return action;
    }
    return deps.chooseOutage?.(calls);
  }

  function mayTakeOutage(): boolean {
    return (
      deps.chooseOutage !== undefined || queue.some(({ fault }) => fault.action.type === 'outage-before')
    );
  }

  function useUp(met: { left: number }): void {
    met.left -= 1;
    queue = queue.filter(({ left }) => left > 0);
  }

  function setRoundTripMs(ms: number, connectionId?: number): void {
    if (connectionId === undefined) {
      globalRoundTripMs = ms;
    } else {
      roundTripMsByConnection.set(connectionId, ms);
    }
  }

  return {
    inject: (fault) => {
      queue.push({ fault, left: fault.times ?? 1 });
    },
    clear: () => {
      queue = [];
    },
    pending: () => queue.length,
    take,
    takeOutage,
    mayTakeOutage,
    setRoundTripMs,
    roundTripMs: (connectionId) => roundTripMsByConnection.get(connectionId) ?? globalRoundTripMs,
    startOutage: deps.network.startOutage,
    refuseConnections: (isRefusing) => deps.setListening(!isRefusing),
    dropAuthKey: deps.dropAuthKey,
    closeConnections: deps.closeConnections,
  };
}

function matches(fault: Fault, { method, userId, chat }: MetCall): boolean {
  const isMethod = fault.method === undefined || fault.method === method;
  const isUser = fault.userId === undefined || fault.userId === userId;
  const isChat = fault.chat === undefined || (fault.chat.kind === chat?.kind && fault.chat.id === chat.id);
  return isMethod && isUser && isChat;
}
