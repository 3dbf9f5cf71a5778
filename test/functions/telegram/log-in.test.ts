import { expect, test } from 'vitest';
import { TelegramError } from '../../../functions/core/rpc/rpc-error.ts';
import { getOwner } from '../../../functions/telegram/get-owner.ts';
import { logIn, resend } from '../../../functions/telegram/log-in.ts';
import { openSession } from '../../../functions/telegram/open-session.ts';
import { DEMO_LOGIN_CODE, DEMO_PASSWORD, DEMO_PHONES } from '../../../telegram-emulator/demo-world.ts';
import { app, createPerson, startNetwork } from './telegram-world.ts';

const phone = DEMO_PHONES.user;
const code = DEMO_LOGIN_CODE;

function typeOf(login: Promise<unknown>) {
  return login.then(
    () => 'logged in',
    (error: unknown) => (error instanceof TelegramError ? error.rpc.type : String(error)),
  );
}

test('a login with a code gives a session that works on its own, and says whose it is', async () => {
  const { network, clock, user } = await startNetwork();
  const { prompts, asked } = createPerson({ phone: [`+${phone}`], code: [code] });
  const { session, owner, connection } = await logIn(network, app, prompts, clock);
  await connection.close();
  expect(owner).toEqual({ userId: user.id.toString(), firstName: 'Ada', username: 'ada_demo' });
  expect(session).toMatchObject({ ...network.addressOf(2), ...app, userId: owner.userId });
  expect(JSON.stringify(session)).not.toContain(phone);
  expect(asked).toEqual(['phone ', 'code 5 as a message from Telegram, in an app that is logged in ']);

  const again = await openSession(session, clock);
  expect(await getOwner(again)).toEqual({ owner, isBot: false });
  await again.close();
});

test('a login goes on in the data centre that the phone number is at home in', async () => {
  const { network, clock, callsAt, openConnections } = await startNetwork([1, 2]);
  const { prompts } = createPerson({ phone: [phone], code: [code] });
  const { session, connection } = await logIn(network, app, prompts, clock);
  expect(session).toMatchObject(network.addressOf(2));
  expect(callsAt(1)).toEqual(['auth.sendCode PHONE_MIGRATE_2']);
  expect(callsAt(2)).toEqual(['auth.sendCode ok', 'auth.signIn ok']);
  expect(openConnections()).toBe(1);
  await connection.close();
});

test('a data centre that nobody knows the address of ends the login', async () => {
  const { network, clock, refuse, whenAllClosed } = await startNetwork();
  refuse('auth.sendCode', 303, 'PHONE_MIGRATE_5');
  const { prompts } = createPerson({ phone: [phone] });
  await expect(logIn(network, app, prompts, clock)).rejects.toMatchObject({
    rpc: { type: 'DC_ID_INVALID', detail: 'This service knows no address of data centre 5.' },
  });
  await whenAllClosed();
});

test('a phone number that Telegram refuses is asked for again', async () => {
  const { network, clock } = await startNetwork();
  const { prompts, asked } = createPerson({ phone: ['+0', phone], code: [code] });
  const { connection } = await logIn(network, app, prompts, clock);
  await connection.close();
  expect(asked[1]).toMatch(/^phone Telegram refuses this phone number/);
});

test('a wrong code is asked for again, three times in all', async () => {
  const { network, clock, whenAllClosed } = await startNetwork();
  const { prompts, asked } = createPerson({ phone: [phone], code: ['11111', '', '11111', code] });
  expect(await typeOf(logIn(network, app, prompts, clock))).toBe('PHONE_CODE_INVALID');
  expect(asked).toHaveLength(4);
  expect(asked[2]).toContain('This is not the code');
  expect(asked[3]).toContain('No code was entered');
  await whenAllClosed();
});

test('for a code that has expired a new one is sent', async () => {
  const { network, clock, world, passTime, callsAt } = await startNetwork();
  world.loginRules.codeLifetimeMs = 1000;
  function answerLate() {
    passTime(2000);
    return code;
  }
  const { prompts, asked } = createPerson({ phone: [phone], code: [answerLate, code] });
  const { connection } = await logIn(network, app, prompts, clock);
  await connection.close();
  expect(asked[2]).toContain('This code is too old');
  expect(callsAt(2)).toEqual([
    'auth.sendCode ok',
    'auth.signIn PHONE_CODE_EXPIRED',
    'auth.sendCode ok',
    'auth.signIn ok',
  ]);
});

test('a code can be sent in another way, as long as there is one', async () => {
  const { network, clock } = await startNetwork();
  const { prompts, asked } = createPerson({ phone: [phone], code: [resend, resend, resend, code] });
  const { connection } = await logIn(network, app, prompts, clock);
  await connection.close();
  expect(asked.slice(2)).toEqual([
    'code 5 by SMS ',
    'code 5 by a phone call that reads it out ',
    expect.stringContaining('Telegram has no other way to send the code.'),
  ]);
});

test('the two-step password is asked for with its hint, and again when it is wrong', async () => {
  const { network, clock, guarded } = await startNetwork();
  guarded.passwordHint = 'a horse';
  const person = { phone: [DEMO_PHONES.guarded], code: [code], password: ['wrong', DEMO_PASSWORD] };
  const { prompts, asked } = createPerson(person);
  const { owner, connection } = await logIn(network, app, prompts, clock);
  await connection.close();
  expect(owner.userId).toBe(guarded.id.toString());
  expect(asked.slice(2)).toEqual([
    'password a horse ',
    'password a horse This is not the two-step password of the account. Enter it again.',
  ]);
});

test('a third wrong password ends the login', async () => {
  const { network, clock, whenAllClosed } = await startNetwork();
  const password = ['a', '', 'c', DEMO_PASSWORD];
  const { prompts, asked } = createPerson({ phone: [DEMO_PHONES.guarded], code: [code], password });
  expect(await typeOf(logIn(network, app, prompts, clock))).toBe('PASSWORD_HASH_INVALID');
  expect(asked).toHaveLength(5);
  await whenAllClosed();
});

test('a login that Telegram lost track of begins again, once', async () => {
  const { network, clock, refuse } = await startNetwork();
  refuse('auth.signIn', 500, 'AUTH_RESTART');
  const first = createPerson({ phone: [phone], code: [code, code] });
  const { connection } = await logIn(network, app, first.prompts, clock);
  await connection.close();

  refuse('auth.signIn', 500, 'AUTH_RESTART', 2);
  const second = createPerson({ phone: [phone], code: [code, code, code] });
  expect(await typeOf(logIn(network, app, second.prompts, clock))).toBe('AUTH_RESTART');
});

test('a banned number, a foreign app and a wait end the login with their own error', async () => {
  const { network, clock, world, refuse, whenAllClosed } = await startNetwork();
  function attempt() {
    return logIn(network, app, createPerson({ phone: [phone] }).prompts, clock);
  }
  refuse('auth.sendCode', 420, 'FLOOD_WAIT_77');
  await expect(attempt()).rejects.toMatchObject({ rpc: { type: 'FLOOD_WAIT', argument: 77 } });
  world.loginRules.knownApps.set(1, 'another');
  expect(await typeOf(attempt())).toBe('API_ID_INVALID');
  world.loginRules.knownApps.clear();
  world.loginRules.bannedPhones.add(phone);
  expect(await typeOf(attempt())).toBe('PHONE_NUMBER_BANNED');
  await whenAllClosed();
});

test('a number without an account is registered only under a name given for it', async () => {
  const { network, clock, world } = await startNetwork();
  function newcomer() {
    return createPerson({ phone: ['9996627777'], code: [code] }).prompts;
  }
  expect(await typeOf(logIn(network, app, newcomer(), clock))).toBe('PHONE_NUMBER_UNOCCUPIED');
  expect(world.findUserByPhone('9996627777')).toBeUndefined();
  const { owner, connection } = await logIn(network, app, { ...newcomer(), signUpAs: 'Demo' }, clock);
  await connection.close();
  expect(owner.firstName).toBe('Demo');
});

test("a bot's login is refused and ended again", async () => {
  const { network, clock, world, callsAt, whenAllClosed } = await startNetwork();
  world.addUser({ phone: '9996620009', firstName: 'Clerk', username: 'clerk_bot', isBot: true });
  const { prompts } = createPerson({ phone: ['9996620009'], code: [code] });
  const login = logIn(network, app, prompts, clock);
  await expect(login).rejects.toMatchObject({
    rpc: { type: 'BOT_SESSION', class: 'input', detail: expect.stringContaining('createChatInviteLink') },
  });
  expect(callsAt(2).at(-1)).toBe('auth.logOut ok');
  await whenAllClosed();
});

test('a login that its person breaks off leaves no connection', async () => {
  const { network, clock, whenAllClosed, callsAt } = await startNetwork();
  function breakOff(): never {
    throw new RangeError('Ctrl-C');
  }
  const { prompts } = createPerson({ phone: [phone], code: [breakOff] });
  await expect(logIn(network, app, prompts, clock)).rejects.toThrow(RangeError);
  await whenAllClosed();
  expect(callsAt(2)).toEqual(['auth.sendCode ok']);
});

test('a connection that breaks in a login ends it', async () => {
  const { network, clock, telegram, whenAllClosed } = await startNetwork();
  telegram.at(2).faults.inject({ method: 'auth.signIn', action: { type: 'close-after' } });
  const { prompts } = createPerson({ phone: [phone], code: [code] });
  expect(await typeOf(logIn(network, app, prompts, clock))).toBe('CONNECTION_LOST');
  await whenAllClosed();
});

test('without a network a login fails as such', async () => {
  const { network, clock, telegram } = await startNetwork();
  await telegram.at(2).faults.refuseConnections(true);
  const { prompts } = createPerson({ phone: [phone] });
  expect(await typeOf(logIn(network, app, prompts, clock))).toBe('CONNECTION_FAILED');
});
