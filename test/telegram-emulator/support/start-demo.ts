import { generateKeyPairSync } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { onTestFinished } from 'vitest';
import {
  type DataCentre,
  type DataCentreOptions,
  startDataCentre,
} from '../../../telegram-emulator/data-centre.ts';
import type { DataCentreEvent } from '../../../telegram-emulator/data-centre-event.ts';
import { createDemoWorld, type DemoWorld } from '../../../telegram-emulator/demo-world.ts';
import type { SetTimer } from '../../../telegram-emulator/timers.ts';
import type { TlObject } from '../../../telegram-emulator/tl/parse-schema.ts';
import type { Channel, Peer, User } from '../../../telegram-emulator/world/entities.ts';
import { connectRawClient, type FramingName } from './raw-client.ts';
import { createRawSession, type RawSession, type RawSessionOptions } from './raw-session.ts';

/** One key for all data centres of a test file: making one takes longer than most tests. */
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKeyPem = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;

export interface Demo extends DemoWorld {
  dataCentre: DataCentre;
  events: DataCentreEvent[];
  /** The first event that matches, past ones included. */
  findEvent(matches: (event: DataCentreEvent) => boolean): Promise<DataCentreEvent>;
  /** A session on a key of that account (the demo's main one unless given). */
  openSession(
    options?: { user?: User; framing?: FramingName } & Partial<RawSessionOptions>,
  ): Promise<RawSession>;
  inputPeer(peer: Peer, viewer?: User): TlObject;
  inputChannel(channel: Channel, viewer?: User): TlObject;
}

/** A data centre with the demo world, closed when the test ends. */
export async function startDemo(options: DataCentreOptions = {}): Promise<Demo> {
  const now = options.now ?? Date.now;
  const demo = createDemoWorld(now);
  const events: DataCentreEvent[] = [];
  const emitter = new EventEmitter();
  const dataCentre = await startDataCentre({
    privateKeyPem,
    world: demo.world,
    onEvent: (event) => {
      events.push(event);
      emitter.emit('event');
    },
    ...options,
  });
  onTestFinished(dataCentre.close);

  function accessHash(channel: Channel, viewer: User): bigint {
    return demo.world.accessHash(viewer.id, 'channel', channel.id);
  }

  return {
    ...demo,
    dataCentre,
    events,
    findEvent: async (matches) => {
      for (;;) {
        const found = events.find(matches);
        if (found !== undefined) {
          return found;
        }
        await once(emitter, 'event');
      }
    },
    openSession: async ({ user = demo.user, framing = 'full', ...rest } = {}) => {
      const client = await connectRawClient(dataCentre.port, framing);
      onTestFinished(client.close);
      return createRawSession(client, { authKey: demo.world.mintAuthKey(user).authKey, now, ...rest });
    },
    inputPeer: (peer, viewer = demo.user) =>
      peer.kind === 'channel'
        ? { _: 'inputPeerChannel', channel_id: peer.id, access_hash: accessHash(peer, viewer) }
        : { _: 'inputPeerChat', chat_id: peer.id },
    inputChannel: (channel, viewer = demo.user) => ({
      _: 'inputChannel',
      channel_id: channel.id,
      access_hash: accessHash(channel, viewer),
    }),
  };
}

/** A clock that stands still until it is moved; what is due by then runs as it passes. */
export function createClock(startMs = 1_790_000_000_000) {
  let nowMs = startMs;
  const timers = new Set<{ run: () => void; dueAtMs: number }>();
  const setTimer: SetTimer = (run, ms) => {
    const timer = { run, dueAtMs: nowMs + ms };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  return {
    now: () => nowMs,
    setTimer,
    advance: (ms: number) => {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers]
          .filter(({ dueAtMs }) => dueAtMs <= untilMs)
          .sort((a, b) => a.dueAtMs - b.dueAtMs);
        if (next === undefined) {
          break;
        }
        timers.delete(next);
        nowMs = Math.max(nowMs, next.dueAtMs);
        next.run();
      }
      nowMs = untilMs;
    },
  };
}
