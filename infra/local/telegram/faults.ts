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
  /** The call is refused with this error and not executed. */
  | { type: 'rpc-error'; code: number; message: string };

export interface Fault {
  /** Which calls it meets; what is left out does not matter. */
  method?: string;
  userId?: bigint;
  /** How many calls it meets before it is used up: 1 unless given. */
  times?: number;
  action: FaultAction;
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
  /** Telegram forgets the key: its next packet is answered with the transport error -404. */
  dropAuthKey(authKeyIdHex: string): void;
  /** Closes every connection that is open now. */
  closeConnections(): void;
}

export interface FaultsReader extends Faults {
  take(method: string, userId: bigint | undefined): FaultAction | undefined;
  roundTripMs(connectionId: number): number;
}

/** What faults reach beyond calls: the listener, the keys and the sockets of the data centre. */
export interface FaultsDeps {
  setListening: (isListening: boolean) => Promise<void>;
  dropAuthKey: (authKeyIdHex: string) => void;
  closeConnections: () => void;
  /** Asked for every call that no injected fault meets. */
  chooseFault?: ((method: string, userId: bigint | undefined) => FaultAction | undefined) | undefined;
}

export function createFaults(deps: FaultsDeps): FaultsReader {
  let queue: { fault: Fault; left: number }[] = [];
  let globalRoundTripMs = 0;
  const roundTripMsByConnection = new Map<number, number>();

  function take(method: string, userId: bigint | undefined): FaultAction | undefined {
    const met = queue.find(({ fault }) => matches(fault, method, userId));
    if (met === undefined) return deps.chooseFault?.(method, userId);
    met.left -= 1;
    queue = queue.filter(({ left }) => left > 0);
    return met.fault.action;
  }

  function setRoundTripMs(ms: number, connectionId?: number): void {
    if (connectionId === undefined) globalRoundTripMs = ms;
    else roundTripMsByConnection.set(connectionId, ms);
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
    setRoundTripMs,
    roundTripMs: (connectionId) => roundTripMsByConnection.get(connectionId) ?? globalRoundTripMs,
    refuseConnections: (isRefusing) => deps.setListening(!isRefusing),
    dropAuthKey: deps.dropAuthKey,
    closeConnections: deps.closeConnections,
  };
}

function matches(fault: Fault, method: string, userId: bigint | undefined): boolean {
  const isMethod = fault.method === undefined || fault.method === method;
  return isMethod && (fault.userId === undefined || fault.userId === userId);
}
