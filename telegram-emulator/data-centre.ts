import type { Socket } from 'node:net';
import { type CallDeps, createCallRunner } from './calls.ts';
import { type ConnectionDeps, serveConnection } from './connection.ts';
import { loadServerKey } from './crypto/server-key.ts';
import type { DataCentreEvent } from './data-centre-event.ts';
import { createFaults, type Faults, type FaultsDeps } from './faults.ts';
import { createFloodPolicy, type FloodLimits, type FloodPolicy } from './flood-policy.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { listen } from './listener.ts';
import { createNetwork } from './network.ts';
import { createParallelGuard } from './parallel-guard.ts';
import { createSessions, type Sessions } from './session/sessions.ts';
import { createTimers, type SetTimer, setMachineTimer } from './timers.ts';
import { loadSchema } from './tl/schema.ts';
import type { AuthKey } from './world/entities.ts';
import { authKeyIndex, createWorld, type World } from './world/world.ts';

export interface DataCentreOptions {
  /** 0 or absent: any free port. The address is always 127.0.0.1. */
  port?: number;
  /** 2 unless given. */
  dcId?: number;
  /** Telegram's clock in milliseconds. */
  now?: () => number;
  /** Timers on Telegram's clock; the machine's timers unless given. */
  setTimer?: SetTimer;
  /** Changes to the default flood limits, by method. */
  floodLimits?: Partial<FloodLimits>;
  /** Telegram's state; an empty world unless given. Several data centres may share one. */
  world?: World;
  /** The server's RSA key (PEM); a fresh one unless given. */
  privateKeyPem?: string;
  onEvent?: (event: DataCentreEvent) => void;
  /** Chooses a fault for each call that meets no injected fault. */
  chooseFault?: FaultsDeps['chooseFault'];
  /** Decides for each packet with calls whether the network is lost before the packet is read. Injected outages come first. */
  chooseOutage?: FaultsDeps['chooseOutage'];
}

export interface DataCentre {
  host: string;
  port: number;
  dcId: number;
  /** PKCS1 PEM of the key clients must know to log in here. */
  publicKeyPem: string;
  world: World;
  ledger: Ledger;
  faults: Faults;
  floodPolicy: FloodPolicy;
  /** Closes the listener and destroys all sockets. */
  close(): Promise<void>;
}

const DEFAULT_DC_ID = 2;

/**
 * Starts a Telegram data centre on this machine: MTProto 2.0 over TCP, strict, state in memory.
 * @throws the listener's error, such as EADDRINUSE
 */
export async function startDataCentre(options: DataCentreOptions = {}): Promise<DataCentre> {
  const { dcId = DEFAULT_DC_ID, now = Date.now, onEvent = () => undefined } = options;
  const world = options.world ?? createWorld(now);
  const serverKey = await loadServerKey(options.privateKeyPem);
  const listener = await listen(options.port ?? 0);
  const dc = { id: dcId, host: listener.host, port: listener.port };
  const ledger = createLedger(world.joinHistory);
  const floodPolicy = createFloodPolicy(options.floodLimits ?? {}, now);
  const timers = createTimers(options.setTimer ?? setMachineTimer);
  const network = createNetwork(timers.setTimer, (type, userId) =>
    onEvent({ type, atMs: now(), userId: userId?.toString() }),
  );
  const faults = createFaults({
    setListening: listener.setListening,
    closeConnections: listener.closeConnections,
    dropAuthKey: (authKeyIdHex) => world.authKeys.delete(authKeyIndex(dcId, authKeyIdHex)),
    network,
    chooseFault: options.chooseFault,
    chooseOutage: options.chooseOutage,
  });
  let isServing = true;

  const { setTimer } = timers;
  const common = {
    schema: loadSchema(),
    now,
    setTimer,
    dcId,
    world,
    ledger,
    faults,
    network,
    floodPolicy,
    dc,
    onEvent,
  };
  const deps = { ...common, serverKey, onFault: reportFault, isServing: () => isServing };
  const sessions = createSessions({ ...deps, runCall: createCallRunner(deps) });
  listener.onConnection(serveConnections(deps, sessions));
  const stopUpdates = world.onUpdate(sessions.pushUpdate);
  world.dataCentres.set(dcId, dc);

  return {
    host: dc.host,
    port: dc.port,
    dcId,
    publicKeyPem: serverKey.publicKeyPem,
    world,
    ledger,
    faults,
    floodPolicy,
    close: () => {
      isServing = false;
      timers.stop();
      stopUpdates();
      if (world.dataCentres.get(dcId) === dc) {
        world.dataCentres.delete(dcId);
      }
      return listener.close();
    },
  };
}

type ServingDeps = CallDeps & Pick<ConnectionDeps, 'serverKey' | 'dcId' | 'isServing'>;

/** Serves each new connection. All connections share the keys, the sessions and the guard. */
function serveConnections(deps: ServingDeps, sessions: Sessions): (socket: Socket) => void {
  const { now, onEvent, world } = deps;
  const connectionDeps = {
    ...deps,
    parallelGuard: createParallelGuard(deps.now),
    findAuthKey: (authKeyIdHex: string) => findAuthKey(deps, authKeyIdHex),
    findSession: sessions.find,
    registerAuthKey: (authKey: AuthKey) => registerAuthKey(world, authKey),
    onParallelSend: (authKey: AuthKey, ids: [number, number]) => endDuplicatedSession(deps, authKey, ids),
  };
  let lastConnectionId = 0;
  return (socket) => {
    lastConnectionId += 1;
    const connectionId = lastConnectionId;
    onEvent({ type: 'connection-opened', atMs: now(), connectionId });
    socket.on('close', () => onEvent({ type: 'connection-closed', atMs: now(), connectionId }));
    serveConnection(connectionDeps, socket, connectionId);
  };
}

/** A temporary key whose time is over is unknown, and so is one whose permanent key is. */
function findAuthKey({ world, dcId, now }: ServingDeps, authKeyIdHex: string): AuthKey | undefined {
  const authKey = world.authKeys.get(authKeyIndex(dcId, authKeyIdHex));
  const isOver = authKey?.expiresAtMs !== undefined && authKey.expiresAtMs <= now();
  const { boundTo } = authKey ?? {};
  if (isOver || (boundTo !== undefined && !world.authKeys.has(authKeyIndex(dcId, boundTo.idHex)))) {
    world.authKeys.delete(authKeyIndex(dcId, authKeyIdHex));
    boundTo?.temporaryKeys.delete(authKey as AuthKey);
    return undefined;
  }
  return authKey;
}

function registerAuthKey(world: World, authKey: AuthKey): boolean {
  const index = authKeyIndex(authKey.dcId, authKey.idHex);
  if (world.authKeys.has(index)) {
    return false;
  }
  world.authKeys.set(index, authKey);
  return true;
}

/** AUTH_KEY_DUPLICATED: the account must log in again, with another key. */
function endDuplicatedSession(deps: ServingDeps, authKey: AuthKey, connectionIds: [number, number]): void {
  const { idHex: authKeyIdHex, userId: endedUserId } = authKey;
  if (endedUserId === undefined) {
    return;
  }
  const userId = endedUserId.toString();
  const atMs = deps.now();
  const killed = { atMs, authKeyIdHex, userId, reason: 'AUTH_KEY_DUPLICATED' };
  authKey.userId = undefined;
  authKey.duplicatedOnConnectionId = connectionIds[1];
  deps.ledger.recordParallelSend({ atMs, authKeyIdHex, userId, connectionIds });
  deps.ledger.recordKilledSession(killed);
  deps.onEvent({ type: 'session-killed', ...killed });
}

/** An error in this server is logged, and does not end other connections. */
function reportFault(error: unknown): void {
  console.error('local Telegram data centre:', error);
}
