import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { exportSystem } from '../../../cli/ops/export.ts';
import { importBackup } from '../../../cli/ops/import.ts';
import type { CommandContext } from '../../../cli/tool/command-context.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createFileKeyProvider, type KeyProvider } from '../../../functions/aws/key-provider.ts';
import { sealSession, unsealSession } from '../../../functions/aws/session-seal.ts';
import { createWebhookSecrets } from '../../../functions/aws/webhook-secrets.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { RefusedError, UsageError } from '../../../operator/terminal/operator-errors.ts';
import { startTables } from '../../functions/aws/local-stores.ts';
import { secretsIn, session } from '../../functions/aws/session-record.ts';
import { createWritableAccountStore } from '../../functions/aws/writable-account-store.ts';
import { createAccountRecord, createJobRecord } from '../../functions/core/records.ts';

const accountId = accountIdOf('default', 'main');

async function newDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'move-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

async function writeKey(directory: string, byte: string): Promise<string> {
  const path = join(directory, `${byte}.key`);
  await writeFile(path, `${byte.repeat(32)}\n`, { mode: 0o600 });
  return path;
}

/** A stage with real tables; its key is of a file, for KMS is not at hand. */
async function openStage(keys: KeyProvider) {
  const started = await startTables();
  const { client, accountsTable, jobsTable, webhooksTable } = started;
  const accounts = createWritableAccountStore(client, accountsTable);
  const jobs = createJobStore(client, jobsTable);
  const secrets = createWebhookSecrets(client, webhooksTable, () => keys);
  const said: string[] = [];
  const system = {
    stage: 'prod',
    directory: undefined,
    tables: {
      accounts: accountsTable,
      jobs: jobsTable,
      keys: started.keysTable,
      webhooks: webhooksTable,
      joins: started.joinsTable,
      standing: started.standingTable,
    },
    dynamoDb: client,
    accounts,
    openKeys: () => keys,
    commandLine: (words: string, tool: string) => `npm run ${tool} -- ${words} --stage prod`,
  };
  const terminal = { print: (line: string) => said.push(line), note: (line: string) => said.push(line) };
  // What else a context has, these commands do not use.
  const context = { system, terminal, now: Date.now } as unknown as CommandContext;
  return { context, accounts, jobs, secrets, said };
}

test('a drained stage moves to another one: jobs and accounts are there, its sessions and secrets sealed anew', async () => {
  const directory = await newDirectory();
  const [oldKey, newKey, fileKey] = await Promise.all(
    ['11', '22', '33'].map((byte) => writeKey(directory, byte)),
  );
  const from = await openStage(createFileKeyProvider(oldKey ?? ''));
  const keys = createFileKeyProvider(oldKey ?? '');
  await from.accounts.putAccount(createAccountRecord({ accountId, tenantId: 'default', name: 'main' }));
  await from.accounts.putSession(accountId, await sealSession(keys, accountId, session));
  const { secret } = await from.secrets.getSecrets('default', Date.now());
  const job = createJobRecord(1, { accountId, tenantId: 'default' });
  await from.jobs.createJob(job);
  const file = join(directory, 'moved.jsonl');

  await expect(exportSystem(from.context, file, {})).rejects.toBeInstanceOf(UsageError);
  const options = { keyFile: fileKey ?? '' };
  await expect(exportSystem(from.context, file, options)).rejects.toThrow(
    /Not drained: main\. Run "npm run ops/,
  );
  await from.accounts.setDrained(accountId, Date.now());
  await exportSystem(from.context, file, options);
  const text = await readFile(file, 'utf8');
  expect(secretsIn(text)).toEqual([]);
  expect(text).not.toContain(secret);

  const toKeys = createFileKeyProvider(newKey ?? '');
  const to = await openStage(toKeys);
  await expect(importBackup(to.context, file, {})).rejects.toThrow(
    /sealed under the key [0-9a-f]{16}: give it/,
  );
  await importBackup(to.context, file, options);
  const sealed = await to.accounts.getSession(accountId);
  expect(sealed && (await unsealSession(toKeys, accountId, sealed))).toEqual(session);
  expect(await to.secrets.getSecrets('default', Date.now())).toEqual({ secret });
  expect(await to.jobs.getJob(job)).toMatchObject({ status: 'running', request: job.request });
  const account = await to.accounts.getAccount(accountId);
  expect(account).toMatchObject({ name: 'main', unsettled: [job.jobId], drainedAtMs: expect.any(Number) });

  // Broken off it is run again; once its accounts work, it is refused.
  await importBackup(to.context, file, options);
  await to.accounts.setDrained(accountId, undefined);
  await expect(importBackup(to.context, file, options)).rejects.toBeInstanceOf(RefusedError);
});

test('an export can leave out what is sealed', async () => {
  const directory = await newDirectory();
  const key = await writeKey(directory, '44');
  const { context, accounts } = await openStage(createFileKeyProvider(key));
  await accounts.putAccount(createAccountRecord({ accountId, tenantId: 'default', drainedAtMs: 1 }));
  await accounts.putSession(accountId, await sealSession(createFileKeyProvider(key), accountId, session));
  const file = join(directory, 'bare.jsonl');
  await exportSystem(context, file, { withoutSessions: true });
  expect(await readFile(file, 'utf8')).not.toContain('wrappedKey');
});
