import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { reseal } from '../../../cli/account/reseal.ts';
import type { CommandContext } from '../../../cli/tool/command-context.ts';
import {
  createFileKeyProvider,
  createLocalKeyProvider,
  type KeyProvider,
} from '../../../functions/aws/key-provider.ts';
import { KeyFileError, readKeyFile, readLocalKeys } from '../../../functions/aws/sealing-key-file.ts';
import { sealSession, unsealSession } from '../../../functions/aws/session-seal.ts';
import { createWebhookSecrets, type WebhookSecretStore } from '../../../functions/aws/webhook-secrets.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { ensureKeyFile } from '../../../operator/system/sealing-key-file.ts';
import { openSealingKeys } from '../../../operator/system/sealing-keys.ts';
import { InterruptedError, RefusedError, UsageError } from '../../../operator/terminal/operator-errors.ts';
import { startTables } from '../../functions/aws/local-stores.ts';
import { secretsIn, session } from '../../functions/aws/session-record.ts';
import {
  createWritableAccountStore,
  type WritableAccountStore,
} from '../../functions/aws/writable-account-store.ts';

let accounts: WritableAccountStore;
let openSecrets: (getKeys: () => KeyProvider) => WebhookSecretStore;
beforeAll(async () => {
  const { client, accountsTable, webhooksTable } = await startTables();
  accounts = createWritableAccountStore(client, accountsTable);
  openSecrets = (getKeys) => createWebhookSecrets(client, webhooksTable, getKeys);
});

const ids = [accountIdOf('default', 'main'), accountIdOf('other', 'spare')] as const;

/** Two accounts of two tenants, with a session each, and a key file of their own. */
async function openBench(overrides: Partial<WritableAccountStore> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'reseal-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const keyFile = await ensureKeyFile(directory);
  const keys = createFileKeyProvider(keyFile);
  for (const [accountId, tenantId, name] of [
    [ids[0], 'default', 'main'],
    [ids[1], 'other', 'spare'],
  ] as const) {
    await accounts.putAccount({ accountId, tenantId, name, status: 'active', blockedUntilMs: {}, fence: 0 });
    await accounts.putSession(accountId, await sealSession(keys, accountId, session));
  }
  const printed: string[] = [];
  function unexpected() {
    return Promise.reject(new Error('nothing is asked'));
  }
  const stop = new AbortController();
  function print(line: string) {
    return void printed.push(line);
  }
  const context = {
    system: {
      accounts: { ...accounts, ...overrides },
      directory,
      keyFile,
      readKeys: () => readKeyFile(keyFile),
      openKeys: () => createFileKeyProvider(keyFile),
      // All tenants' are resealed: those of one test are not another's to open.
      webhookSecrets: { resealSecrets: async () => ({ sealed: 0, problems: [] as string[] }) },
    },
    terminal: { print: print, note: print, ask: unexpected, confirm: unexpected, signal: stop.signal },
    now: Date.now,
  };
  // Of the system only what a command that reseals takes from it.
  return { context: context as unknown as CommandContext, keyFile, keys, printed, stop };
}

function keysOf(keyFile: string) {
  return readKeyFile(keyFile).map(({ key }) => key.toString('hex'));
}

async function openedWith(keyFile: string) {
  const keys = createFileKeyProvider(keyFile);
  return Promise.all(
    ids.map(async (accountId) => {
      const sealed = await accounts.getSession(accountId);
      return sealed && unsealSession(keys, accountId, sealed);
    }),
  );
}

test('every tenant’s sessions go under a new key and the old one is dropped; a running worker opens them', async () => {
  const { context, keyFile, keys, printed } = await openBench();
  const [old] = keysOf(keyFile);
  const before = await accounts.getSession(ids[0]);
  await reseal(context, { newKey: true });
  expect(keysOf(keyFile)).toHaveLength(1);
  expect(keysOf(keyFile)).not.toContain(old);
  expect(await openedWith(keyFile)).toEqual([session, session]);
  const sealed = await accounts.getSession(ids[0]);
  expect(sealed?.ciphertext).not.toEqual(before?.ciphertext);
  if (sealed === undefined) {
    throw new Error('the session is gone');
  }
  expect(await unsealSession(keys, ids[0], sealed)).toEqual(session);
  expect(printed.join('\n')).toContain('2 sessions are sealed under the newest key');
  expect(secretsIn(printed.join('\n'))).toEqual([]);
  expect(printed.join('\n')).not.toContain(readFileSync(keyFile, 'utf8').trim());
});

test('broken off halfway every session still opens, and running it again ends it', async () => {
  let writes = 0;
  const { context, keyFile } = await openBench({
    replaceSession: (...given) => {
      writes += 1;
      return writes === 2 ? Promise.reject(new Error('crash')) : accounts.replaceSession(...given);
    },
  });
  await expect(reseal(context, { newKey: true })).rejects.toThrow('crash');
  expect(keysOf(keyFile)).toHaveLength(2);
  expect(await openedWith(keyFile)).toEqual([session, session]);
  const [newest] = keysOf(keyFile);
  await reseal(context, {});
  expect(keysOf(keyFile)).toEqual([newest]);
  expect(await openedWith(keyFile)).toEqual([session, session]);
});

test('a session that was altered is left as it is, told by name, and no key is dropped', async () => {
  const { context, keyFile, printed } = await openBench();
  const sealed = await accounts.getSession(ids[1]);
  if (sealed === undefined) {
    throw new Error('the session is gone');
  }
  const altered = { ...sealed, tag: Buffer.alloc(16) };
  await accounts.putSession(ids[1], altered);
  await expect(reseal(context, { newKey: true })).rejects.toBeInstanceOf(RefusedError);
  expect(keysOf(keyFile)).toHaveLength(2);
  expect((await accounts.getSession(ids[1]))?.ciphertext).toEqual(sealed.ciphertext);
  const said = printed.join('\n');
  expect(said).toContain('1 session is sealed under the newest key');
  expect(said).toMatch(/"spare" of tenant "other": .* cannot be opened: it was altered/);
  expect(secretsIn(said)).toEqual([]);
});

test('an account that is logged in meanwhile keeps its new session, which goes under the new key too', async () => {
  const renewed = { ...session, userId: '42' };
  let isLoggedIn = false;
  const { context, keyFile, keys } = await openBench({
    replaceSession: async (accountId, ...given) => {
      if (accountId === ids[0] && !isLoggedIn) {
        isLoggedIn = true;
        await accounts.putSession(ids[0], oldSealed);
      }
      return accounts.replaceSession(accountId, ...given);
    },
  });
  // Sealed by a login that has read the key file before the new key was put there.
  const oldSealed = await sealSession(keys, ids[0], renewed);
  await reseal(context, { newKey: true });
  expect(keysOf(keyFile)).toHaveLength(1);
  expect(await openedWith(keyFile)).toEqual([renewed, session]);
});

test('an account that is removed meanwhile is passed over', async () => {
  const { context, printed } = await openBench({
    getSession: (accountId) =>
      accountId === ids[0] ? Promise.resolve(undefined) : accounts.getSession(accountId),
  });
  await reseal(context, { newKey: true });
  expect(printed.join('\n')).toContain('1 session is sealed under the newest key');
});

test('Ctrl-C stops between two accounts, and no key is dropped', async () => {
  const { context, keyFile, stop } = await openBench({
    replaceSession: (...given) => {
      stop.abort();
      return accounts.replaceSession(...given);
    },
  });
  await expect(reseal(context, { newKey: true })).rejects.toBeInstanceOf(InterruptedError);
  expect(keysOf(keyFile)).toHaveLength(2);
  expect(await openedWith(keyFile)).toEqual([session, session]);
});

test('two at once would lose a key: the second is refused, and the first ends', async () => {
  let second: unknown;
  const { context, keyFile } = await openBench({
    replaceSession: async (...given) => {
      second ??= await reseal(context, { newKey: true }).catch((error: unknown) => error);
      return accounts.replaceSession(...given);
    },
  });
  await reseal(context, { newKey: true });
  expect(second).toBeInstanceOf(KeyFileError);
  expect(keysOf(keyFile)).toHaveLength(1);
  expect(await openedWith(keyFile)).toEqual([session, session]);
});

test('from the folder’s key to one outside: broken off halfway all opens, run again the folder holds no key', async () => {
  let writes = 0;
  const { context, keyFile: ownFile } = await openBench({
    replaceSession: (...given) => {
      writes += 1;
      return writes === 2 ? Promise.reject(new Error('crash')) : accounts.replaceSession(...given);
    },
  });
  const directory = dirname(ownFile);
  const env = { INVITE_SPOOL_SESSION_KEY: 'ab'.repeat(32) };
  async function start() {
    return readLocalKeys(
      await openSealingKeys({ directory, env, databaseFile: join(directory, 'dynamodb.sqlite') }),
    );
  }
  async function resealOutside() {
    const keys = await start();
    const system = { ...context.system, keyFile: undefined, readKeys: () => keys };
    return reseal(
      { ...context, system: { ...system, openKeys: () => createLocalKeyProvider(() => keys) } },
      {},
    );
  }
  await expect(resealOutside()).rejects.toThrow('crash');
  expect(await start()).toHaveLength(2);
  await resealOutside();
  const [outside, ...others] = await start();
  expect(others).toEqual([]);
  const keys = createLocalKeyProvider(() => [outside]);
  for (const accountId of ids) {
    const sealed = await accounts.getSession(accountId);
    expect(sealed && (await unsealSession(keys, accountId, sealed))).toEqual(session);
  }
  expect(await readdir(directory)).not.toContain('session.key');
});

test('a key that is in no file is not made by the command', async () => {
  const { context } = await openBench();
  const system = { ...context.system, keyFile: undefined };
  await expect(reseal({ ...context, system }, { newKey: true })).rejects.toBeInstanceOf(UsageError);
});

test('a stage makes its keys in KMS: --new-key is refused there, and nothing changes', async () => {
  const { context, keyFile } = await openBench();
  const text = await readFile(keyFile, 'utf8');
  const stage = { ...context, system: { ...context.system, directory: undefined, keyFile: undefined } };
  await expect(reseal(stage, { newKey: true })).rejects.toBeInstanceOf(UsageError);
  expect(await readFile(keyFile, 'utf8')).toBe(text);
});

test('at a stage every session is sealed anew under its key', async () => {
  const { context, printed } = await openBench();
  const before = await accounts.getSession(ids[0]);
  await reseal({ ...context, system: { ...context.system, directory: undefined, keyFile: undefined } }, {});
  expect((await accounts.getSession(ids[0]))?.wrappedKey).not.toEqual(before?.wrappedKey);
  expect(printed).toEqual(['2 sessions are sealed under the newest key.']);
});

test('webhook secrets are sealed under the newest key too, before the older one goes', async () => {
  const { context, keyFile, printed } = await openBench();
  const secrets = openSecrets(context.system.openKeys);
  const before = await secrets.getSecrets('default', Date.now());
  await reseal({ ...context, system: { ...context.system, webhookSecrets: secrets } }, { newKey: true });
  expect(keysOf(keyFile)).toHaveLength(1);
  expect(await secrets.getSecrets('default', Date.now())).toEqual(before);
  expect(printed).toContain('1 webhook secret is sealed under the newest key.');
});

test('a webhook secret that cannot be opened keeps the older keys, and is named', async () => {
  const { context, keyFile, printed } = await openBench();
  const problem = 'the sealed webhook secret of default cannot be opened: it was altered';
  async function resealSecrets() {
    return { sealed: 0, problems: [problem] };
  }
  const webhookSecrets = { ...context.system.webhookSecrets, resealSecrets };
  const resealing = reseal({ ...context, system: { ...context.system, webhookSecrets } }, { newKey: true });
  await expect(resealing).rejects.toThrow(RefusedError);
  expect(printed).toContain(problem);
  expect(keysOf(keyFile)).toHaveLength(2);
});
