import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAccountStore } from '../../functions/aws/account-store.ts';
import { createJobStore } from '../../functions/aws/job-store.ts';
import type { Account } from '../../functions/core/account.ts';
import { resumeAccount } from '../../functions/core/resume-account.ts';
import { projectDirectory } from '../build.ts';
import { localClientSettings } from '../local/aws/local-client-settings.ts';

const help = `npm run account -- <command> [--stage STAGE]

  list           every account: its state, and why it is not working
  resume NAME    the account has been repaired: it works again, and its blocked jobs go on
  halt NAME      stops the account; its jobs wait as blocked until it is resumed

Works on the service that "npm start" runs on this machine; with --stage on the one deployed to that
stage, with the AWS credentials and region of the environment.`;

/** A mistake of the person at the keyboard: told in one sentence, without a stack. */
class UsageError extends Error {}

interface Place {
  client: DynamoDBClient;
  tables: { accounts: string; jobs: string };
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}

async function run(argv: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { stage: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [command, name] = positionals;
  if (values.help || command === undefined) {
    console.log(help);
    return;
  }
  const place = values.stage === undefined ? await findLocal() : findStage(values.stage);
  const accounts = createAccountStore(place.client, place.tables.accounts);
  const all = await accounts.listAccounts();
  if (command === 'list') {
    printAccounts(all);
    return;
  }
  if (command !== 'resume' && command !== 'halt') {
    throw new UsageError(`There is no command "${command}".\n\n${help}`);
  }
  const account = findAccount(all, name);
  if (command === 'halt') {
    await accounts.halt(account.accountId);
    console.log(`${account.name} is halted. Its jobs wait until: npm run account -- resume ${account.name}`);
    return;
  }
  const jobs = createJobStore(place.client, place.tables.jobs);
  const released = await resumeAccount({ ...accounts, ...jobs, now: Date.now }, account.accountId);
  console.log(
    `${account.name} is active. Jobs released: ${released ?? 0}. The sweeper sends them within a minute or two.`,
  );
}

/** The tables of what `npm start` is running. */
async function findLocal(): Promise<Place> {
  const file = join(projectDirectory, '.local', 'state.json');
  const state = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      throw new UsageError(
        'Nothing is running on this machine: start it with "npm start", or name a deployed --stage.',
      );
    }
    throw error;
  });
  const { endpoints, tables } = JSON.parse(state);
  return { client: new DynamoDBClient({ endpoint: endpoints.dynamodb, ...localClientSettings }), tables };
}

function findStage(stage: string): Place {
  const nameOf = (table: string) => `invite-spool-${stage}-${table}`;
  return { client: new DynamoDBClient(), tables: { accounts: nameOf('accounts'), jobs: nameOf('jobs') } };
}

function findAccount(all: Account[], name: string | undefined): Account {
  if (name === undefined) {
    throw new UsageError(`Name the account.\n\n${help}`);
  }
  const named = all.filter((account) => account.name === name || account.accountId === name);
  const [account] = named;
  if (account === undefined) {
    throw new UsageError(
      `There is no account "${name}". There are: ${all.map((each) => each.name).join(', ') || 'none'}.`,
    );
  }
  if (named.length > 1) {
    const ids = named.map((each) => `${each.accountId} (tenant ${each.tenantId})`).join(', ');
    throw new UsageError(`Several tenants have an account "${name}": use one of the ids ${ids}.`);
  }
  return account;
}

function printAccounts(all: Account[]): void {
  const rows = all.map(({ accountId, name, status, trouble, blockedUntilMs }) => ({
    name,
    status,
    why: trouble ? `${trouble.type}: ${trouble.detail}` : '',
    since: trouble ? new Date(trouble.atMs).toISOString() : '',
    waits: Object.entries(blockedUntilMs)
      .filter(([, untilMs]) => untilMs > Date.now())
      .map(([method, untilMs]) => `${method} until ${new Date(untilMs).toISOString()}`)
      .join(', '),
    accountId,
  }));
  for (const row of rows) {
    console.log(`${row.name}  ${row.status}  ${row.accountId}`);
    for (const line of [
      row.why && `  ${row.why} (since ${row.since})`,
      row.waits && `  waits: ${row.waits}`,
    ]) {
      if (line) {
        console.log(line);
      }
    }
  }
  if (rows.length === 0) {
    console.log('There are no accounts.');
  }
}
