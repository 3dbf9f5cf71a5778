import { mkdir } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createKeyStore, type KeyStore } from '../functions/aws/api-key-store.ts';
import { readLocalKeys } from '../functions/aws/sealing-key-file.ts';
import type { AppCredentials } from '../functions/telegram/connection.ts';
import { checkSettings } from '../infra/check-settings.ts';
import type { BuiltService } from '../infra/package.ts';
import { localClientSettings } from '../operator/system/local-client-settings.ts';
import type { LocalTelegram, Tables } from '../operator/system/local-state.ts';
import { openStatedSystem, type System } from '../operator/system/open-system.ts';
import { ensureKeyFile } from '../operator/system/sealing-key-file.ts';
import type { SealingKeys } from '../operator/system/sealing-keys.ts';
import type { DataCentreEvent } from '../telegram-emulator/data-centre-event.ts';
import { type AwsStack, type StackEvent, startAwsStack } from './aws/aws-stack.ts';
import { buildInProcess } from './build-service.ts';
import { createBodyLimit } from './limit-body.ts';
import { createMetricsPage, joinBeside } from './metrics/metrics-page.ts';
import { createOperatorApi } from './operator-api/operator-api.ts';
import { makeOperatorKey } from './operator-api/operator-key.ts';
import type { DemoPerson } from './operator-api/operator-routes.ts';

export interface LocalSystemOptions {
  /** The port of the HTTP API; 0 means any free one. */
  port: number;
  /** Has the file with the key that seals sessions. A missing one is made, and only its owner may read it. */
  directory: string;
  /** The keys that seal sessions, instead of those of the file in the folder. */
  sealingKeys?: SealingKeys;
  /** The functions and the template to run; built from the sources unless given. */
  built?: BuiltService;
  /** Keeps the tables in this file; in memory unless given. */
  databaseFile?: string;
  env: Record<string, string | undefined>;
  /** Whose accounts the operator API works on, unless a request brings an API key of another tenant. */
  tenantId: string;
  /** The app of logins that name none. */
  app: AppCredentials | undefined;
  /** Who can be logged in at a demonstration's Telegram. */
  people?: DemoPerson[];
  /** Called when a part has started, or is starting. */
  onPart?: (name: string, address: string) => void;
  onEvent?: (event: StackEvent | DataCentreEvent) => void;
  /** Each line that a function writes. */
  onLine?: (name: string, line: string) => void;
}

/** The service on this machine, ready for accounts and keys. */
export interface LocalSystem {
  baseUrl: string;
  stack: AwsStack;
  dynamoDb: DynamoDBClient;
  tables: Tables;
  sealingKeys: SealingKeys;
  /** Opens the operator API. Each start makes a new one. */
  operatorKey: string;
  /** The Telegram servers that the system uses; undefined for the real Telegram. */
  telegram: LocalTelegram | undefined;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB, SQS, the built functions and the HTTP API. When a part fails, the parts that had started are
 * stopped.
 * @throws the part's error, such as EADDRINUSE for a taken port.
 */
export async function startLocalSystem(
  options: LocalSystemOptions,
  telegram: LocalTelegram | undefined,
): Promise<LocalSystem> {
  const { env, onPart = () => {} } = options;
  const metrics = createMetricsPage(env);
  const built = options.built ?? buildInProcess();
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const sealingKeys = options.sealingKeys ?? (await openOwnKeys(options.directory));
  const keyVariables = {
    ...(sealingKeys.keyFile === undefined ? {} : { SESSION_KEY_FILE: sealingKeys.keyFile }),
    ...(sealingKeys.keyText === undefined ? {} : { SESSION_KEY_TEXT: sealingKeys.keyText }),
  };
  onPart('Telegram', describeTelegram(telegram));
  const keys = Promise.withResolvers<KeyStore>();
  const system = Promise.withResolvers<System>();
  const operatorKey = makeOperatorKey();
  const operatorApi = createOperatorApi({
    operatorKey,
    system: system.promise,
    tenantId: options.tenantId,
    app: options.app,
    people: options.people,
    now: Date.now,
    print: (line) => options.onLine?.('operator', line),
  });
  const stack = await startAwsStack({
    ...(await built),
    port: options.port,
    databaseFile: options.databaseFile,
    externalEndpoints: {
      ...(env.AWS_ENDPOINT_URL_DYNAMODB ? { dynamodb: env.AWS_ENDPOINT_URL_DYNAMODB } : {}),
      ...(env.AWS_ENDPOINT_URL_SQS ? { sqs: env.AWS_ENDPOINT_URL_SQS } : {}),
    },
    // The worker's `running` lines help a person who watches. On AWS they would only cost money.
    environment: {
      api: { WEBHOOK_ALLOW_LOCAL: '1' },
      worker: { ...keyVariables, POWERTOOLS_LOG_LEVEL: 'DEBUG' },
      webhook: { ...keyVariables, WEBHOOK_ALLOW_LOCAL: '1' },
    },
    limitBody: createBodyLimit({
      findKey: async (keyHash) => (await keys.promise).findKey(keyHash),
      now: Date.now,
    }),
    beside: joinBeside(operatorApi, metrics),
    onLine(name, line) {
      metrics.addLine(name, line);
      options.onLine?.(name, line);
    },
    ...(options.onEvent ? { onEvent: options.onEvent } : {}),
  });
  try {
    checkSettings(stack.environmentOf);
  } catch (error) {
    await stack.close();
    throw error;
  }
  onPart('DynamoDB', stack.endpoints.dynamodb);
  onPart('SQS', stack.endpoints.sqs);
  onPart('HTTP API', stack.baseUrl);
  const dynamoDb = new DynamoDBClient({ endpoint: stack.endpoints.dynamodb, ...localClientSettings });
  const tables = nameTables(stack);
  keys.resolve(createKeyStore(dynamoDb, tables.keys));
  const { baseUrl } = stack;
  const state = {
    base_url: baseUrl,
    tables,
    endpoints: stack.endpoints,
    ...(sealingKeys.keyFile === undefined ? {} : { key_file: sealingKeys.keyFile }),
    ...(telegram === undefined ? {} : { telegram }),
  };
  const opened = openStatedSystem(
    state,
    {
      ...(options.databaseFile === undefined ? {} : { data: options.directory }),
      tenant: options.tenantId,
    },
    { directory: options.directory, readKeys: () => readLocalKeys(sealingKeys) },
  );
  system.resolve(opened);
  return {
    baseUrl,
    stack,
    dynamoDb,
    tables,
    sealingKeys,
    operatorKey,
    telegram,
    async close() {
      await operatorApi.close();
      opened.close();
      dynamoDb.destroy();
      await stack.close();
    },
  };
}

async function openOwnKeys(directory: string): Promise<SealingKeys> {
  const keyFile = await ensureKeyFile(directory);
  return { keyFile, sources: [keyFile] };
}

function nameTables(stack: AwsStack): LocalSystem['tables'] {
  const {
    JOBS_TABLE: jobs = '',
    ACCOUNTS_TABLE: accounts = '',
    KEYS_TABLE: keys = '',
    JOINS_TABLE: joins = '',
    STANDING_TABLE: standing = '',
  } = stack.environmentOf('api');
  const { WEBHOOKS_TABLE: webhooks = '' } = stack.environmentOf('webhook');
  return { accounts, jobs, keys, webhooks, joins, standing };
}

function describeTelegram(telegram: LocalTelegram | undefined): string {
  if (telegram === undefined) {
    return 'the real one';
  }
  return telegram.servers
    .map(({ dcId, address, port }) => `${address}:${port} (data centre ${dcId})`)
    .join(', ');
}
