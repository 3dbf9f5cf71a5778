import { expect, onTestFinished, test } from 'vitest';
import type { Session } from '../../../functions/core/account/session.ts';
import type { InviteRequest } from '../../../functions/core/request/invite-request.ts';
import { TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import { openAccount } from '../../../functions/telegram/open-account.ts';
import type { DataCentreOptions } from '../../../telegram-emulator/data-centre.ts';
import { startDemo } from '../../telegram-emulator/support/start-demo.ts';
import { countTurns } from './count-turns.ts';

const exportMethod = 'messages.exportChatInvite';
const request = { account: 'main', peer: '@launch' } as InviteRequest;

/** An account of the demo world over one connection, and what its data centre saw. @param behindMs our clock's distance. */
async function openOrdered(options: DataCentreOptions = {}, behindMs = 0) {
  const { dataCentre, world, user, peers } = await startDemo(options);
  const session: Session = {
    dcId: 2,
    address: '127.0.0.1',
    port: dataCentre.port,
    authKey: world.mintAuthKey(user).authKey.toString('base64'),
    apiId: 12345,
    apiHash: '0123456789abcdef0123456789abcdef',
    userId: user.id.toString(),
  };
  const clock = { now: () => Date.now() - behindMs, untilMs: Number.POSITIVE_INFINITY };
  const peer = {
    kind: 'channel' as const,
    channelId: peers.launch.id.toString(),
    accessHash: world.accessHash(user.id, 'channel', peers.launch.id).toString(),
  };
  let serverSalts: string | undefined;

  async function open() {
    const wire = await countTurns(dataCentre.port);
    const account = await openAccount({ ...session, port: wire.port }, clock, serverSalts);
    onTestFinished(account.close);
    /** Calls of one turn. @returns `ok` or the error's type, of each. */
    function exportLinks(count: number) {
      return Promise.all(
        Array.from({ length: count }, () =>
          account.exportChatInvite(peer, request).then(
            () => 'ok',
            (error: unknown) => (error instanceof TelegramError ? error.rpc.type : String(error)),
          ),
        ),
      );
    }
    return { ...account, exportLinks, roundTrips: wire.roundTrips };
  }

  return {
    open,
    peer,
    /** A connection that knows the key's salt, as all but an account's first do. */
    async openAgain() {
      const first = await open();
      await first.listExportedInvites(peer, () => 0);
      await first.close();
      serverSalts = first.serverSalts();
      return open();
    },
    refuse: (code: number, message: string) =>
      dataCentre.faults.inject({ method: exportMethod, action: { type: 'rpc-error', code, message } }),
    closeBefore: () => dataCentre.faults.inject({ method: exportMethod, action: { type: 'close-before' } }),
    exports: () => dataCentre.ledger.calls.filter(({ method }) => method === exportMethod),
    linksMade: dataCentre.ledger.linksMade,
  };
}

const limited = {
  floodLimits: { [exportMethod]: { capacity: 2, refillPerMinute: 1, penaltySeconds: 8 } },
};
const stopped = ['ok', 'ok', 'FLOOD_WAIT', ...Array.from({ length: 7 }, () => 'CALL_NOT_MADE')];

test('a wait that one of ten calls meets stops those behind it: none is made inside it, and one round trip is taken', async () => {
  const telegram = await openOrdered(limited);
  const account = await telegram.openAgain();
  expect(await account.exportLinks(10)).toEqual(stopped);
  expect(telegram.exports().filter(({ insideWait }) => insideWait)).toEqual([]);
  expect(telegram.exports().filter(({ reachedMethod }) => reachedMethod)).toHaveLength(3);
  expect(telegram.linksMade()).toBe(2);
  expect(account.roundTrips()).toBe(1);
});

test('calls that are sent again for a bad salt keep their order, and are made once', async () => {
  const telegram = await openOrdered(limited);
  const account = await telegram.open();
  expect(await account.exportLinks(10)).toEqual(stopped);
  expect(telegram.exports().filter(({ insideWait }) => insideWait)).toEqual([]);
  expect(telegram.linksMade()).toBe(2);
});

test('calls made after a refusal is known do not fall with it', async () => {
  const telegram = await openOrdered();
  const account = await telegram.openAgain();
  telegram.refuse(400, 'CHAT_ADMIN_REQUIRED');
  expect(await account.exportLinks(3)).toEqual(['CHAT_ADMIN_REQUIRED', 'CALL_NOT_MADE', 'CALL_NOT_MADE']);
  expect(await account.exportLinks(2)).toEqual(['ok', 'ok']);
  expect(telegram.linksMade()).toBe(2);
});

test('what was sent behind a call that broke the connection has an unknown outcome, and what comes later was not sent', async () => {
  const telegram = await openOrdered();
  const account = await telegram.openAgain();
  telegram.closeBefore();
  expect(await account.exportLinks(2)).toEqual(['CONNECTION_LOST', 'CONNECTION_LOST']);
  expect(await account.exportLinks(1)).toEqual(['CALL_NOT_MADE']);
  expect(telegram.linksMade()).toBe(0);
});

test('a call on a connection that was closed was not made', async () => {
  const telegram = await openOrdered();
  const account = await telegram.openAgain();
  await account.close();
  expect(await account.exportLinks(1)).toEqual(['CALL_NOT_MADE']);
});

test.each([-600_000, 0, 600_000])(
  "Telegram's clock is known from its first answer, ours being %i ms behind",
  async (behindMs) => {
    const telegram = await openOrdered({}, behindMs);
    const account = await telegram.open();
    expect(account.aheadMs()).toBe(0);
    await account.exportLinks(1);
    expect(Math.abs(account.aheadMs() - behindMs)).toBeLessThan(5_000);
  },
);

test('a link ends when asked for by the clock of Telegram, ours being ten minutes ahead', async () => {
  const telegram = await openOrdered({ now: () => Date.now() - 600_000 });
  const account = await telegram.open();
  const made = await account.exportChatInvite(telegram.peer, { ...request, expire_in: 3_600 });
  const { date = 0, expire_date: expireDate = 0 } = made.kind === 'chatInviteExported' ? made.invite : {};
  expect(Math.abs(expireDate - date - 3_600)).toBeLessThan(5);
});
