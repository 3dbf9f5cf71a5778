import { expect, test } from 'vitest';
import type { Session } from '../../../functions/core/account/session.ts';
import type { TelegramConnection } from '../../../functions/telegram/connection.ts';
import { getOwner } from '../../../functions/telegram/get-owner.ts';
import { logOut } from '../../../functions/telegram/log-out.ts';
import { moveSession } from '../../../functions/telegram/move-session.ts';
import { openSession } from '../../../functions/telegram/open-session.ts';
import { app, startNetwork } from './telegram-world.ts';

type Network = Awaited<ReturnType<typeof startNetwork>>;

async function withSession<T>(
  { clock }: Network,
  session: Session,
  use: (connection: TelegramConnection) => Promise<T>,
): Promise<T> {
  const connection = await openSession(session, clock);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

test('a session says whose it is', async () => {
  const network = await startNetwork();
  network.user.lastName = 'King';
  const { owner, isBot } = await withSession(network, network.sessionOf(network.user), getOwner);
  const userId = network.user.id.toString();
  expect(owner).toEqual({ userId, firstName: 'Ada', lastName: 'King', username: 'ada_demo' });
  expect(isBot).toBe(false);
});

test("a bot's session says that it is one", async () => {
  const network = await startNetwork();
  const bot = network.world.addUser({ phone: '42777', firstName: 'Clerk', isBot: true });
  expect(await withSession(network, network.sessionOf(bot), getOwner)).toMatchObject({ isBot: true });
});

test('a session with a key that the data centre does not know is found dead', async () => {
  const network = await startNetwork();
  const authKey = Buffer.alloc(256, 7).toString('base64');
  const unknown = { ...network.sessionOf(network.user), authKey };
  await expect(withSession(network, unknown, getOwner)).rejects.toMatchObject({
    rpc: { type: 'AUTH_KEY_NOT_FOUND', class: 'session_dead' },
  });
});

test('a session that was logged out is dead', async () => {
  const network = await startNetwork();
  const session = network.sessionOf(network.user);
  await withSession(network, session, logOut);
  await expect(withSession(network, session, getOwner)).rejects.toMatchObject({
    rpc: { class: 'session_dead' },
  });
});

test('a session of an account that was moved is moved after it, and works there', async () => {
  const network = await startNetwork([1, 2]);
  const { world, user, clock, whenAllClosed } = network;
  const session = network.sessionOf(user, 2);
  world.moveUser(user, 1);
  const moved = await withSession(network, session, async (connection) => {
    await expect(getOwner(connection)).rejects.toMatchObject({ rpc: { type: 'USER_MIGRATE', argument: 1 } });
    return moveSession(connection, session, 1, network.network, clock);
  });
  await whenAllClosed();
  expect(moved).toMatchObject({ ...network.network.addressOf(1), ...app, userId: session.userId });
  expect(moved.authKey).not.toBe(session.authKey);
  const { owner } = await withSession(network, moved, getOwner);
  expect(owner.userId).toBe(user.id.toString());
});

test('a session that cannot be moved leaves no connection to where it was to go', async () => {
  const network = await startNetwork([1, 2]);
  const { user, clock, refuse, openConnections, whenAllClosed } = network;
  const session = network.sessionOf(user, 2);
  refuse('auth.importAuthorization', 400, 'AUTH_BYTES_INVALID');
  await withSession(network, session, async (connection) => {
    await expect(moveSession(connection, session, 1, network.network, clock)).rejects.toMatchObject({
      rpc: { type: 'AUTH_BYTES_INVALID' },
    });
    expect(openConnections()).toBeGreaterThan(0);
  });
  await whenAllClosed();
});
