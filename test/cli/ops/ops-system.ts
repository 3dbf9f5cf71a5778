import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll } from 'vitest';
import { examine } from '../../../cli/ops/doctor.ts';
import { createProgram } from '../../../cli/ops/program.ts';
import type { CommandContext } from '../../../cli/tool/command-context.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import { makeApiKey } from '../../../local/api-keys.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { writeLocalState } from '../../../operator/system/local-state.ts';
import { openSystem, type System } from '../../../operator/system/open-system.ts';
import { RefusedError } from '../../../operator/terminal/operator-errors.ts';
import type { Terminal } from '../../../operator/terminal/terminal.ts';
import { startDataCentre } from '../../../telegram-emulator/data-centre.ts';
import { startQueues, startTables } from '../../functions/aws/local-stores.ts';
import { createWritableAccountStore } from '../../functions/aws/writable-account-store.ts';
import { createAccountRecord } from '../../functions/core/records.ts';

export const accountId = accountIdOf('default', 'main');

async function openDataCentre() {
  const dataCentre = await startDataCentre();
  let closed: Promise<void> | undefined;
  function close() {
    closed ??= dataCentre.close();
    return closed;
  }
  afterAll(close);
  return { port: dataCentre.port, close };
}

/** A healthy service without its functions: real tables and queues, a data centre, a key file, one account, one API key. */
export async function openOpsSystem() {
  const [tables, queues, telegram] = await Promise.all([startTables(), startQueues(), openDataCentre()]);
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  afterAll(() => rm(directory, { recursive: true }));
  const keyFile = join(directory, 'session.key');
  await writeFile(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  const names = {
    accounts: tables.accountsTable,
    jobs: tables.jobsTable,
    keys: tables.keysTable,
    webhooks: tables.webhooksTable,
    joins: tables.joinsTable,
    standing: tables.standingTable,
  };
  writeLocalState(directory, {
    tables: names,
    endpoints: { dynamodb: tables.endpoint, sqs: queues.endpoint },
    key_file: keyFile,
    telegram: { servers: [{ dcId: 2, address: '127.0.0.1', port: telegram.port }], start_dc_id: 2 },
    processes: { main: process.pid },
  });
  const accounts = createWritableAccountStore(tables.client, tables.accountsTable);
  await accounts.putAccount(createAccountRecord({ accountId, tenantId: 'default', name: 'main', dcId: 2 }));
  await makeApiKey({ dynamoDb: tables.client, tables: names }, 'default', 'first');
  const sqs = new SQSClient({ endpoint: queues.endpoint, ...localClientSettings });
  afterAll(() => sqs.destroy());
  const terminal = createSilentTerminal();
  const system = openSystem({ data: directory }, {});
  afterAll(() => system.close());
  const context: CommandContext = { system, terminal, now: Date.now };

  return {
    ...queues,
    tables: names,
    dynamoDb: tables.client,
    sqs,
    telegram,
    keyFile,
    accounts,
    jobs: createJobStore(tables.client, tables.jobsTable),
    context,
    findWrong: (overrides?: ContextOverrides) => findWrong(context, overrides),
    run: (words: string, onNote?: () => void) => run([...words.split(' '), '--data', directory], onNote),
  };
}

interface ContextOverrides {
  system?: Partial<System>;
  now?: CommandContext['now'];
}

/** What `doctor` finds wrong, with some of the context replaced. */
async function findWrong(context: CommandContext, { system = {}, ...rest }: ContextOverrides = {}) {
  const findings = await examine({ ...context, ...rest, system: { ...context.system, ...system } });
  return findings.filter(({ state }) => state === 'wrong');
}

/** Runs `npm run ops -- ...` within this process. */
async function run(argv: string[], onNote: () => void = () => {}) {
  const terminal = createSilentTerminal(onNote);
  function end(code: number) {
    return { code, out: terminal.said.join('\n'), err: terminal.noted.join('\n') };
  }
  try {
    await createProgram(terminal).parseAsync(argv, { from: 'user' });
    return end(0);
  } catch (error) {
    if (!(error instanceof RefusedError)) {
      throw error;
    }
    terminal.noted.push(error.message);
    return end(1);
  }
}

function createSilentTerminal(onNote: () => void = () => {}): Terminal & { said: string[]; noted: string[] } {
  const said: string[] = [];
  const noted: string[] = [];
  return {
    said,
    noted,
    print: (line) => said.push(line),
    note: (line) => {
      noted.push(line);
      onNote();
    },
    ask: () => Promise.reject(new Error('no question was expected')),
    confirm: () => Promise.reject(new Error('no question was expected')),
    signal: new AbortController().signal,
  };
}
