import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { serializeTelethonSession } from '@mtcute/convert';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { projectDirectory } from '../../../project-directory.ts';
import { DEMO_LOGIN_CODE, DEMO_PHONES } from '../../../telegram-emulator/demo-world.ts';
import type { User } from '../../../telegram-emulator/world/entities.ts';
import { createAccountRecord } from '../../functions/core/records.ts';
import { toolPath } from '../../setup/build-tools.ts';
import { toolEnvironment } from '../../setup/tool-environment.ts';
import { createMtcuteClient } from '../../telegram-emulator/support/mtcute-client.ts';
import { ctrlC } from '../pseudo-terminal.ts';
import { type AccountSystem, openAccountSystem, testApp } from './account-system.ts';
import { writePyrogramFile, writeTelethonFile } from './write-session-file.ts';

let system: AccountSystem;
beforeAll(async () => {
  system = await openAccountSystem();
});

/** A session string of Telethon's, as though that user had logged in with it. */
function mintSessionString(user: User): string {
  const { authKey } = system.world.mintAuthKey(user);
  const { dcId } = user;
  return serializeTelethonSession({ dcId, ipAddress: '149.154.167.51', ipv6: false, port: 443, authKey });
}

let nextPhone = 9_996_620_300;

/** Somebody who has no account here. */
function addGrace(): User {
  return system.world.addUser({ phone: String(nextPhone++), firstName: 'Grace' });
}

async function writeSession(text: string): Promise<string> {
  const file = join(system.directory, `session-${crypto.randomUUID()}`);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

test('a session that mtcute has made is imported from a file, and works', async () => {
  const client = await createMtcuteClient(system.dataCentres.at(2), onTestFinished);
  await client.start({ phone: DEMO_PHONES.user, code: DEMO_LOGIN_CODE, codeSentCallback: () => undefined });
  const text = await client.exportSession();
  await client.destroy();
  const imported = system.run(`import main --file ${await writeSession(text)}`);
  await imported.waitFor(/This is a session of mtcute, of data centre 2\./);
  await imported.waitFor(/main is imported: Ada \(@ada_demo, id \d+\)\./);
  expect(await imported.ended).toBe(0);
  expect(imported.screen()).toMatch(/@launch +channel +creator +Launch\n/);
  const check = system.run('check main');
  await check.waitFor(/main works: Ada/);
  expect(await check.ended).toBe(0);
  expect(system.dataCentres.at(2).ledger.parallelSends).toEqual([]);
});

test.for([
  ['Telethon', 'telethon', '9996620041', writeTelethonFile],
  ['Pyrogram', 'pyrogram', '9996620042', writePyrogramFile],
] as const)('a session file of %s is imported, and works', async ([library, name, phone, writeFileOf]) => {
  const user = system.world.addUser({ phone, firstName: library });
  const { authKey } = system.world.mintAuthKey(user);
  const file = join(system.directory, `${name}.session`);
  writeFileOf(file, { dcId: user.dcId, authKey });
  const imported = system.run(`import ${name} --file ${file}`);
  await imported.waitFor(new RegExp(`This is a session of ${library}, of data centre ${user.dcId}\\.`));
  await imported.waitFor(new RegExp(`${name} is imported: ${library}`));
  expect(await imported.ended).toBe(0);
  expect(imported.raw()).not.toMatch(/Warning|SQLite/);
  for (const encoding of ['hex', 'base64'] as const) {
    expect(imported.raw()).not.toContain(Buffer.from(authKey).toString(encoding).slice(0, 20));
  }
  expect((await system.openSession(name))?.authKey).toBe(Buffer.from(authKey).toString('base64'));
});

test('a session file that comes in through the input is refused, with how to give it', async () => {
  const file = join(system.directory, 'input.session');
  writePyrogramFile(file, { authKey: randomBytes(256) });
  const node = join(projectDirectory, 'node_modules', '.bin', 'node');
  const tool = join(projectDirectory, 'cli', 'account.ts');
  const child = spawn(node, [tool, 'import', 'input', '--data', system.directory], {
    env: toolEnvironment(testApp),
  });
  child.stdin.end(await readFile(file));
  const [said] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(said).toBe('This is a session file (an SQLite database): give the file itself, with --file.\n');
});

test('the same session under another name is refused before it is connected with', async () => {
  const text = mintSessionString(addGrace());
  const file = await writeSession(text);
  expect(await system.run(`import first --file ${file}`).ended).toBe(0);
  const calls = system.dataCentres.at(2).ledger.calls.length;
  const second = system.run(`import second --file ${file}`);
  await second.waitFor(/This very session is stored already, as "first"\./);
  expect(await second.ended).toBe(1);
  expect(system.dataCentres.at(2).ledger.calls).toHaveLength(calls);
  expect(await system.getAccount('second')).toBeUndefined();
});

test('another session of a user that another name has is refused', async () => {
  const user = addGrace();
  expect(await system.run(`import grace --file ${await writeSession(mintSessionString(user))}`).ended).toBe(
    0,
  );
  const second = system.run(`import hopper --file ${await writeSession(mintSessionString(user))}`);
  await second.waitFor(/Grace \(id \d+\) is "grace" already\. One Telegram user is one account/);
  expect(await second.ended).toBe(1);
  expect(await system.getAccount('hopper')).toBeUndefined();
});

test('an account that an older version has stored is found all the same', async () => {
  const user = addGrace();
  const owner = { userId: user.id.toString(), firstName: 'Grace' };
  await system.accounts.putAccount(
    createAccountRecord({
      accountId: accountIdOf('default', 'older'),
      tenantId: 'default',
      name: 'older',
      owner,
    }),
  );
  const terminal = system.run(`import newer --file ${await writeSession(mintSessionString(user))}`);
  await terminal.waitFor(/Grace \(id \d+\) is "older" already\./);
  expect(await terminal.ended).toBe(1);
  expect(await system.getAccount('newer')).toBeUndefined();
});

test('a session string is taken from the terminal without being shown', async () => {
  const text = mintSessionString(addGrace());
  const terminal = system.run('import typed');
  await terminal.waitFor(/Session string:/);
  terminal.type(text);
  await terminal.waitFor(/typed is imported: Grace/);
  expect(await terminal.ended).toBe(0);
  expect(terminal.raw()).not.toContain(text.slice(10, 40));
});

test.for([
  ['with the api_id and api_hash in the environment is imported', testApp, 0, /piped is imported: Grace/],
  [
    'without them is refused, because they cannot be asked for',
    {},
    2,
    /set TELEGRAM_API_ID and TELEGRAM_API_HASH/,
  ],
] as const)('a session string that is piped in %s', async ([, env, code, sentence]) => {
  const node = join(projectDirectory, 'node_modules', '.bin', 'node');
  const tool = toolPath('account');
  const argv = [tool, 'import', 'piped', '--data', system.directory];
  const text = mintSessionString(addGrace());
  const ended = await new Promise<{ code: unknown; text: string }>((resolve) => {
    const child = execFile(node, argv, { env: toolEnvironment(env) }, (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, text: out + err }),
    );
    child.stdin?.end(text);
  });
  expect(ended.code).toBe(code);
  expect(ended.text).toMatch(sentence);
  expect(ended.text).not.toContain(text.slice(10, 40));
});

test("a bot's session is refused with a pointer to the Bot API", async () => {
  const bot = system.world.addUser({ phone: '9996620031', firstName: 'Robot', isBot: true });
  const terminal = system.run(`import robot --file ${await writeSession(mintSessionString(bot))}`);
  await terminal.waitFor(/createChatInviteLink.*\(BOT_SESSION\)/);
  expect(await terminal.ended).toBe(1);
  expect(await system.getAccount('robot')).toBeUndefined();
});

test('a session that Telegram does not take is not stored', async () => {
  const text = mintSessionString(addGrace());
  system.dataCentres.at(2).faults.inject({
    method: 'users.getUsers',
    action: { type: 'rpc-error', code: 401, message: 'SESSION_REVOKED' },
  });
  const terminal = system.run(`import revoked --file ${await writeSession(text)}`);
  await terminal.waitFor(/\(SESSION_REVOKED\)/);
  expect(await terminal.ended).toBe(1);
  expect(await system.getAccount('revoked')).toBeUndefined();
});

test('a file that is not there is wrong usage, and its name is not repeated', async () => {
  const terminal = system.run('import missing --file /nowhere/secret.session');
  await terminal.waitFor(/The file given with --file is not there\./);
  expect(await terminal.ended).toBe(2);
  expect(terminal.raw()).not.toContain('secret.session');
});

test('where Telegram cannot be reached, an import says where that is', async () => {
  await system.dataCentres.at(2).faults.refuseConnections(true);
  onTestFinished(() => system.dataCentres.at(2).faults.refuseConnections(false));
  const terminal = system.run(`import nowhere --file ${await writeSession(mintSessionString(addGrace()))}`);
  await terminal.waitFor(
    new RegExp(
      `Telegram could not be reached at 127\\.0\\.0\\.1:${system.dataCentres.at(2).port}\\. This is a server of your own: check that it runs there, .* TELEGRAM_PUBLIC_KEY_FILE .*\\(CONNECTION_FAILED\\)`,
    ),
  );
  expect(await terminal.ended).toBe(1);
});

test('Ctrl-C while Telegram does not answer ends an import, and stores nothing', async () => {
  const text = mintSessionString(system.guarded);
  system.dataCentres.at(2).faults.inject({
    method: 'users.getUsers',
    userId: system.guarded.id,
    action: { type: 'silence', isExecuted: false },
  });
  const terminal = system.run(`import slow --file ${await writeSession(text)}`);
  await system.events.waitFor(
    (event): event is typeof event & { type: 'call' } =>
      event.type === 'call' && event.userId === system.guarded.id.toString(),
  );
  terminal.press(ctrlC);
  await terminal.waitFor(/Stopped\./);
  expect(await terminal.ended).toBe(130);
  expect(await system.getAccount('slow')).toBeUndefined();
});
