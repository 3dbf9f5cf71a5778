import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type AccountStore, createAccountStore } from '../../functions/aws/account-store.ts';
import { createKeyStore, type KeyStore } from '../../functions/aws/api-key-store.ts';
import { createDynamoDbClient, createSqsClient } from '../../functions/aws/clients.ts';
import { createEndpointStore, type EndpointStore } from '../../functions/aws/endpoint-store.ts';
import { createJobStore, type JobStore } from '../../functions/aws/job-store.ts';
import { createJoinRemoval, type JoinRemoval } from '../../functions/aws/join-removal.ts';
import {
  createKmsKeyProvider,
  createLocalKeyProvider,
  type KeyProvider,
} from '../../functions/aws/key-provider.ts';
import type { FileKey } from '../../functions/aws/sealing-key-file.ts';
import { createWebhookSecrets, type WebhookSecretStore } from '../../functions/aws/webhook-secrets.ts';
import { projectDirectory } from '../../project-directory.ts';
import { RefusedError } from '../terminal/operator-errors.ts';
import { quoteForShell } from '../terminal/quote-for-shell.ts';
import { localClientSettings } from './local-client-settings.ts';
import { type LocalState, type LocalTelegram, readLocalState, type Tables } from './local-state.ts';
import { readToolKeys } from './open-tool-keys.ts';

/** Whose accounts they are where no tenant is named. */
export const defaultTenant = 'default';

/** The options that say which system a command works on. */
export interface SystemOptions {
  data?: string;
  stage?: string;
  tenant?: string;
}

/** A running system: its tables, its keys, and the Telegram that its accounts live in. */
export interface System {
  tenantId: string;
  accounts: AccountStore;
  jobs: JobStore;
  joins: JoinRemoval;
  apiKeys: KeyStore;
  endpoints: EndpointStore;
  webhookSecrets: WebhookSecretStore;
  dynamoDb: DynamoDBClient;
  tables: Tables;
  /** Opened by the commands that need it, which close it. */
  openSqs(): SQSClient;
  /** Of a system on this machine: where its HTTP API is. */
  baseUrl: string | undefined;
  /** The stage that it is deployed to; undefined on one machine. */
  stage: string | undefined;
  /** What seals sessions. Opened by the commands that need it: looking at an account takes no key. */
  openKeys(): KeyProvider;
  /** On one machine, the folder of its data. */
  directory: string | undefined;
  /** On one machine, its keys: the first seals. */
  readKeys(): FileKey[];
  /** On one machine, the file of its keys, where they are in one. */
  keyFile: string | undefined;
  /** The Telegram of this system alone; undefined for the real one. */
  telegram: LocalTelegram | undefined;
  /**
   * A command as it is typed for this system.
   * @param tool the npm script: `account` unless given.
   * @param tenantId of the account that the command is about; the tenant of this command line unless given.
   */
  commandLine(words: string, tool?: string, tenantId?: string): string;
  close(): void;
}

type Environment = Record<string, string | undefined>;

/** @throws RefusedError when no system runs on the folder. */
export function openSystem(options: SystemOptions, env: Environment): System {
  return options.stage === undefined ? openLocalSystem(options, env) : openStage(options.stage, options);
}

function openLocalSystem(options: SystemOptions, env: Environment): System {
  const directory = resolve(options.data ?? join(projectDirectory, '.local'));
  const state = readState(directory, options.data);
  return openStatedSystem(state, options, { directory, readKeys: () => readToolKeys(directory, state, env) });
}

/** The system that a state is of, on the folder, with its keys. */
export function openStatedSystem(
  state: Omit<LocalState, 'processes'>,
  options: Omit<SystemOptions, 'stage'>,
  { directory, readKeys }: { directory: string; readKeys(): [FileKey, ...FileKey[]] },
): System {
  const client = new DynamoDBClient({ endpoint: state.endpoints.dynamodb, ...localClientSettings });
  function openKeys() {
    return createLocalKeyProvider(readKeys);
  }
  return {
    ...openTables(client, state.tables, openKeys),
    tenantId: options.tenant ?? defaultTenant,
    openSqs: () =>
      new SQSClient({ endpoint: state.endpoints.sqs, useQueueUrlAsEndpoint: false, ...localClientSettings }),
    baseUrl: state.base_url,
    stage: undefined,
    directory,
    keyFile: state.key_file,
    readKeys,
    openKeys,
    telegram: state.telegram,
    commandLine: createCommandLine(
      options,
      options.data === undefined ? [] : ['--data', quoteForShell(options.data)],
    ),
    close: () => client.destroy(),
  };
}

function openStage(stage: string, options: SystemOptions): System {
  function nameOf(table: string) {
    return `invite-spool-${stage}-${table}`;
  }
  const tables = {
    accounts: nameOf('accounts'),
    jobs: nameOf('jobs'),
    keys: nameOf('keys'),
    webhooks: nameOf('webhooks'),
    joins: nameOf('joins'),
    standing: nameOf('standing'),
  };
  const client = createDynamoDbClient();
  // The alias of infra/key.yml.
  function openKeys() {
    return createKmsKeyProvider(new KMSClient(), `alias/invite-spool-${stage}-sessions`);
  }
  return {
    ...openTables(client, tables, openKeys),
    tenantId: options.tenant ?? defaultTenant,
    openSqs: createSqsClient,
    baseUrl: undefined,
    stage,
    directory: undefined,
    keyFile: undefined,
    readKeys: () => [],
    openKeys,
    telegram: undefined,
    commandLine: createCommandLine(options, ['--stage', stage]),
    close: () => client.destroy(),
  };
}

function openTables(client: DynamoDBClient, tables: Tables, openKeys: () => KeyProvider) {
  return {
    dynamoDb: client,
    tables,
    accounts: createAccountStore(client, tables.accounts),
    jobs: createJobStore(client, tables.jobs),
    joins: createJoinRemoval(client, tables.joins, tables.jobs),
    apiKeys: createKeyStore(client, tables.keys),
    endpoints: createEndpointStore(client, tables.webhooks),
    webhookSecrets: createWebhookSecrets(client, tables.webhooks, openKeys),
  };
}

function createCommandLine({ tenant }: SystemOptions, system: string[]): System['commandLine'] {
  return (words, tool = 'account', tenantId = tenant ?? defaultTenant) => {
    const isTold = tenant !== undefined || tenantId !== defaultTenant;
    return [`npm run ${tool} --`, words, ...system, ...(isTold ? ['--tenant', tenantId] : [])].join(' ');
  };
}

function readState(directory: string, given: string | undefined): LocalState {
  const state = readLocalState(directory);
  if (state === undefined) {
    throw new RefusedError(
      given === undefined
        ? 'Nothing is running on this machine: start it with "npm start", or name a deployed --stage.'
        : `Nothing is running on ${given}: start it with "npm start -- --data ${quoteForShell(given)}".`,
    );
  }
  return state;
}
