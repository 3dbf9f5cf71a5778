import type { Socket } from 'node:net';
import type { FaultsReader } from './faults.ts';
import { createHandshake, type HandshakeDeps, HandshakeError } from './handshake.ts';
import { readMetCalls } from './met-calls.ts';
import type { Network } from './network.ts';
import type { ParallelGuard } from './parallel-guard.ts';
import { isContainer, readContainer } from './session/bodies.ts';
import { decryptMessage, type EncryptedMessage } from './session/message-crypto.ts';
import type { Link } from './session/outbox.ts';
import { isSaltValid } from './session/salts.ts';
import type { Session } from './session/session.ts';
import type { SetTimer } from './timers.ts';
import { readCall, TlReadError } from './tl/read.ts';
import { writeLong, writeObject } from './tl/write.ts';
import { createDelayLine } from './transport/delay-line.ts';
import { createDetectingFraming } from './transport/detect-framing.ts';
import { FramingError } from './transport/framing.ts';
import { createWay, type Delivery } from './transport/way.ts';
import type { AuthKey } from './world/entities.ts';
import { loginKeyOf, type World } from './world/world.ts';

export interface ConnectionDeps extends HandshakeDeps {
  setTimer: SetTimer;
  world: World;
  network: Network;
  faults: FaultsReader;
  parallelGuard: ParallelGuard;
  findAuthKey: (authKeyIdHex: string) => AuthKey | undefined;
  findSession: (authKey: AuthKey, sessionId: bigint) => Session;
  onParallelSend: (authKey: AuthKey, connectionIds: [number, number]) => void;
  onFault: (error: unknown) => void;
  /** False once the data centre is being closed. */
  isServing: () => boolean;
}

/** https://core.telegram.org/mtproto/mtproto-transports#transport-errors */
const AUTH_KEY_NOT_FOUND = -404;

/** An unencrypted message: auth key id 0, message id, length. */
const PLAIN_HEADER_BYTES = 20;

/**
 * Serves one TCP connection: cuts packets, answers the key exchange, passes encrypted messages to their sessions. Bad
 * input ends only this connection.
 */
export function serveConnection(deps: ConnectionDeps, socket: Socket, connectionId: number): void {
  const framing = createDetectingFraming();
  const answerHandshake = createHandshake(deps);
  const inbound = createDelayLine(receiveChunk);
  const outbound = createDelayLine((act: () => void) => act());
  let disconnectTimer: NodeJS.Timeout | undefined;
  const way = createWay({ ...deps, userOf, deliver: receivePacket });
  /** Packets are checked one after the other. Later ones wait here while a check is pending. */
  let held: [Buffer, Delivery][] | undefined;
  /**
   * True when this side has ended the connection: later packets are not read. When the client ends it, earlier packets
   * are still read.
   */
  let isCut = false;

  const acceptedAtMs = performance.now();
  function halfTripMs() {
    return deps.faults.roundTripMs(connectionId) / 2;
  }
  const link: Link = { connectionId, send, close: cut, closeAfter };
  const guarded = {
    connectionId,
    isOpen: () => !socket.destroyed && !socket.readableEnded && socket.errored === null,
  };

  socket.setNoDelay(true);
  socket.on('data', (chunk) => inbound.push(chunk, untilConnectedMs() + halfTripMs()));
  // After a reset the client's kernel sends nothing more. 'close' follows.
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') {
      way.drop();
    }
    socket.destroy();
  });
  socket.on('close', stop);

  /**
   * Loopback connects at once. Over a real line the client learns of the connection one round trip later, and could not
   * have sent a packet sooner.
   */
  function untilConnectedMs(): number {
    return Math.max(0, acceptedAtMs + 2 * halfTripMs() - performance.now());
  }

  function stop(): void {
    outbound.stop();
    clearTimeout(disconnectTimer);
    deps.parallelGuard.forget(guarded);
    way.close();
  }

  function cut(): void {
    isCut = true;
    inbound.stop();
    way.drop();
    way.send(() => socket.destroy());
  }

  function send(packet: Buffer): void {
    outbound.push(() => {
      way.send(() => {
        if (socket.writable) {
          socket.write(framing.wrap(packet));
        }
      });
    }, halfTripMs());
  }

  function closeAfter(seconds: number): void {
    clearTimeout(disconnectTimer);
    disconnectTimer = setTimeout(cut, seconds * 1000);
    disconnectTimer.unref();
  }

  function receiveChunk(chunk: Buffer): void {
    guardErrors(() => {
      for (const packet of framing.push(chunk)) {
        way.receive(packet);
      }
    });
  }

  function userOf(packet: Buffer): bigint | undefined {
    return packet.length < 8 ? undefined : findLoginKey(packet)?.userId;
  }

  function findLoginKey(packet: Buffer): AuthKey | undefined {
    const authKey = deps.findAuthKey(packet.toString('hex', 0, 8));
    return authKey && loginKeyOf(authKey);
  }

  function guardErrors(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof HandshakeError) {
        sendTransportError(error.transportCode);
      } else if (error instanceof TlReadError) {
        sendTransportError(AUTH_KEY_NOT_FOUND);
      } else {
        if (!(error instanceof FramingError)) {
          deps.onFault(error);
        }
        cut();
      }
    }
  }

  function receivePacket(packet: Buffer, delivery: Delivery): void {
    guardErrors(() => {
      if (isCut || !deps.isServing()) {
        return;
      }
      if (held !== undefined) {
        held.push([packet, delivery]);
      } else if (packet.length < PLAIN_HEADER_BYTES) {
        sendTransportError(AUTH_KEY_NOT_FOUND);
      } else if (packet.readBigInt64LE(0) === 0n) {
        receivePlain(packet);
      } else {
        receiveEncrypted(packet, delivery);
      }
    });
  }

  function receivePlain(packet: Buffer): void {
    const end = PLAIN_HEADER_BYTES + packet.readUInt32LE(16);
    if (end > packet.length) {
      throw new HandshakeError('an unencrypted message is shorter than its length field');
    }
    const answer = answerHandshake(readCall(deps.schema, packet.subarray(PLAIN_HEADER_BYTES, end)));
    const body = writeObject(deps.schema, answer);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(body.length);
    const msgId = ((BigInt(Math.floor(deps.now())) << 32n) / 1000n) & ~3n;
    send(Buffer.concat([Buffer.alloc(8), writeLong(msgId | 1n), length, body]));
  }

  function receiveEncrypted(packet: Buffer, delivery: Delivery): void {
    const authKey = deps.findAuthKey(packet.toString('hex', 0, 8));
    const message = authKey && decryptMessage(authKey.key, packet);
    if (authKey === undefined || message === undefined) {
      sendTransportError(AUTH_KEY_NOT_FOUND);
      return;
    }
    if (!delivery.hasMetOutage && losesWay(authKey, message)) {
      way.takeBack(packet);
      return;
    }
    // Packets that the client sent before it closed may still arrive. The client no longer counts as a sender.
    const isSender = hasContent(message) && guarded.isOpen();
    const loginKey = loginKeyOf(authKey);
    const isAlone = !isSender || deps.parallelGuard.noteContent(loginKey, guarded);
    if (isAlone || loginKey.userId === undefined) {
      deliver(authKey, message, delivery);
      return;
    }
    held = [];
    deps.parallelGuard
      .judge(loginKey, guarded)
      .then((verdict) => {
        if (verdict.isParallel) {
          deps.onParallelSend(loginKey, [verdict.otherConnectionId, connectionId]);
        }
        releaseHeld(authKey, message, delivery);
      })
      .catch(deps.onFault);
  }

  /**
   * Whether the network is lost as this packet arrives. A packet with a wrong salt is refused, and the client sends it
   * again.
   */
  function losesWay(authKey: AuthKey, message: EncryptedMessage): boolean {
    if (!deps.faults.mayTakeOutage() || !isSaltValid(authKey, message.salt, deps.now())) {
      return false;
    }
    const calls = readMetCalls(deps, loginKeyOf(authKey), message);
    const outage = calls.length === 0 ? undefined : deps.faults.takeOutage(calls);
    if (outage === undefined) {
      return false;
    }
    const { userId } = loginKeyOf(authKey);
    deps.network.startOutage({ ...outage, ...(userId === undefined ? {} : { userId }) });
    return true;
  }

  function releaseHeld(authKey: AuthKey, message: EncryptedMessage, delivery: Delivery): void {
    const waiting = held ?? [];
    held = undefined;
    guardErrors(() => {
      if (!isCut) {
        deliver(authKey, message, delivery);
      }
    });
    for (const [packet, waited] of waiting) {
      receivePacket(packet, waited);
    }
  }

  function deliver(authKey: AuthKey, message: EncryptedMessage, { lateMs }: Delivery): void {
    deps.findSession(authKey, message.sessionId).receive(message, link, lateMs);
  }

  function sendTransportError(code: number): void {
    isCut = true;
    inbound.stop();
    const packet = Buffer.alloc(4);
    packet.writeInt32LE(code);
    send(packet);
    // The connection closes after the error is sent, so that the client can read it.
    outbound.push(() => way.send(() => socket.destroySoon()), halfTripMs());
  }
}

/** Content-related messages have odd sequence numbers. Acknowledgements and containers have even ones. */
function hasContent({ seqNo, body }: EncryptedMessage): boolean {
  const messages = isContainer(body) ? (readContainer(body) ?? []) : [{ seqNo }];
  return messages.some((message) => message.seqNo % 2 === 1);
}
