import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { unsealSession } from '../../../functions/aws/session-seal.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { writeLocalState } from '../../../operator/system/local-state.ts';
import type { DataCentreEvent } from '../../../telegram-emulator/data-centre-event.ts';
import { startDataCentres } from '../../../telegram-emulator/data-centres.ts';
import { createDemoWorld } from '../../../telegram-emulator/demo-world.ts';
import { startTables } from '../../functions/aws/local-stores.ts';
import { createWritableAccountStore } from '../../functions/aws/writable-account-store.ts';
import { createRecorder } from '../../local/aws/fixture-functions.ts';
import { accountSource, runInTerminal } from '../pseudo-terminal.ts';

export const testApp = { TELEGRAM_API_ID: '12345', TELEGRAM_API_HASH: '0123456789abcdef0123456789abcdef' };

/**
 * What the operator's tool works on, without the rest of the service: two data centres over one world, the tables, a key
 * file, and the state file that tells where they are. Until the suite that asked for it has ended.
 */
export async function openAccountSystem() {
  const tables = await startTables();
  const demo = createDemoWorld();
  const events = createRecorder<DataCentreEvent>();
  const dataCentres = await startDataCentres([2, 4], { world: demo.world, onEvent: events.record });
  afterAll(() => dataCentres.close());
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  afterAll(() => rm(directory, { recursive: true }));
  const keyFile = join(directory, 'session.key');
  await writeFile(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  writeLocalState(directory, {
    tables: {
      accounts: tables.accountsTable,
      jobs: tables.jobsTable,
      keys: tables.keysTable,
      webhooks: tables.webhooksTable,
      joins: tables.joinsTable,
      standing: tables.standingTable,
    },
    endpoints: { dynamodb: tables.endpoint, sqs: 'http://127.0.0.1:9' },
    key_file: keyFile,
    telegram: {
      servers: [2, 4].map((dcId) => ({ dcId, address: '127.0.0.1', port: dataCentres.at(dcId).port })),
      public_key_pem: dataCentres.publicKeyPem,
      start_dc_id: 2,
    },
    processes: { main: process.pid },
  });
  const accounts = createWritableAccountStore(tables.client, tables.accountsTable);

  return {
    ...demo,
    ...tables,
    dataCentres,
    events,
    directory,
    keyFile,
    accounts,
    jobs: createJobStore(tables.client, tables.jobsTable),
    run: (words: string, env: Record<string, string> = testApp) =>
      runInTerminal([...words.split(' '), '--data', directory], env),
    /** As `npm run account` starts it, from its sources. */
    runSource: (words: string, env: Record<string, string>) =>
      runInTerminal([...words.split(' '), '--data', directory], env, accountSource),
    getAccount: (name: string) => accounts.getAccount(accountIdOf('default', name)),
    openSession,
    countSessions,
  };

  /** The session as a worker would open it. */
  async function openSession(name: string) {
    const accountId = accountIdOf('default', name);
    const sealed = await accounts.getSession(accountId);
    return sealed && unsealSession(createFileKeyProvider(keyFile), accountId, sealed);
  }

  /** How many logins of a user there are at Telegram. */
  function countSessions(userId: bigint): number {
    return [...demo.world.authKeys.values()].filter((key) => key.userId === userId).length;
  }
}

export type AccountSystem = Awaited<ReturnType<typeof openAccountSystem>>;
