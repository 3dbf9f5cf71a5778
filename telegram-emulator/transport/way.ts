import type { Network, RunningOutage } from '../network.ts';
import type { SetTimer } from '../timers.ts';

/** How a packet came to be delivered. */
export interface Delivery {
  /** How long an outage held it. */
  lateMs: number;
  /** True when an outage began with this packet. No second outage begins with it. */
  hasMetOutage: boolean;
}

interface HeldPacket {
  packet: Buffer;
  heldAtMs: number;
  hasMetOutage: boolean;
}

/** The network path between one client and the data centre. In an outage it holds what each side sends, as their kernels do. */
export interface Way {
  /** Takes a packet of the client. It is delivered, or held until the network is back. */
  receive(packet: Buffer): void;
  /** Holds the packet that is being delivered, because the outage began as it arrived. */
  takeBack(packet: Buffer): void;
  /** Takes data from this side for the client. */
  send(act: () => void): void;
  /** The client has reset the connection, or this side has ended it. Undelivered data is dropped. */
  drop(): void;
  /**
   * The client has closed the connection. What it had sent still arrives, except on a connection that was made in the
   * outage. Over a real network that connection would not exist yet.
   */
  close(): void;
}

export interface WayDeps {
  network: Network;
  setTimer: SetTimer;
  now: () => number;
  /** The account that sent the packet, if it is known. */
  userOf: (packet: Buffer) => bigint | undefined;
  deliver: (packet: Buffer, delivery: Delivery) => void;
}

export function createWay({ network, setTimer, now, userOf, deliver }: WayDeps): Way {
  const openedAt = network.mark();
  let userId: bigint | undefined;
  let undelivered: HeldPacket[] = [];
  const unsent: (() => void)[] = [];
  let holding: RunningOutage | undefined;
  let cancelLate: (() => void) | undefined;
  let stopListening: (() => void) | undefined;

  function receive(packet: Buffer): void {
    userId = userOf(packet) ?? userId;
    const outage = network.outageOf(userId);
    if (undelivered.length === 0 && outage === undefined) {
      deliver(packet, { lateMs: 0, hasMetOutage: false });
      return;
    }
    undelivered.push({ packet, heldAtMs: now(), hasMetOutage: false });
    hold(outage);
  }

  function takeBack(packet: Buffer): void {
    undelivered.unshift({ packet, heldAtMs: now(), hasMetOutage: true });
    hold(network.outageOf(userId));
  }

  function send(act: () => void): void {
    const outage = network.outageOf(userId);
    if (unsent.length === 0 && outage === undefined) {
      act();
      return;
    }
    unsent.push(act);
    hold(outage);
  }

  function hold(outage: RunningOutage | undefined): void {
    holding ??= outage;
    stopListening ??= network.onReturn(comeBack);
  }

  function comeBack(): void {
    if (network.outageOf(userId) !== undefined) {
      return;
    }
    const lateMs = isOlderThan(holding) ? (holding?.lateMs ?? 0) : 0;
    holding = undefined;
    for (const act of unsent.splice(0)) {
      act();
    }
    if (undelivered.length > 0 && lateMs > 0) {
      cancelLate ??= setTimer(deliverHeld, lateMs);
    } else if (cancelLate === undefined) {
      deliverHeld();
    }
  }

  function deliverHeld(): void {
    cancelLate = undefined;
    for (let next = undelivered[0]; next !== undefined; next = undelivered[0]) {
      const outage = network.outageOf(userId);
      if (outage !== undefined) {
        hold(outage);
        return;
      }
      undelivered.shift();
      deliver(next.packet, { lateMs: now() - next.heldAtMs, hasMetOutage: next.hasMetOutage });
    }
    if (unsent.length > 0) {
      return;
    }
    stopListening?.();
    stopListening = undefined;
  }

  /** True when the connection existed before the outage. */
  function isOlderThan(outage: RunningOutage | undefined): boolean {
    return outage !== undefined && openedAt < outage.startedAt;
  }

  function drop(): void {
    undelivered = [];
    cancelLate?.();
    cancelLate = undefined;
  }

  function close(): void {
    if (holding !== undefined && !isOlderThan(holding)) {
      drop();
    }
  }

  return { receive, takeBack, send, drop, close };
}
