import type { FunctionProcess } from '../parts/function-process.ts';
import type { SocketEnd } from './own-state.ts';
import type { OwnPreload } from './preload.ts';
import type { Work } from './work.ts';

/** Real time. A system that is not idle by then never will be. */
const stuckMs = 120_000;

/** The turns of the event loop in which nothing may happen here. Each turn reads the kernel's queues. */
const quietTurns = 2;

const portCount = 2 ** 16;

function keyOf(localPort: number, remotePort: number) {
  return localPort * portCount + remotePort;
}

function machineMs() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The state of this process, from its preload. */
export function ownPreload() {
  return (globalThis as Record<symbol, unknown>)[Symbol.for('chaos.preload')] as OwnPreload;
}

export class UnsettledError extends Error {
  override name = 'UnsettledError';
}

/**
 * Waits until the system is idle: only the hunter can make anything happen. No process has work left, and no data is
 * between two processes. All processes talk only to the hunter. So two facts are enough: each process has reported that
 * it is idle, and the bytes that it had written and read by then are the bytes that the hunter read from it and wrote
 * to it.
 */
export function createSettle(processes: () => FunctionProcess[], work: Work) {
  const { readSockets, isAtWork } = ownPreload();
  /**
   * The owner of a connection, by the ports at both ends, because a kernel can use one port for connections to
   * different servers.
   */
  const owners = new Map<number, FunctionProcess>();
  function ownerOfEnd({ localPort, remotePort }: SocketEnd) {
    return owners.get(keyOf(localPort, remotePort));
  }

  /** @throws UnsettledError when it takes too long. */
  async function settle(): Promise<void> {
    const endMs = machineMs() + stuckMs;
    for (;;) {
      await untilQuietHere(endMs);
      const ends = readSockets();
      const restless = processes().filter((process) => !isAtRest(process, ends));
      if (restless.length === 0 && isClosedBehindTheDead(ends)) {
        return;
      }
      if (machineMs() > endMs) {
        throw new UnsettledError(describe(restless));
      }
      await Promise.all(restless.map((process) => process.ask()));
    }
  }

  async function untilQuietHere(endMs: number): Promise<void> {
    for (let turns = 0; turns < quietTurns; turns += 1) {
      await work.done();
      await new Promise((resolve) => setImmediate(resolve));
      if (work.count() > 0 || isAtWork() || !isDeliveredHere()) {
        turns = -1;
      }
      if (machineMs() > endMs) {
        throw new UnsettledError(describe([]));
      }
    }
  }

  /** Between two ends in this process: the data centre's connections, and the queue's. */
  function isDeliveredHere(): boolean {
    const ends = readSockets();
    const byPort = new Map(ends.map((end) => [keyOf(end.localPort, end.remotePort), end]));
    return ends.every((end) => {
      const other = byPort.get(keyOf(end.remotePort, end.localPort));
      return other === undefined || other.read === end.written;
    });
  }

  function isAtRest(process: FunctionProcess, ends: SocketEnd[]): boolean {
    if (process.isFrozen()) {
      return true;
    }
    if (!process.isAlive()) {
      return process.hasExited();
    }
    const { report } = process;
    if (report === undefined || process.isTouched() || !process.isHeard(report)) {
      return false;
    }
    for (const { localPort, remotePort } of report.sockets) {
      owners.set(keyOf(remotePort, localPort), process);
    }
    const here = ends.filter((end) => ownerOfEnd(end) === process);
    function isSame(there: SocketEnd, end: SocketEnd) {
      return (
        end.remotePort === there.localPort &&
        end.localPort === there.remotePort &&
        end.read === there.written &&
        end.written === there.read
      );
    }
    return (
      here.length === report.sockets.length &&
      report.sockets.every((there) => here.some((end) => isSame(there, end)))
    );
  }

  function isClosedBehindTheDead(ends: SocketEnd[]): boolean {
    return ends.every((end) => ownerOfEnd(end)?.hasExited() !== true);
  }

  function describe(restless: FunctionProcess[]): string {
    const state = restless.map(({ who, report }) => `${who} ${JSON.stringify(report)}`);
    const here = JSON.stringify({
      work: work.count(),
      atWork: process.getActiveResourcesInfo(),
      sockets: readSockets(),
    });
    return `the system does not become idle: ${[...state, here].join('; ')}`;
  }

  return {
    settle,
    /** The owner of the connection between these two ports. */
    ownerOf: (fromPort: number, toPort: number) => owners.get(keyOf(toPort, fromPort)),
  };
}
