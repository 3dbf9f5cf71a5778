import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encryptBinding } from '../../../telegram-emulator/crypto/binding-message.ts';
import { sha1 } from '../../../telegram-emulator/crypto/hashes.ts';
import { loadSchema } from '../../../telegram-emulator/tl/schema.ts';
import { writeObject } from '../../../telegram-emulator/tl/write.ts';
import { authKeyIndex, createAuthKey } from '../../../telegram-emulator/world/world.ts';
import { initialise } from '../support/raw-session.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

const SELF = { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] };
const HOUR = 3600;

function idOf(key: Buffer) {
  return sha1(key).readBigInt64LE(12);
}

/** A session on a temporary key, and the permanent key of the demo's account. */
async function openTemporary() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const permanent = demo.world.mintAuthKey(demo.user).authKey;
  const key = createAuthKey(randomBytes(256), 2, clock.now());
  key.expiresAtMs = clock.now() + HOUR * 1000;
  demo.world.authKeys.set(authKeyIndex(2, key.idHex), key);
  const session = await demo.openSession({ authKey: key.key });
  await session.fetchSalt();

  /** @param changes what the message to be encrypted says otherwise. */
  function bind(changes: object = {}, keyInUse = permanent) {
    const msgId = session.nextMsgId();
    const expiresAt = Math.floor(clock.now() / 1000) + HOUR;
    const inner = writeObject(loadSchema(), {
      _: 'bind_auth_key_inner',
      nonce: 7n,
      temp_auth_key_id: idOf(key.key),
      perm_auth_key_id: idOf(permanent),
      temp_session_id: session.sessionId,
      expires_at: expiresAt,
      ...changes,
    });
    const head = Buffer.alloc(32);
    head.writeBigInt64LE(msgId, 16);
    head.writeUInt32LE(inner.length, 28);
    const call = {
      _: 'auth.bindTempAuthKey',
      perm_auth_key_id: idOf(permanent),
      nonce: 7n,
      expires_at: expiresAt,
      encrypted_message: encryptBinding(keyInUse, Buffer.concat([head, inner])),
    };
    return session.resultOf(session.sendCall(call, { msgId }), 'Bool');
  }

  function getSelf() {
    return session.resultOf(session.sendCall(initialise(SELF)), 'Vector<User>');
  }
  return { ...demo, clock, session, permanent, key, bind, getSelf };
}

describe('a temporary key', () => {
  test('speaks for the permanent key that it is bound to, and the ledger names that one', async () => {
    const { bind, getSelf, user, permanent, dataCentre } = await openTemporary();
    expect(await bind()).toBe(true);
    expect(await getSelf()).toMatchObject([{ id: user.id, self: true }]);
    expect(dataCentre.ledger.calls.at(-1)).toMatchObject({
      userId: user.id.toString(),
      authKeyIdHex: sha1(permanent).toString('hex', 12),
    });
  });

  test('speaks for nobody before', async () => {
    const { getSelf } = await openTemporary();
    await expect(getSelf()).rejects.toMatchObject({ code: 401, message: 'AUTH_KEY_PERM_EMPTY' });
  });

  test('tells layer and app anew once it is bound', async () => {
    const { bind, session } = await openTemporary();
    await session.resultOf(session.sendCall(initialise({ _: 'help.getConfig' })), 'Config');
    await bind();
    await expect(session.resultOf(session.sendCall(SELF), 'Vector<User>')).rejects.toThrow(
      'CONNECTION_NOT_INITED',
    );
  });

  test('is unknown when its time is over', async () => {
    const { bind, getSelf, clock } = await openTemporary();
    await bind();
    clock.advance(HOUR * 1000);
    await expect(getSelf()).rejects.toThrow('transport error -404');
  });

  test('is unknown when its permanent key is', async () => {
    const { bind, getSelf, dataCentre, permanent } = await openTemporary();
    await bind();
    dataCentre.faults.dropAuthKey(sha1(permanent).toString('hex', 12));
    await expect(getSelf()).rejects.toThrow('transport error -404');
  });

  test('gets the updates of its permanent key', async () => {
    const { bind, getSelf, world, permanent, session } = await openTemporary();
    await bind();
    await getSelf();
    const key = world.authKeys.get(authKeyIndex(2, sha1(permanent).toString('hex', 12)));
    if (key === undefined) {
      throw new Error('no key');
    }
    world.pushUpdate(key, { _: 'updateLoginToken' });
    await session.next('updateShort');
  });
});

describe('refused is', () => {
  test.each([
    ['another nonce', { nonce: 8n }],
    ['another session', { temp_session_id: 1n }],
    ['another temporary key', { temp_auth_key_id: 1n }],
    ['another time', { expires_at: 1 }],
  ])('%s in the encrypted message', async (_, changes) => {
    const { bind } = await openTemporary();
    await expect(bind(changes)).rejects.toThrow('ENCRYPTED_MESSAGE_INVALID');
  });

  test('a message encrypted with another key', async () => {
    const { bind } = await openTemporary();
    await expect(bind({}, randomBytes(256))).rejects.toThrow('ENCRYPTED_MESSAGE_INVALID');
  });

  test('a permanent key in place of the temporary one', async () => {
    const { openSession } = await openTemporary();
    const session = await openSession();
    const call = { _: 'auth.bindTempAuthKey', perm_auth_key_id: 1n, nonce: 1n, expires_at: 1 };
    await expect(session.call({ ...call, encrypted_message: Buffer.alloc(104) })).rejects.toThrow(
      'TEMP_AUTH_KEY_EMPTY',
    );
  });
});
