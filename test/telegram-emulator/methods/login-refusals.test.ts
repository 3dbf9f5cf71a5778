import { describe, expect, test } from 'vitest';
import { DEMO_LOGIN_CODE, DEMO_PHONES } from '../../../telegram-emulator/demo-world.ts';
import { APP, sendCode, startTelegram } from '../support/start-telegram.ts';

const SELF = { _: 'users.getUsers', id: [{ _: 'inputUserSelf' }] };

async function openLogin(dcIds: [number, ...number[]] = [2]) {
  const telegram = await startTelegram(dcIds);
  return { ...telegram, session: await telegram.openLoggedOut() };
}

describe('sendCode is refused', () => {
  test('to a banned number', async () => {
    const { session, world } = await openLogin();
    world.loginRules.bannedPhones.add(DEMO_PHONES.user);
    await expect(sendCode(session, DEMO_PHONES.user)).rejects.toThrow('PHONE_NUMBER_BANNED');
  });

  test('to an app that Telegram does not know, when it knows any', async () => {
    const { session, world } = await openLogin();
    world.loginRules.knownApps.set(APP.api_id, APP.api_hash);
    const wrongHash = { ...APP, api_hash: 'f'.repeat(32) };
    await expect(sendCode(session, DEMO_PHONES.user, wrongHash)).rejects.toThrow('API_ID_INVALID');
    const wrongId = { ...APP, api_id: 54321 };
    await expect(sendCode(session, DEMO_PHONES.user, wrongId)).rejects.toThrow('API_ID_INVALID');
    await expect(sendCode(session, DEMO_PHONES.user)).resolves.toBeDefined();
  });

  test('when a number asks too often, whatever key asks for it', async () => {
    const { session, openLoggedOut } = await openLogin();
    for (let count = 0; count < 5; count += 1) {
      await sendCode(session, DEMO_PHONES.user);
    }
    const another = await openLoggedOut();
    await expect(sendCode(another, `+${DEMO_PHONES.user}`)).rejects.toMatchObject({
      code: 420,
      message: 'FLOOD_WAIT_60',
    });
    await expect(sendCode(another, DEMO_PHONES.other)).resolves.toBeDefined();
  });

  test('for the wait that was imposed on a number', async () => {
    const { session, telegram } = await openLogin();
    telegram.at(2).floodPolicy.imposeWait(DEMO_PHONES.user, 'auth.sendCode', 3600);
    await expect(sendCode(session, DEMO_PHONES.user)).rejects.toThrow('FLOOD_WAIT_3600');
  });

  test('away from the account’s home, as signIn is', async () => {
    const { session, world, user, openLoggedOut } = await openLogin([2, 4]);
    const sent = await sendCode(session, DEMO_PHONES.user);
    world.moveUser(user, 4);
    const migrate = { code: 303, message: 'PHONE_MIGRATE_4' };
    await expect(sendCode(session, DEMO_PHONES.user)).rejects.toMatchObject(migrate);
    const signIn = { _: 'auth.signIn', ...sent, phone_code: DEMO_LOGIN_CODE };
    await expect(session.call(signIn)).rejects.toMatchObject(migrate);
    await expect(sendCode(await openLoggedOut(4), DEMO_PHONES.user)).resolves.toBeDefined();
  });

  test('away from the home of a test number without an account, where that runs', async () => {
    const { session, openLoggedOut, world } = await openLogin([2, 4]);
    const phone = '9996645678';
    await expect(sendCode(session, phone)).rejects.toThrow('PHONE_MIGRATE_4');
    await expect(sendCode(session, '9996655678')).resolves.toBeDefined();
    const atHome = await openLoggedOut(4);
    const sent = await sendCode(atHome, phone);
    await atHome.call({ _: 'auth.signIn', ...sent, phone_code: '44444' });
    await atHome.call({ _: 'auth.signUp', ...sent, first_name: 'Joan', last_name: '' });
    expect(world.findUserByPhone(phone)?.dcId).toBe(4);
  });
});

describe('a code', () => {
  test('is sent another way each time, until there is none left', async () => {
    const { session } = await openLogin();
    const { phone_code_hash: hash } = await sendCode(session, DEMO_PHONES.user);
    function resend(phone_code_hash: unknown) {
      return session.call({ _: 'auth.resendCode', phone_number: DEMO_PHONES.user, phone_code_hash });
    }

    const bySms = await resend(hash);
    expect(bySms).toMatchObject({
      type: { _: 'auth.sentCodeTypeSms', length: 5 },
      next_type: { _: 'auth.codeTypeCall' },
    });
    const byCall = await resend(bySms.phone_code_hash);
    expect(byCall.type).toMatchObject({ _: 'auth.sentCodeTypeCall' });
    expect(byCall).not.toHaveProperty('next_type');
    await expect(resend(byCall.phone_code_hash)).rejects.toMatchObject({
      code: 406,
      message: 'SEND_CODE_UNAVAILABLE',
    });
  });

  test('is void after five wrong ones', async () => {
    const { session } = await openLogin();
    const sent = await sendCode(session, DEMO_PHONES.user);
    function signIn(code: string) {
      return session.call({ _: 'auth.signIn', ...sent, phone_code: code });
    }
    for (let count = 0; count < 5; count += 1) {
      await expect(signIn('11111')).rejects.toThrow('PHONE_CODE_INVALID');
    }
    await expect(signIn(DEMO_LOGIN_CODE)).rejects.toThrow('PHONE_CODE_EXPIRED');
  });

  test('lives as long as the rules say', async () => {
    const { session, world, clock } = await openLogin();
    world.loginRules.codeLifetimeMs = 1000;
    const sent = await sendCode(session, DEMO_PHONES.user);
    clock.advance(1000);
    const signIn = { _: 'auth.signIn', ...sent, phone_code: DEMO_LOGIN_CODE };
    await expect(session.call(signIn)).rejects.toThrow('PHONE_CODE_EXPIRED');
  });

  test('for a number without an account is refused while sign-up is closed', async () => {
    const { session, world } = await openLogin();
    world.loginRules.isSignUpOpen = false;
    const sent = await sendCode(session, '9996624321');
    const signIn = { _: 'auth.signIn', ...sent, phone_code: '22222' };
    await expect(session.call(signIn)).rejects.toThrow('PHONE_NUMBER_UNOCCUPIED');
  });
});

test('the cloud password comes with its hint', async () => {
  const { session, world } = await openLogin();
  const phone = '9996620009';
  world.addUser({ phone, firstName: 'Tony', password2fa: 'null', passwordHint: 'a billion dollars' });
  const sent = await sendCode(session, phone);
  await expect(session.call({ _: 'auth.signIn', ...sent, phone_code: '22222' })).rejects.toThrow(
    'SESSION_PASSWORD_NEEDED',
  );
  expect(await session.call({ _: 'account.getPassword' })).toMatchObject({
    has_password: true,
    hint: 'a billion dollars',
  });
});

test('logging out ends that session and no other', async () => {
  const { openLoggedIn, user } = await startTelegram();
  const [one, two] = [await openLoggedIn(user), await openLoggedIn(user)];
  await one.call({ _: 'auth.logOut' });
  await expect(one.call(SELF)).rejects.toMatchObject({ code: 401, message: 'AUTH_KEY_UNREGISTERED' });
  expect(await two.call(SELF)).toMatchObject([{ id: user.id }]);
});
