import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { makePrivateKeyPem } from '../../../telegram-emulator/crypto/server-key.ts';
import type { DataCentreEvent } from '../../../telegram-emulator/data-centre-event.ts';
import { startDataCentres } from '../../../telegram-emulator/data-centres.ts';
import { createDemoWorld } from '../../../telegram-emulator/demo-world.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { authKeyIndex, createAuthKey } from '../../../telegram-emulator/world/world.ts';
import { connectRawClient } from './raw-client.ts';
import { createRawSession, type RawSession } from './raw-session.ts';
import { createClock } from './start-demo.ts';

const privateKeyPem = await makePrivateKeyPem();

export const APP = { api_id: 12345, api_hash: '0123456789abcdef0123456789abcdef' };

/** Data centres over the demo world, on a clock that the test moves; closed when the test ends. */
export async function startTelegram(dcIds: [number, ...number[]] = [2]) {
  const clock = createClock();
  const demo = createDemoWorld(clock.now);
  const { world } = demo;
  const events: DataCentreEvent[] = [];
  function onEvent(event: DataCentreEvent) {
    return events.push(event);
  }
  const telegram = await startDataCentres(dcIds, { world, now: clock.now, privateKeyPem, onEvent });
  onTestFinished(telegram.close);

  async function openSession(authKey: Buffer, dcId: number): Promise<RawSession> {
    const client = await connectRawClient(telegram.at(dcId).port);
    onTestFinished(client.close);
    return createRawSession(client, { authKey, now: clock.now });
  }

  /** A session on a key that nobody is logged in on. */
  function openLoggedOut(dcId = 2): Promise<RawSession> {
    const authKey = createAuthKey(randomBytes(256), dcId, clock.now());
    world.authKeys.set(authKeyIndex(dcId, authKey.idHex), authKey);
    return openSession(authKey.key, dcId);
  }

  function openLoggedIn(user: User, dcId = user.dcId) {
    return openSession(world.mintAuthKey(user, dcId).authKey, dcId);
  }

  return { ...demo, clock, events, telegram, openSession, openLoggedOut, openLoggedIn };
}

/** Asks for a code; gives what signIn needs. */
export async function sendCode(session: RawSession, phone: string, app = APP) {
  const query = { _: 'auth.sendCode', phone_number: phone, ...app, settings: { _: 'codeSettings' } };
  const sent = await session.call(query);
  return { phone_number: phone, phone_code_hash: sent.phone_code_hash as string };
}
