import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { serializeTelethonSession } from '@mtcute/convert';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountIdOf } from '../../functions/core/ids.ts';
import { createStateFile } from '../../local/state-file.ts';
import { projectDirectory } from '../../project-directory.ts';
import { DEMO_LOGIN_CODE, DEMO_PHONES } from '../../telegram-emulator/demo-world.ts';
import type { User } from '../../telegram-emulator/world/entities.ts';
import { runInTerminal } from '../cli/pseudo-terminal.ts';
import { createAccountRecord } from '../functions/core/records.ts';
import { apiHash, type LocalService, startLocalService } from './local-service.ts';
import { accountStoreOf } from './seed-account.ts';

/** Each test runs the operator's tools in processes of their own. */
const timeout = 120_000;
const app = { TELEGRAM_API_ID: '12345', TELEGRAM_API_HASH: apiHash };

/** The account `main` is logged in. */
let service: LocalService;
let directory: string;
beforeAll(async () => {
  service = await startLocalService();
  directory = dirname(service.keyFile);
  createStateFile(directory, service.system).write();
});
afterAll(() => service.close());

function run(words: string) {
  return runInTerminal([...words.split(' '), '--data', directory], app);
}

async function storedNames() {
  return (await accountStoreOf(service).listAccounts()).map(({ name }) => name).sort();
}

/** The sessions that a user has at Telegram. */
function countSessions({ id }: User) {
  return [...service.demo.world.authKeys.values()].filter(({ userId }) => userId === id).length;
}

/** A session of that user as another library has made it. */
async function writeSession(user: User): Promise<string> {
  const { authKey } = service.demo.world.mintAuthKey(user);
  const { dcId } = user;
  const file = join(directory, `session-${crypto.randomUUID()}`);
  const address = { ipAddress: '149.154.167.51', ipv6: false, port: 443 };
  await writeFile(file, serializeTelethonSession({ dcId, ...address, authKey }), { mode: 0o600 });
  return file;
}

test('a login under another name of a user that is an account is refused, and ended again', {
  timeout,
}, async () => {
  const sessions = countSessions(service.demo.user);
  const login = run('login second');
  await login.waitFor(/Phone number.*:/);
  login.type(DEMO_PHONES.user);
  await login.waitFor(/Login code.*:/);
  login.type(DEMO_LOGIN_CODE);
  await login.waitFor(/Ada \(@ada_demo, id \d+\) is "main" already\. One Telegram user is one account/);
  await login.waitFor(/To replace the session of "main": npm run account -- login main --data /);
  await login.waitFor(/To have this user as "second" instead, first: npm run account -- remove main --data /);
  expect(await login.ended).toBe(1);
  expect(await storedNames()).toEqual(['main']);
  expect(countSessions(service.demo.user)).toBe(sessions);
});

test('an import under another name of a user that is an account is refused', { timeout }, async () => {
  const imported = run(`import second --file ${await writeSession(service.demo.user)}`);
  await imported.waitFor(/Ada \(@ada_demo, id \d+\) is "main" already\./);
  expect(await imported.ended).toBe(1);
  expect(await storedNames()).toEqual(['main']);
});

test('of two imports of one user under two names at once exactly one is stored', { timeout }, async () => {
  const user = service.demo.world.addUser({ phone: '9996620050', firstName: 'Hedy' });
  const imports = await Promise.all(
    ['hedy', 'lamarr'].map(async (name) => run(`import ${name} --file ${await writeSession(user)}`)),
  );
  expect((await Promise.all(imports.map(({ ended }) => ended))).sort()).toEqual([0, 1]);
  const screens = imports.map(({ screen }) => screen()).join('');
  const [, stored = '-'] = /(hedy|lamarr) is imported: Hedy/.exec(screens) ?? [];
  expect(screens).toMatch(new RegExp(`Hedy \\(id \\d+\\) is "${stored}" already\\.`));
  expect(await storedNames()).toEqual(['main', stored].sort());
});

test('two accounts that an older version has stored for one user are found by ops doctor', {
  timeout,
}, async () => {
  const store = accountStoreOf(service);
  const [main] = (await store.listAccounts()).filter(({ name }) => name === 'main');
  const { owner } = main ?? {};
  if (main === undefined || owner === undefined) {
    throw new Error('main is not logged in');
  }
  const accountId = accountIdOf(main.tenantId, 'elder');
  await store.putAccount(createAccountRecord({ accountId, tenantId: main.tenantId, name: 'elder', owner }));
  const { code, out } = await runDoctor();
  expect(out).toMatch(
    /WRONG +user Ada \(@ada_demo, id \d+\): One Telegram user is several accounts: "elder", "main"\./,
  );
  expect(out).toMatch(
    /to mend it: keep one and remove the rest: npm run account -- remove elder --data .*, or npm run account -- remove main --data/,
  );
  expect(code).toBe(1);
});

function runDoctor(): Promise<{ code: number; out: string }> {
  const node = join(projectDirectory, 'node_modules', '.bin', 'node');
  const argv = [join(projectDirectory, 'cli', 'ops.ts'), 'doctor', '--data', directory];
  return new Promise((resolve) => {
    execFile(node, argv, (error, out) => resolve({ code: error === null ? 0 : Number(error.code), out }));
  });
}
