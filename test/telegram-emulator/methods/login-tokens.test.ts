import { describe, expect, test } from 'vitest';
import { loginUrlOf } from '../../../telegram-emulator/world/login-tokens.ts';
import { initialise, type RawSession } from '../support/raw-session.ts';
import { APP, startTelegram } from '../support/start-telegram.ts';

const EXPORT = { _: 'auth.exportLoginToken', ...APP, except_ids: [] };
const SELF = { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] };

async function showToken(session: RawSession, query = EXPORT): Promise<Buffer> {
  const shown = await session.call(query);
  expect(shown._).toBe('auth.loginToken');
  return shown.token as Buffer;
}

describe('a login token', () => {
  test('accepted in the account’s app logs the waiting client in, which is told', async () => {
    const { openLoggedOut, openLoggedIn, user } = await startTelegram();
    const waiting = await openLoggedOut();
    const app = await openLoggedIn(user);
    const token = await showToken(waiting);

    expect(await app.call({ _: 'auth.acceptLoginToken', token })).toMatchObject({ _: 'authorization' });
    const { object } = await waiting.next('updateShort');
    expect(object.update).toEqual({ _: 'updateLoginToken' });
    expect(await waiting.call(EXPORT)).toMatchObject({
      _: 'auth.loginTokenSuccess',
      authorization: { _: 'auth.authorization', user: { id: user.id, self: true } },
    });
    expect(await waiting.call(SELF)).toMatchObject([{ id: user.id }]);
  });

  test('is good for thirty seconds and is announced as the URL of its QR code', async () => {
    const { openLoggedOut, clock, events } = await startTelegram();
    const shown = await (await openLoggedOut()).call(EXPORT);
    expect(shown.expires).toBe(clock.now() / 1000 + 30);
    const url = loginUrlOf(shown.token as Buffer);
    expect(url).toMatch(/^tg:\/\/login\?token=[\w-]{43}$/);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'login-token', url, expiresAtMs: clock.now() + 30_000 }),
    );
  });

  test('of an account with a cloud password ends only with it', async () => {
    const { openLoggedOut, world, guarded } = await startTelegram();
    const waiting = await openLoggedOut();
    world.acceptLoginToken(await showToken(waiting), guarded);
    await expect(waiting.call(EXPORT)).rejects.toMatchObject({
      code: 401,
      message: 'SESSION_PASSWORD_NEEDED',
    });
    await expect(waiting.call(EXPORT)).rejects.toThrow('SESSION_PASSWORD_NEEDED');
    expect(await waiting.call({ _: 'account.getPassword' })).toMatchObject({ has_password: true });
  });

  test('of an account at home elsewhere sends the client there', async () => {
    const { openLoggedOut, world, user } = await startTelegram([2, 4]);
    world.moveUser(user, 4);
    const waiting = await openLoggedOut(2);
    world.acceptLoginToken(loginUrlOf(await showToken(waiting)), user);

    const redirected = await waiting.call(EXPORT);
    expect(redirected).toMatchObject({ _: 'auth.loginTokenMigrateTo', dc_id: 4 });
    const atHome = await openLoggedOut(4);
    const query = { _: 'auth.importLoginToken', token: redirected.token };
    expect(await atHome.call(query)).toMatchObject({ _: 'auth.loginTokenSuccess' });
    expect(await atHome.call(SELF)).toMatchObject([{ id: user.id }]);
    await expect(waiting.call(SELF)).rejects.toThrow('AUTH_KEY_UNREGISTERED');
    await expect(atHome.call(query)).rejects.toThrow('AUTH_TOKEN_ALREADY_ACCEPTED');
  });

  test('is not told of to a session that asked for no updates', async () => {
    const { openLoggedOut, world, user } = await startTelegram();
    const waiting = await openLoggedOut();
    await waiting.fetchSalt();
    const query = initialise({ _: 'invokeWithoutUpdates', query: EXPORT });
    const shown = (await waiting.resultOf(waiting.sendCall(query), 'auth.LoginToken')) as { token: Buffer };
    world.acceptLoginToken(shown.token, user);
    waiting.sendCall({ _: 'ping', ping_id: 7n });
    const names = (await waiting.messagesUntil('pong')).map((object) => object._);
    expect(names).not.toContain('updateShort');
  });
});

describe('refused', () => {
  test('a token that was shown for too long', async () => {
    const { openLoggedOut, openLoggedIn, user, clock } = await startTelegram();
    const token = await showToken(await openLoggedOut());
    clock.advance(30_000);
    const app = await openLoggedIn(user);
    await expect(app.call({ _: 'auth.acceptLoginToken', token })).rejects.toThrow('AUTH_TOKEN_EXPIRED');
  });

  test('a login that was accepted and then not fetched', async () => {
    const { openLoggedOut, world, user, clock } = await startTelegram();
    const waiting = await openLoggedOut();
    world.acceptLoginToken(await showToken(waiting), user);
    clock.advance(30_000);
    expect(await waiting.call(EXPORT)).toMatchObject({ _: 'auth.loginToken' });
  });

  test('a token that is none', async () => {
    const { openLoggedIn, user, world } = await startTelegram();
    const app = await openLoggedIn(user);
    const query = { _: 'auth.acceptLoginToken', token: Buffer.alloc(32) };
    await expect(app.call(query)).rejects.toThrow('AUTH_TOKEN_INVALIDX');
    expect(() => world.acceptLoginToken('https://t.me/launch', user)).toThrow('AUTH_TOKEN_INVALIDX');
  });

  test('a token that nobody has accepted, at another data centre', async () => {
    const { openLoggedOut } = await startTelegram([2, 4]);
    const token = await showToken(await openLoggedOut(2));
    const elsewhere = await openLoggedOut(4);
    await expect(elsewhere.call({ _: 'auth.importLoginToken', token })).rejects.toThrow(
      'AUTH_TOKEN_INVALIDX',
    );
  });

  test('to accept a token twice', async () => {
    const { openLoggedOut, world, user, other } = await startTelegram();
    const token = await showToken(await openLoggedOut());
    world.acceptLoginToken(token, user);
    expect(() => world.acceptLoginToken(token, other)).toThrow('AUTH_TOKEN_ALREADY_ACCEPTED');
  });

  test('an account that the waiting client is logged in to already', async () => {
    const { openLoggedOut, world, user } = await startTelegram();
    const token = await showToken(await openLoggedOut(), { ...EXPORT, except_ids: [user.id] as never[] });
    expect(() => world.acceptLoginToken(token, user)).toThrow('AUTH_TOKEN_EXCEPTION');
  });

  test('to accept a token without being logged in', async () => {
    const { openLoggedOut } = await startTelegram();
    const waiting = await openLoggedOut();
    const query = { _: 'auth.acceptLoginToken', token: await showToken(waiting) };
    await expect(waiting.call(query)).rejects.toThrow('AUTH_KEY_UNREGISTERED');
  });

  test('an app that Telegram does not know', async () => {
    const { openLoggedOut, world } = await startTelegram();
    world.loginRules.knownApps.set(APP.api_id, 'another hash');
    await expect((await openLoggedOut()).call(EXPORT)).rejects.toThrow('API_ID_INVALID');
  });
});
