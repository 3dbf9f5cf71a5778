import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Session } from '../../../functions/core/account/session.ts';
import type { InviteRequest } from '../../../functions/core/request/invite-request.ts';
import { openAccount } from '../../../functions/telegram/open-account.ts';
import { readServerSalts } from '../../../functions/telegram/server-salts.ts';
import { startDemo } from '../../telegram-emulator/support/start-demo.ts';
import { countTurns } from './count-turns.ts';

const hourMs = 3_600_000;
const clock = { now: () => Date.now(), untilMs: Number.POSITIVE_INFINITY };

/** gramjs reads the time itself, so that client and server share a clock that stands until it is set. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_790_000_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

function passTime(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

async function startAccount() {
  const { dataCentre, world, user, peers } = await startDemo({
    floodLimits: { 'messages.exportChatInvite': { capacity: 100, refillPerMinute: 20, penaltySeconds: 5 } },
  });
  const session: Session = {
    dcId: 2,
    address: '127.0.0.1',
    port: dataCentre.port,
    authKey: world.mintAuthKey(user).authKey.toString('base64'),
    apiId: 12345,
    apiHash: '0123456789abcdef0123456789abcdef',
    userId: user.id.toString(),
  };
  const peer = {
    kind: 'channel' as const,
    channelId: peers.launch.id.toString(),
    accessHash: world.accessHash(user.id, 'channel', peers.launch.id).toString(),
  };

  /** Makes links over a connection of its own; says what that took, and what was learnt. */
  async function makeLinks(count: number, serverSalts?: string) {
    const wire = await countTurns(dataCentre.port);
    const account = await openAccount({ ...session, port: wire.port }, clock, serverSalts);
    const turnsBefore = wire.turns();
    const request = { account: 'main', peer: '@launch' } as InviteRequest;
    const links = Array.from({ length: count }, () => account.exportChatInvite(peer, request));
    await Promise.all(links);
    const roundTrips = wire.roundTrips();
    await account.close();
    return { turnsBefore, roundTrips, serverSalts: account.serverSalts() };
  }

  return { makeLinks, linksMade: dataCentre.ledger.linksMade };
}

test('with a stored salt the first link takes one round trip, and is made once', async () => {
  const { makeLinks, linksMade } = await startAccount();
  const first = await makeLinks(1);
  passTime(2 * hourMs);
  const { turnsBefore, roundTrips } = await makeLinks(1, first.serverSalts);
  expect(turnsBefore).toBe(0);
  expect(roundTrips).toBe(1);
  expect(linksMade()).toBe(2);
});

test('with a stored salt ten links take one round trip', async () => {
  const { makeLinks, linksMade } = await startAccount();
  const { serverSalts } = await makeLinks(1);
  expect(await makeLinks(10, serverSalts)).toMatchObject({ roundTrips: 1 });
  expect(linksMade()).toBe(11);
});

test.each([1, 10])(
  'without a salt two round trips are taken, and each link is made once (of %i)',
  async (count) => {
    const { makeLinks, linksMade } = await startAccount();
    expect(await makeLinks(count)).toMatchObject({ roundTrips: 2 });
    expect(linksMade()).toBe(count);
  },
);

test('with salts that are too old links take two round trips, are made once, and new salts are learnt', async () => {
  const { makeLinks, linksMade } = await startAccount();
  const old = await makeLinks(1);
  passTime(24 * hourMs);
  const again = await makeLinks(10, old.serverSalts);
  expect(again.roundTrips).toBe(2);
  expect(linksMade()).toBe(11);
  expect(await makeLinks(1, again.serverSalts)).toMatchObject({ roundTrips: 1 });
});

test('salts of another key cost one round trip, and are forgotten', async () => {
  const [one, other] = [await startAccount(), await startAccount()];
  const foreign = await one.makeLinks(1);
  const { roundTrips, serverSalts } = await other.makeLinks(1, foreign.serverSalts);
  expect(roundTrips).toBe(2);
  expect(other.linksMade()).toBe(1);
  expect(readServerSalts(serverSalts ?? '')).toHaveLength(1);
  expect(await other.makeLinks(1, serverSalts)).toMatchObject({ roundTrips: 1 });
});

test('an account that is used every few hours always knows its salt', async () => {
  const { makeLinks } = await startAccount();
  let { serverSalts } = await makeLinks(1);
  for (let use = 0; use < 8; use++) {
    passTime(3.4 * hourMs);
    const made = await makeLinks(1, serverSalts);
    expect(made.roundTrips).toBe(1);
    serverSalts = made.serverSalts;
  }
});

test('salts are asked for only when few are left', async () => {
  const { makeLinks } = await startAccount();
  const { serverSalts } = await makeLinks(1);
  passTime(hourMs);
  const later = await makeLinks(1, serverSalts);
  expect(later.serverSalts).toBe(serverSalts);
  passTime(4 * hourMs);
  const refreshed = await makeLinks(1, serverSalts);
  expect(readServerSalts(refreshed.serverSalts ?? '')[0]?.validSince).toBe(
    Math.floor(Date.now() / (hourMs / 2)) * 1800,
  );
});
