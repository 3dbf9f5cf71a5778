import { generateKeyPairSync } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderUnicodeCompact } from 'uqr';
import { beforeAll, expect, test } from 'vitest';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { DataCentreEvent } from '../../../telegram-emulator/data-centre-event.ts';
import { DEMO_LOGIN_CODE, DEMO_PASSWORD, DEMO_PHONES } from '../../../telegram-emulator/demo-world.ts';
import { createAccountRecord } from '../../functions/core/records.ts';
import { ctrlC, ctrlD, type PseudoTerminal, runInTerminal } from '../pseudo-terminal.ts';
import { type AccountSystem, openAccountSystem, testApp } from './account-system.ts';

let system: AccountSystem;
beforeAll(async () => {
  system = await openAccountSystem();
});

function isLoginToken(event: DataCentreEvent): event is Extract<DataCentreEvent, { type: 'login-token' }> {
  return event.type === 'login-token';
}

async function enterPhone(terminal: PseudoTerminal, phone: string): Promise<void> {
  await terminal.waitFor(/Phone number.*:/);
  terminal.type(phone);
}

async function enterCode(terminal: PseudoTerminal, code: string): Promise<void> {
  await terminal.waitFor(/Login code.*:/);
  terminal.type(code);
}

test('a login with a code stores the account and ends with the chats it may make links in', async () => {
  const terminal = system.runSource('login main --default-peer @launch', {});
  await terminal.waitFor(/api_id:/);
  terminal.type(testApp.TELEGRAM_API_ID);
  await terminal.waitFor(/api_hash:/);
  terminal.type(testApp.TELEGRAM_API_HASH);
  await enterPhone(terminal, DEMO_PHONES.user);
  await enterCode(terminal, DEMO_LOGIN_CODE);
  await terminal.waitFor(/main is logged in: Ada \(@ada_demo, id \d+\)/);
  expect(await terminal.ended).toBe(0);
  const screen = terminal.screen();
  expect(screen).toMatch(/@launch +channel +creator +Launch\n/);
  expect(screen).toMatch(/@launch_chat +supergroup +administrator +Launch chat\n/);
  expect(screen).not.toContain('@press_room');
  expect(screen).not.toContain(testApp.TELEGRAM_API_HASH);
  expect(await system.getAccount('main')).toMatchObject({
    status: 'active',
    dcId: 2,
    defaultPeer: '@launch',
    owner: { firstName: 'Ada', username: 'ada_demo' },
  });
  expect(await system.openSession('main')).toMatchObject({
    userId: system.user.id.toString(),
    apiId: 12345,
    port: system.dataCentres.at(2).port,
  });
  const { chats } = await system.accounts.listChats((await system.getAccount('main'))?.accountId ?? '', {
    limit: 100,
  });
  expect(chats.map(({ title }) => title)).toContain('Press room');
});

test('a two-step password is asked for with its hint, hidden, and again when it is wrong', async () => {
  system.guarded.passwordHint = 'horse';
  const terminal = system.run('login guarded');
  await enterPhone(terminal, DEMO_PHONES.guarded);
  await enterCode(terminal, DEMO_LOGIN_CODE);
  await terminal.waitFor(/Two-step password \(hint: horse\):/);
  terminal.type('battery staple');
  await terminal.waitFor(/This is not the two-step password/);
  await terminal.waitFor(/Two-step password/);
  terminal.type(DEMO_PASSWORD);
  await terminal.waitFor(/guarded is logged in: Edsger/);
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).not.toContain('battery');
  expect(terminal.raw()).not.toContain(DEMO_PASSWORD);
  expect(terminal.screen()).toContain('in none of its chats');
});

test('a wrong code is asked for again, and "resend" has it sent in another way', async () => {
  const terminal = system.run('login patient');
  await enterPhone(terminal, DEMO_PHONES.other);
  await enterCode(terminal, '99999');
  await terminal.waitFor(/This is not the code that Telegram sent/);
  await enterCode(terminal, 'resend');
  const sent = await terminal.waitFor(/The login code comes (.*)\. Tell it/);
  await enterCode(terminal, DEMO_LOGIN_CODE);
  await terminal.waitFor(/patient is logged in: Grace/);
  expect(await terminal.ended).toBe(0);
  const [first] = /The login code comes (.*)\. Tell it/.exec(terminal.screen())?.slice(1) ?? [];
  expect(sent[1]).not.toBe(first);
});

test('a QR code is drawn, and the login goes on in the data centre of the account that scans it', async () => {
  const user = system.world.addUser({
    phone: '9996640007',
    firstName: 'Barbara',
    dcId: 4,
    password2fa: 'clu',
  });
  const terminal = system.run('login scanned --qr');
  await terminal.waitFor(/Scan this with Telegram on your phone/);
  await terminal.waitFor(/Good until \d\d:\d\d:\d\d/);
  const { url } = await system.events.waitFor(isLoginToken);
  for (const line of renderUnicodeCompact(url, { border: 2 }).split('\n')) {
    expect(terminal.screen()).toContain(line.trimEnd());
  }
  system.world.acceptLoginToken(url, user);
  await terminal.waitFor(/Two-step password:/);
  terminal.type('clu');
  await terminal.waitFor(/scanned is logged in: Barbara \(id \d+\)/);
  expect(await terminal.ended).toBe(0);
  expect(await system.openSession('scanned')).toMatchObject({ dcId: 4, port: system.dataCentres.at(4).port });
});

test('a phone number of another data centre is logged in there', async () => {
  system.world.addUser({ phone: '9996640001', firstName: 'Konrad', dcId: 4 });
  const terminal = system.run('login moved');
  await enterPhone(terminal, '+999 66 4 0001');
  await enterCode(terminal, '44444');
  await terminal.waitFor(/moved is logged in: Konrad/);
  expect(await terminal.ended).toBe(0);
  expect(await system.getAccount('moved')).toMatchObject({ dcId: 4 });
});

test('a name stays with its Telegram user: another one is refused, and their login is ended again', async () => {
  const user = system.world.addUser({ phone: '9996620008', firstName: 'Alan' });
  const holder = system.world.addUser({ phone: '9996620007', firstName: 'Alonzo' });
  const first = system.run('login taken');
  await enterPhone(first, '9996620007');
  await enterCode(first, DEMO_LOGIN_CODE);
  expect(await first.ended).toBe(0);
  const second = system.run('login taken');
  await enterPhone(second, '9996620008');
  await enterCode(second, DEMO_LOGIN_CODE);
  await second.waitFor(/"taken" belongs to Alonzo \(id \d+\), and this is Alan \(id \d+\)\./);
  expect(await second.ended).toBe(1);
  expect(system.countSessions(user.id)).toBe(0);
  expect(await system.openSession('taken')).toMatchObject({ userId: holder.id.toString() });
});

test('a user stays with its name: under another one it is refused, and that login is ended again', async () => {
  const user = system.world.addUser({ phone: '9996620006', firstName: 'Alice' });
  const owner = { userId: user.id.toString(), firstName: 'Alice' };
  await system.accounts.putAccount(
    createAccountRecord({
      accountId: accountIdOf('default', 'alice'),
      tenantId: 'default',
      name: 'alice',
      owner,
    }),
  );
  const terminal = system.run('login alias --tenant other');
  await enterPhone(terminal, '9996620006');
  await enterCode(terminal, DEMO_LOGIN_CODE);
  await terminal.waitFor(/Alice \(id \d+\) is "alice" of tenant "default" already\./);
  await terminal.waitFor(
    /replace the session of "alice": npm run account -- login alice --data \S+ --tenant default, or import/,
  );
  await terminal.waitFor(/have this user as "alias" instead, first: npm run account -- remove alice --data/);
  expect(await terminal.ended).toBe(1);
  expect(system.countSessions(user.id)).toBe(0);
  expect(await system.accounts.listAccountsOf('other')).toEqual([]);
});

test('of two logins of one user under two names at once one is stored, and the other is told and ended again', async () => {
  const user = system.world.addUser({ phone: '9996620005', firstName: 'Hedy' });
  const shown = system.events.recorded.filter(isLoginToken).length;
  const both = ['login hedy --qr', 'login lamarr --qr'].map((words) => system.run(words));
  for (const terminal of both) {
    await terminal.waitFor(/Good until/);
  }
  for (const count of [1, 2]) {
    const { url } = await system.events.waitFor(isLoginToken, shown + count);
    system.world.acceptLoginToken(url, user);
  }
  const codes = await Promise.all(both.map(({ ended }) => ended));
  expect(codes.sort()).toEqual([0, 1]);
  const screens = both.map(({ screen }) => screen()).join('');
  expect(screens).toMatch(/(hedy|lamarr) is logged in: Hedy/);
  expect(screens).toMatch(/Hedy \(id \d+\) is "(hedy|lamarr)" already\./);
  expect(system.countSessions(user.id)).toBe(1);
});

test('of two logins of one name at once one is stored, and the other is told and ended again', async () => {
  const user = system.world.addUser({ phone: '9996620009', firstName: 'Emmy' });
  const shown = system.events.recorded.filter(isLoginToken).length;
  const both = [system.run('login twice --qr'), system.run('login twice --qr')];
  for (const terminal of both) {
    await terminal.waitFor(/Good until/);
  }
  for (const count of [1, 2]) {
    const { url } = await system.events.waitFor(isLoginToken, shown + count);
    system.world.acceptLoginToken(url, user);
  }
  const codes = await Promise.all(both.map(({ ended }) => ended));
  expect(codes.sort()).toEqual([0, 1]);
  const screens = both.map(({ screen }) => screen()).join('');
  expect(screens).toContain('twice is logged in: Emmy');
  expect(screens).toContain('Someone else has logged "twice" in, or removed it, at the same time.');
  expect(system.countSessions(user.id)).toBe(1);
});

test.for([
  ['banned', /banned.*\(PHONE_NUMBER_BANNED\)/],
  ['flooded', /wait of 5 min before .*\(FLOOD_WAIT\)/],
  ['unknown', /has no Telegram account.*\(PHONE_NUMBER_UNOCCUPIED\)/],
] as const)('a phone number that is %s ends the login with its own sentence', async ([kind, sentence]) => {
  const phone = { banned: '9996620021', flooded: '9996620022', unknown: '9996620023' }[kind];
  if (kind === 'banned') {
    system.world.loginRules.bannedPhones.add(phone);
  }
  if (kind === 'unknown') {
    system.world.loginRules.isSignUpOpen = false;
  }
  if (kind === 'flooded') {
    system.dataCentres.at(2).faults.inject({
      method: 'auth.sendCode',
      action: { type: 'rpc-error', code: 420, message: 'FLOOD_WAIT_300' },
    });
  }
  const terminal = system.run(`login ${kind}`);
  await enterPhone(terminal, phone);
  if (kind === 'unknown') {
    await enterCode(terminal, DEMO_LOGIN_CODE);
  }
  await terminal.waitFor(sentence);
  expect(await terminal.ended).toBe(1);
  expect(await system.getAccount(kind)).toBeUndefined();
});

test('where the key is not the server’s, a login names the address and where the key comes from', async () => {
  const state = JSON.parse(await readFile(join(system.directory, 'state.json'), 'utf8'));
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  state.telegram.public_key_pem = publicKey.export({ type: 'spki', format: 'pem' });
  const directory = join(system.directory, 'other-key');
  await mkdir(directory);
  await writeFile(join(directory, 'state.json'), JSON.stringify(state), { mode: 0o600 });
  const terminal = runInTerminal(['login', 'strange', '--data', directory], testApp);
  await enterPhone(terminal, DEMO_PHONES.other);
  await terminal.waitFor(
    new RegExp(
      `No key could be agreed on with the Telegram server at 127\\.0\\.0\\.1:${system.dataCentres.at(2).port}\\. This is a server of your own: .* its key is the one in the file that TELEGRAM_PUBLIC_KEY_FILE named .*\\(HANDSHAKE_FAILED\\)`,
    ),
  );
  expect(await terminal.ended).toBe(1);
});

test('Ctrl-C at a question restores the terminal, stores nothing, and exits with 130', async () => {
  const terminal = system.run('login gone');
  await enterPhone(terminal, DEMO_PHONES.other);
  await terminal.waitFor(/Login code.*:/);
  terminal.press(ctrlC);
  await terminal.waitFor(/Stopped: nothing was stored\./);
  expect(await terminal.ended).toBe(130);
  // The cursor is shown again.
  expect(terminal.raw().lastIndexOf('\u001B[?25h')).toBeGreaterThan(
    terminal.raw().lastIndexOf('\u001B[?25l'),
  );
  expect(await system.getAccount('gone')).toBeUndefined();
});

test('Ctrl-D at a question ends the login as Ctrl-C does, though a connection is open', async () => {
  const terminal = system.run('login gone');
  await enterPhone(terminal, DEMO_PHONES.other);
  await terminal.waitFor(/Login code.*:/);
  terminal.press(ctrlD);
  await terminal.waitFor(/Stopped: nothing was stored\./);
  expect(await terminal.ended).toBe(130);
});

test('Ctrl-C under a QR code ends the login', async () => {
  const terminal = system.run('login gone --qr');
  await terminal.waitFor(/Good until/);
  terminal.press(ctrlC);
  await terminal.waitFor(/Stopped: nothing was stored\./);
  expect(await terminal.ended).toBe(130);
});

test('Ctrl-C after Telegram has taken the login ends that login at Telegram too', async () => {
  const user = system.world.addUser({ phone: '9996620010', firstName: 'Sofia' });
  system.dataCentres.at(2).faults.inject({
    method: 'messages.getDialogs',
    userId: user.id,
    action: { type: 'silence', isExecuted: false },
  });
  const terminal = system.run('login gone');
  await enterPhone(terminal, '9996620010');
  await enterCode(terminal, DEMO_LOGIN_CODE);
  await system.events.waitFor(
    (event): event is DataCentreEvent =>
      event.type === 'call' && event.method === 'messages.getDialogs' && event.userId === user.id.toString(),
  );
  terminal.press(ctrlC);
  await terminal.waitFor(/Stopped: nothing was stored, and the login was ended again\./);
  expect(await terminal.ended).toBe(130);
  expect(system.countSessions(user.id)).toBe(0);
  expect(await system.getAccount('gone')).toBeUndefined();
});
