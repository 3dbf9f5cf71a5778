import { expect, test } from 'vitest';
import { getOwner } from '../../../functions/telegram/get-owner.ts';
import { logInByQr } from '../../../functions/telegram/log-in-by-qr.ts';
import { openSession } from '../../../functions/telegram/open-session.ts';
import { DEMO_PASSWORD } from '../../../telegram-emulator/demo-world.ts';
import { app, createPerson, startNetwork } from './telegram-world.ts';

const { prompts: noPassword } = createPerson({});
/** Longer than a test may take: what ends the wait sooner is not the code's own end. */
const tokenLifetimeMs = 10 * 60_000;

test('a code that is scanned logs in, with a session that works on its own', async () => {
  const { network, clock, world, user } = await startNetwork();
  world.loginRules.tokenLifetimeMs = tokenLifetimeMs;
  const shown: number[] = [];
  function showToken(url: string, expiresAtMs: number) {
    shown.push(expiresAtMs - clock.now());
    world.acceptLoginToken(url, user);
  }
  const { session, owner, connection } = await logInByQr(network, app, { ...noPassword, showToken }, clock);
  await connection.close();
  expect(owner.userId).toBe(user.id.toString());
  expect(shown).toHaveLength(1);
  expect(shown[0]).toBeGreaterThan(0);
  expect(shown[0]).toBeLessThanOrEqual(tokenLifetimeMs);
  const again = await openSession(session, clock);
  expect(await getOwner(again)).toEqual({ owner, isBot: false });
  await again.close();
});

test('a code that has run out is replaced by another', async () => {
  const { network, clock, world, user, passTime } = await startNetwork();
  const urls: string[] = [];
  function showToken(url: string) {
    urls.push(url);
    if (urls.length === 1) {
      passTime(31_000);
    } else {
      world.acceptLoginToken(url, user);
    }
  }
  const { connection } = await logInByQr(network, app, { ...noPassword, showToken }, clock);
  await connection.close();
  expect(new Set(urls).size).toBe(2);
});

test("a code that an account of another data centre scans logs in there, with that one's key", async () => {
  const { network, clock, world, user, callsAt, openConnections } = await startNetwork([1, 2]);
  function showToken(url: string) {
    return world.acceptLoginToken(url, user);
  }
  const { session, connection } = await logInByQr(network, app, { ...noPassword, showToken }, clock);
  expect(session).toMatchObject(network.addressOf(2));
  expect(callsAt(2)).toEqual(['auth.importLoginToken ok']);
  expect(openConnections()).toBe(1);
  await connection.close();
});

test('after the scan the two-step password is asked for, at home or in another data centre', async () => {
  for (const dcIds of [[2], [1, 2]] as [number, ...number[]][]) {
    const { network, clock, world, guarded } = await startNetwork(dcIds);
    const { prompts, asked } = createPerson({ password: ['wrong', DEMO_PASSWORD] });
    function showToken(url: string) {
      return world.acceptLoginToken(url, guarded);
    }
    const { owner, connection } = await logInByQr(network, app, { ...prompts, showToken }, clock);
    await connection.close();
    expect(owner.firstName).toBe('Edsger');
    expect(asked).toHaveLength(2);
  }
});

test('a login that nobody scans ends after ten minutes', async () => {
  const { network, clock, passTime, whenAllClosed } = await startNetwork();
  function showToken() {
    return passTime(10 * 60_000);
  }
  await expect(logInByQr(network, app, { ...noPassword, showToken }, clock)).rejects.toMatchObject({
    rpc: { type: 'AUTH_TOKEN_EXPIRED' },
  });
  await whenAllClosed();
});

test('a login that is broken off while it waits ends with the reason, and leaves no connection', async () => {
  const { network, clock, whenAllClosed } = await startNetwork();
  const stop = new AbortController();
  function showToken() {
    return queueMicrotask(() => stop.abort(new RangeError('Ctrl-C')));
  }
  const prompts = { ...noPassword, showToken, signal: stop.signal };
  await expect(logInByQr(network, app, prompts, clock)).rejects.toThrow(RangeError);
  await whenAllClosed();
});

test('a connection that breaks while a code is shown ends the login at once', async () => {
  const { network, clock, world, telegram } = await startNetwork();
  world.loginRules.tokenLifetimeMs = tokenLifetimeMs;
  function showToken() {
    return telegram.at(2).faults.closeConnections();
  }
  await expect(logInByQr(network, app, { ...noPassword, showToken }, clock)).rejects.toMatchObject({
    rpc: { type: 'CONNECTION_LOST' },
  });
});

test("a bot's login is refused and ended again", async () => {
  const { network, clock, world, callsAt } = await startNetwork();
  const bot = world.addUser({ phone: '42777', firstName: 'Clerk', isBot: true });
  function showToken(url: string) {
    return world.acceptLoginToken(url, bot);
  }
  await expect(logInByQr(network, app, { ...noPassword, showToken }, clock)).rejects.toMatchObject({
    rpc: { type: 'BOT_SESSION' },
  });
  expect(callsAt(2).at(-1)).toBe('auth.logOut ok');
});
