import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DEMO_LOGIN_CODE, DEMO_PHONES } from '../../../telegram-emulator/demo-world.ts';
import { authKeyIndex, createAuthKey } from '../../../telegram-emulator/world/world.ts';
import { createClock, startDemo } from '../support/start-demo.ts';

/** A session on a key that nobody is logged in on. */
async function openLoggedOut() {
  const clock = createClock();
  const demo = await startDemo({ now: clock.now });
  const authKey = createAuthKey(randomBytes(256), 2, clock.now());
  demo.world.authKeys.set(authKeyIndex(2, authKey.idHex), authKey);
  const session = await demo.openSession({ authKey: authKey.key });
  async function sendCode(phone: string) {
    const sent = await session.call({
      _: 'auth.sendCode',
      phone_number: phone,
      api_id: 12345,
      api_hash: '0123456789abcdef0123456789abcdef',
      settings: { _: 'codeSettings' },
    });
    return { phone_number: phone, phone_code_hash: sent.phone_code_hash as string, type: sent.type };
  }
  return { ...demo, clock, session, sendCode };
}

describe('login', () => {
  test('with the code of a test number gives the account', async () => {
    const { session, sendCode, user } = await openLoggedOut();
    const { type, ...sent } = await sendCode(`+${DEMO_PHONES.user}`);
    expect(type).toMatchObject({ _: 'auth.sentCodeTypeApp', length: 5 });
    const authorization = await session.call({ _: 'auth.signIn', ...sent, phone_code: DEMO_LOGIN_CODE });
    expect(authorization).toMatchObject({ _: 'auth.authorization', user: { id: user.id, self: true } });
    expect(await session.call({ _: 'updates.getState' })).toMatchObject({ _: 'updates.state' });
  });

  test('the code of any other number is announced', async () => {
    const { sendCode, events } = await openLoggedOut();
    await sendCode('+4915112345678');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'login-code',
        phone: '4915112345678',
        code: expect.stringMatching(/^\d{5}$/),
      }),
    );
  });

  test('a resent code replaces the first', async () => {
    const { session, sendCode } = await openLoggedOut();
    const { type: _, ...first } = await sendCode(DEMO_PHONES.user);
    const second = await session.call({ _: 'auth.resendCode', ...first });
    await expect(session.call({ _: 'auth.signIn', ...first, phone_code: DEMO_LOGIN_CODE })).rejects.toThrow(
      'PHONE_CODE_EXPIRED',
    );
    const again = { ...first, phone_code_hash: second.phone_code_hash, phone_code: DEMO_LOGIN_CODE };
    expect(await session.call({ _: 'auth.signIn', ...again })).toMatchObject({ _: 'auth.authorization' });
  });

  test.each([
    ['a wrong code', '11111', 0, 'PHONE_CODE_INVALID'],
    ['no code', '', 0, 'PHONE_CODE_EMPTY'],
    ['a code after five minutes', DEMO_LOGIN_CODE, 300_000, 'PHONE_CODE_EXPIRED'],
  ])('%s is refused', async (_, code, waitMs, type) => {
    const { session, sendCode, clock } = await openLoggedOut();
    const { type: _type, ...sent } = await sendCode(DEMO_PHONES.user);
    clock.advance(waitMs);
    await expect(session.call({ _: 'auth.signIn', ...sent, phone_code: code })).rejects.toThrow(type);
  });

  test('a number that is none is refused', async () => {
    const { sendCode } = await openLoggedOut();
    await expect(sendCode('hello')).rejects.toMatchObject({ code: 406, message: 'PHONE_NUMBER_INVALID' });
  });

  test('an account with a cloud password needs it', async () => {
    const { session, sendCode } = await openLoggedOut();
    const { type: _, ...sent } = await sendCode(DEMO_PHONES.guarded);
    await expect(
      session.call({ _: 'auth.signIn', ...sent, phone_code: DEMO_LOGIN_CODE }),
    ).rejects.toMatchObject({ code: 401, message: 'SESSION_PASSWORD_NEEDED' });
    expect(await session.call({ _: 'account.getPassword' })).toMatchObject({ has_password: true });
    const answer = { _: 'inputCheckPasswordSRP', srp_id: 1n, A: randomBytes(256), M1: randomBytes(32) };
    await expect(session.call({ _: 'auth.checkPassword', password: answer })).rejects.toThrow(
      'SRP_ID_INVALID',
    );
  });

  test('logging out ends it', async () => {
    const { openSession } = await startDemo();
    const session = await openSession();
    expect(await session.call({ _: 'auth.logOut' })).toMatchObject({ _: 'auth.loggedOut' });
    await expect(session.call({ _: 'updates.getState' })).rejects.toThrow('AUTH_KEY_UNREGISTERED');
  });
});

describe('sign-up', () => {
  async function verifyNewPhone() {
    const opened = await openLoggedOut();
    const { type: _, ...sent } = await opened.sendCode('9996624321');
    const verified = await opened.session.call({ _: 'auth.signIn', ...sent, phone_code: '22222' });
    expect(verified._).toBe('auth.authorizationSignUpRequired');
    return { ...opened, sent };
  }

  test('of a new number makes an account', async () => {
    const { session, sent, world } = await verifyNewPhone();
    const authorization = await session.call({
      _: 'auth.signUp',
      ...sent,
      first_name: 'Joan',
      last_name: '',
    });
    expect(authorization).toMatchObject({ _: 'auth.authorization', user: { first_name: 'Joan' } });
    expect(world.findUserByPhone('9996624321')).toMatchObject({ firstName: 'Joan' });
  });

  test('without a name is refused', async () => {
    const { session, sent } = await verifyNewPhone();
    const signUp = { _: 'auth.signUp', ...sent, first_name: ' ', last_name: '' };
    await expect(session.call(signUp)).rejects.toThrow('FIRSTNAME_INVALID');
  });

  test('before the code was entered is refused', async () => {
    const { session, sendCode } = await openLoggedOut();
    const { type: _, ...sent } = await sendCode('9996624321');
    const signUp = { _: 'auth.signUp', ...sent, first_name: 'Joan', last_name: '' };
    await expect(session.call(signUp)).rejects.toThrow('PHONE_CODE_INVALID');
  });
});

test('a method that this data centre does not offer says so and is in the ledger', async () => {
  const { openSession, dataCentre } = await startDemo();
  const session = await openSession();
  await expect(session.call({ _: 'help.getSupport' })).rejects.toThrow('METHOD_NOT_IMPLEMENTED');
  expect(dataCentre.ledger.calls.at(-1)).toMatchObject({
    method: 'help.getSupport',
    outcome: 'METHOD_NOT_IMPLEMENTED',
  });
});
