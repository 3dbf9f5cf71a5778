import { describe, expect, test } from 'vitest';
import type { RawSession } from '../support/raw-session.ts';
import { startTelegram } from '../support/start-telegram.ts';

const SELF = { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] };

async function startMoved() {
  const telegram = await startTelegram([2, 4]);
  const old = await telegram.openLoggedIn(telegram.user, 2);
  telegram.world.moveUser(telegram.user, 4);
  return { ...telegram, old, atHome: await telegram.openLoggedOut(4) };
}

async function exportTo(session: RawSession, dcId: number) {
  const exported = await session.call({ _: 'auth.exportAuthorization', dc_id: dcId });
  return { _: 'auth.importAuthorization', id: exported.id, bytes: exported.bytes };
}

describe('an account that was moved', () => {
  test('is sent to its new home', async () => {
    const { old } = await startMoved();
    await expect(old.call(SELF)).rejects.toMatchObject({ code: 303, message: 'USER_MIGRATE_4' });
  });

  test('takes its login along, and the old key stays valid for that', async () => {
    const { old, atHome, user } = await startMoved();
    const authorization = await atHome.call(await exportTo(old, 4));
    expect(authorization).toMatchObject({ _: 'auth.authorization', user: { id: user.id } });
    expect(await atHome.call(SELF)).toMatchObject([{ id: user.id }]);
    expect(await exportTo(old, 4)).toMatchObject({ id: user.id });
  });

  test('may still log out where it was', async () => {
    const { old } = await startMoved();
    expect(await old.call({ _: 'auth.logOut' })).toMatchObject({ _: 'auth.loggedOut' });
    await expect(old.call(SELF)).rejects.toThrow('AUTH_KEY_UNREGISTERED');
  });
});

describe('an exported authorization', () => {
  test('is imported once', async () => {
    const { old, atHome } = await startMoved();
    const query = await exportTo(old, 4);
    await atHome.call(query);
    await expect(atHome.call(query)).rejects.toThrow('AUTH_BYTES_INVALID');
  });

  test('is imported within a minute', async () => {
    const { old, atHome, clock } = await startMoved();
    const query = await exportTo(old, 4);
    clock.advance(60_000);
    await expect(atHome.call(query)).rejects.toThrow('AUTH_BYTES_INVALID');
  });

  test('is imported at the data centre it was made for', async () => {
    const { old, openLoggedOut } = await startMoved();
    const query = await exportTo(old, 4);
    await expect((await openLoggedOut(2)).call(query)).rejects.toThrow('AUTH_BYTES_INVALID');
  });

  test('is imported for its own account', async () => {
    const { old, atHome, other } = await startMoved();
    const query = { ...(await exportTo(old, 4)), id: other.id };
    await expect(atHome.call(query)).rejects.toThrow('USER_ID_INVALID');
  });

  test.each([2, 5])('for data centre %i, which is this one or none, is refused', async (dcId) => {
    const { old } = await startMoved();
    await expect(exportTo(old, dcId)).rejects.toThrow('DC_ID_INVALID');
  });

  test('of a key that nobody is logged in on is refused', async () => {
    const { openLoggedOut } = await startMoved();
    await expect(exportTo(await openLoggedOut(2), 4)).rejects.toThrow('AUTH_KEY_UNREGISTERED');
  });
});
