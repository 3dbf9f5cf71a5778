import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  createFileKeyProvider,
  createKmsKeyProvider,
  type KeyProvider,
} from '../../../functions/aws/key-provider.ts';
import { sealSession } from '../../../functions/aws/session-seal.ts';
import { fingerprintOf, userFingerprintOf } from '../../../functions/core/account/session.ts';
import { accountIdOf } from '../../../functions/core/ids.ts';
import type { Pace } from '../../../functions/core/pace/pace.ts';
import { buildService } from '../../../infra/package.ts';
import {
  type AwsStack,
  type AwsStackOptions,
  type StackEvent,
  startAwsStack,
} from '../../../local/aws/aws-stack.ts';
import { startInParts } from '../../../local/start-in-parts.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { ensureKeyFile } from '../../../operator/system/sealing-key-file.ts';
import {
  createWritableAccountStore,
  type WritableAccountStore,
} from '../../functions/aws/writable-account-store.ts';
import { type Channel, createChannel } from './channel.ts';
import { storeApiKey } from './store-api-key.ts';
import { startTelegramProcess, type TelegramAccount, type TelegramProcess } from './telegram-process.ts';
import { withoutTriggers } from './without-triggers.ts';

/** Higher than any machine reaches, so the pace is no limit. */
export const noPace: Pace = { perMinute: 600_000, burst: 10_000 };

export const tenantId = `ten_${'b'.repeat(32)}`;

export interface BenchAccount extends TelegramAccount {
  accountId: string;
}

export interface BenchSystemOptions {
  roundTripMs: number;
  accountCount: number;
  pace: Pace;
  /** False switches off the mappings and the sweeper. */
  hasTriggers?: boolean;
  externalEndpoints?: AwsStackOptions['externalEndpoints'];
  /** The sessions are sealed by this KMS, and not by a key file. */
  kmsEndpoint?: string;
  /** The API's PENDING_LIMIT, instead of the template's. */
  pendingLimit?: number;
}

/** The whole local system, with a data centre in its own process, accounts that are logged in, and their resolved chats. */
export interface BenchSystem {
  stack: AwsStack;
  telegram: TelegramProcess;
  accounts: BenchAccount[];
  accountStore: WritableAccountStore;
  tables: { accounts: string; jobs: string };
  dynamoDb: DynamoDBClient;
  sqs: SQSClient;
  /** Each line that a function writes. */
  lines: Channel<string>;
  events: Channel<StackEvent>;
  /** This API key has no rate limit in practice. */
  apiKey: string;
  close(): Promise<void>;
}

export function startBenchSystem(options: BenchSystemOptions): Promise<BenchSystem> {
  return startInParts((parts) => startParts(options, parts));
}

async function startParts(options: BenchSystemOptions, parts: AsyncDisposableStack): Promise<BenchSystem> {
  const told = { lines: createChannel<string>(), events: createChannel<StackEvent>() };
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-bench-'));
  parts.defer(() => rm(directory, { recursive: true }));
  const sealing = await openSealing(options.kmsEndpoint, directory);
  const telegram = await startTelegramProcess(options.roundTripMs, options.accountCount);
  parts.defer(telegram.close);
  const stack = await startStack(options, sealing.environment, told);
  parts.defer(() => stack.close());
  const dynamoDb = new DynamoDBClient({ endpoint: stack.endpoints.dynamodb, ...localClientSettings });
  parts.defer(() => dynamoDb.destroy());
  const { sqs: endpoint } = stack.endpoints;
  const sqs = new SQSClient({ endpoint, useQueueUrlAsEndpoint: false, ...localClientSettings });
  parts.defer(() => sqs.destroy());
  const { ACCOUNTS_TABLE = '', JOBS_TABLE = '', KEYS_TABLE = '' } = stack.environmentOf('api');
  const accountStore = createWritableAccountStore(dynamoDb, ACCOUNTS_TABLE);
  const accounts = telegram.accounts.map((each) => ({
    ...each,
    accountId: accountIdOf(tenantId, each.name),
  }));
  for (const account of accounts) {
    await storeAccount(accountStore, telegram, sealing.keys, account, options.pace);
  }
  return {
    stack,
    telegram,
    accounts,
    accountStore,
    tables: { accounts: ACCOUNTS_TABLE, jobs: JOBS_TABLE },
    dynamoDb,
    sqs,
    ...told,
    apiKey: await storeApiKey(dynamoDb, KEYS_TABLE, tenantId),
    close: () => parts.disposeAsync(),
  };
}

async function openSealing(
  kmsEndpoint: string | undefined,
  directory: string,
): Promise<{ keys: KeyProvider; environment: Record<string, string> }> {
  if (kmsEndpoint === undefined) {
    const keyFile = await ensureKeyFile(directory);
    return { keys: createFileKeyProvider(keyFile), environment: { SESSION_KEY_FILE: keyFile } };
  }
  const client = new KMSClient({ endpoint: kmsEndpoint, ...localClientSettings });
  return {
    keys: createKmsKeyProvider(client, 'bench'),
    environment: { SESSION_KEY_ID: 'bench', AWS_ENDPOINT_URL_KMS: kmsEndpoint },
  };
}

async function startStack(
  { pendingLimit, externalEndpoints, hasTriggers = true }: BenchSystemOptions,
  sealing: Record<string, string>,
  { lines, events }: Pick<BenchSystem, 'lines' | 'events'>,
): Promise<AwsStack> {
  const { template, rootDirectory } = await buildService();
  return startAwsStack({
    template: hasTriggers ? template : withoutTriggers(template),
    rootDirectory,
    environment: {
      worker: sealing,
      api: {
        WEBHOOK_ALLOW_LOCAL: '1',
        ...(pendingLimit === undefined ? {} : { PENDING_LIMIT: String(pendingLimit) }),
      },
      webhook: { ...sealing, WEBHOOK_ALLOW_LOCAL: '1' },
    },
    onLine: (_name, text) => lines.tell(text),
    onEvent: events.tell,
    ...(externalEndpoints ? { externalEndpoints } : {}),
  });
}

async function storeAccount(
  store: WritableAccountStore,
  { dcId, host: address, port }: TelegramProcess,
  keys: KeyProvider,
  { accountId, name, userId, authKey, peer, channelId, accessHash }: BenchAccount,
  pace: Pace,
): Promise<void> {
  const session = { dcId, address, port, authKey, apiId: 12345, apiHash: '0'.repeat(32), userId };
  await store.putSession(accountId, await sealSession(keys, accountId, session));
  await store.savePeer(accountId, peer, { kind: 'channel', channelId, accessHash });
  // All that a login stores: the size of a row decides what its writes cost.
  await store.putAccount({
    accountId,
    tenantId,
    name,
    owner: { userId, firstName: 'Alexandra', username: 'alexandra_links' },
    loggedInAtMs: Date.now(),
    keyFingerprint: fingerprintOf(Buffer.from(authKey, 'base64')),
    userFingerprint: userFingerprintOf('production', userId),
    loginFence: 0,
    status: 'active',
    blockedUntilMs: {},
    fence: 0,
    pace,
    dcId,
    address,
    port,
  });
}
