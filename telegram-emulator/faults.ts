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
  /** The call is executed after this time. Other calls do not wait for it. */
  | { type: 'delay'; ms: number }
  /**
   * The call is refused with this error, and not executed. With `executeAfterMs` it is executed after the refusal all
   * the same, as when a server gives up on its back end.
   */
  | { type: 'rpc-error'; code: number; message: string; executeAfterMs?: number }
  /** The call is executed, then the network is lost. The answer arrives when the network is back. */
  | ({ type: 'outage-after' } & Omit<Outage, 'userId'>);

/**
 * The network is lost for the account's connections as the call arrives. The packet and all later ones are held. They
 * are read when the network is back, unless the client has reset the connection by then.
 */
export type OutageBefore = { type: 'outage-before' } & Omit<Outage, 'userId'>;

/** The properties of a call that faults match. */
export interface MetCall {
  method: string;
  /** Undefined before a login. */
  userId: bigint | undefined;
  /** The chat that the call names, if any. */
  chat: Peer | undefined;
}

export interface Fault {
  /** The calls that it matches. An absent field matches every call. */
  method?: string;
  userId?: bigint;
  chat?: ChatRef;
  /** How many calls it applies to: 1 unless given. */
  times?: number;
  action: FaultAction | OutageBefore;
}

export interface Faults {
  /** Queues a fault. Faults are tried in the order of their injection. One call meets at most one. */
  inject(fault: Fault): void;
  /** Removes all unused faults. */
  clear(): void;
  /** How many injected faults have not been used up. */
  pending(): number;
  /**
   * Sets the round trip for all connections or for one. Half of it passes in each direction. Calls can overlap. A new
   * connection takes one round trip before anything is sent on it.
   */
  setRoundTripMs(ms: number, connectionId?: number): void;
  /** True closes the port: new connections are refused, and open ones stay. False opens it again. */
  refuseConnections(isRefusing: boolean): Promise<void>;
  /**
   * Nothing passes in either direction for this time. Data that a client has sent arrives afterwards, even when the
   * client has closed the connection or died. After a reset it never arrives. A kernel does the same.
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
  /** For a packet with these calls, before it is read. */
  takeOutage(calls: MetCall[]): Omit<Outage, 'userId'> | undefined;
  /** False when no packet needs to be inspected. */
  mayTakeOutage(): boolean;
  roundTripMs(connectionId: number): number;
}

/** The parts of the data centre that faults change: the listener, the keys and the sockets. */
export interface FaultsDeps {
  setListening: (isListening: boolean) => Promise<void>;
  dropAuthKey: (authKeyIdHex: string) => void;
  closeConnections: () => void;
  network: Network;
  /**
   * Called for every call that meets no injected fault, just before the call is executed. That is too late for an
   * `outage-before`.
   */
  chooseFault?:
    | ((method: string, userId: bigint | undefined, chat: Peer | undefined) => FaultAction | undefined)
    | undefined;
  /** Called for every packet with calls that meets no injected outage. */
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
