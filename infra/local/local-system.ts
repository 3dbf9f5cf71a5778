import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTelegramConfig } from '../../functions/config.ts';
import { buildService } from '../package.ts';
import { type AwsStack, type StackEvent, startAwsStack } from './aws/aws-stack.ts';
import { type DemoData, seedDemo, type TelegramServer } from './seed-demo.ts';
import { type DataCentre, type DataCentreEvent, startDataCentre } from './telegram/data-centre.ts';
import { createDemoWorld, DEMO_LOGIN_CODE, DEMO_PHONES } from './telegram/demo-world.ts';

export interface LocalSystemOptions {
  /** Of the HTTP API; any free one when 0. */
  port: number;
  /** Where the key that seals sessions is kept. */
  directory: string;
  env: Record<string, string | undefined>;
  /** A part is up, or under way. */
  onPart?: (name: string, address: string) => void;
  onEvent?: (event: StackEvent | DataCentreEvent) => void;
  /** Each line that a function writes. */
  onLine?: (name: string, line: string) => void;
}

/** The whole service on this machine, with an account logged in and an API key to use it. */
export interface LocalSystem {
  baseUrl: string;
  demo: DemoData;
  /** Chats in which the demo account may make links, as requests name them. */
  peers: string[];
  /** Chats in which it may not, with the error that Telegram gives. */
  refusingPeers: Record<string, string>;
  stack: AwsStack;
  telegram: TelegramServer;
  /** The data centre, unless TELEGRAM_DC_ADDRESS names another server. */
  dataCentre: DataCentre | undefined;
  close(): Promise<void>;
}

/**
 * Starts everything: Telegram's data centre (or the server named by TELEGRAM_DC_ADDRESS), DynamoDB, SQS, the built
 * functions and the HTTP API; then logs the demo account in. What had started is stopped again when a part fails.
 * @throws the part's error, such as EADDRINUSE for a taken port.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const parts = new AsyncDisposableStack();
  try {
    return await startParts(options, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

async function startParts(options: LocalSystemOptions, parts: AsyncDisposableStack): Promise<LocalSystem> {
  const { env, onPart = () => {} } = options;
  const service = buildService();
  const keyFile = await ensureKeyFile(options.directory);
  const { telegram, dataCentre, chats } = await findTelegram(options, parts);
  onPart('Telegram', `${telegram.host}:${telegram.port} (data centre ${telegram.dcId})`);
  const stack = await startAwsStack({
    ...(await service),
    port: options.port,
    externalEndpoints: {
      ...(env.AWS_ENDPOINT_URL_DYNAMODB ? { dynamodb: env.AWS_ENDPOINT_URL_DYNAMODB } : {}),
      ...(env.AWS_ENDPOINT_URL_SQS ? { sqs: env.AWS_ENDPOINT_URL_SQS } : {}),
    },
    // The worker's `running` lines are of interest to a person who watches, not to a log that is paid for.
    environment: { worker: { SESSION_KEY_FILE: keyFile, POWERTOOLS_LOG_LEVEL: 'DEBUG' } },
    ...(options.onLine ? { onLine: options.onLine } : {}),
    ...(options.onEvent ? { onEvent: options.onEvent } : {}),
  });
  parts.defer(() => stack.close());
  onPart('DynamoDB', stack.endpoints.dynamodb);
  onPart('SQS', stack.endpoints.sqs);
  onPart('HTTP API', stack.baseUrl);
  const workerEnvironment = stack.environmentOf('worker');
  const demo = await seedDemo({
    dynamodbEndpoint: stack.endpoints.dynamodb,
    tables: {
      accounts: workerEnvironment.ACCOUNTS_TABLE ?? '',
      keys: stack.environmentOf('api').KEYS_TABLE ?? '',
    },
    keyFile,
    telegram,
    login: readLogin(env),
    makeChat: dataCentre === undefined,
  });
  onPart('account', `"${demo.account}", logged in over MTProto, its session sealed`);
  return {
    baseUrl: stack.baseUrl,
    demo,
    peers: demo.chat === undefined ? chats.open : [demo.chat],
    refusingPeers: chats.refusing,
    stack,
    telegram,
    dataCentre,
    close: () => parts.disposeAsync(),
  };
}

interface Chats {
  open: string[];
  refusing: Record<string, string>;
}

async function findTelegram(
  { env, onEvent }: LocalSystemOptions,
  parts: AsyncDisposableStack,
): Promise<{ telegram: TelegramServer; dataCentre: DataCentre | undefined; chats: Chats }> {
  const { address, dcId = 2 } = readTelegramConfig(env);
  if (address !== undefined) {
    const publicKeyPem = await readPublicKey(env.TELEGRAM_PUBLIC_KEY_FILE);
    return {
      telegram: { ...address, dcId, publicKeyPem },
      dataCentre: undefined,
      chats: { open: [], refusing: {} },
    };
  }
  const { world, peers } = createDemoWorld();
  const dataCentre = await startDataCentre({ world, ...(onEvent ? { onEvent } : {}) });
  parts.defer(() => dataCentre.close());
  const chats = {
    open: ['@launch', '@launch_chat', `-100${peers.backstage.id}`, `-${peers.crew.id}`],
    refusing: {
      '@press_room': 'CHAT_ADMIN_REQUIRED',
      '@launch_archive': 'CHANNEL_PRIVATE',
      [`-${peers.frozenCrew.id}`]: 'CHAT_WRITE_FORBIDDEN',
      [`-${peers.strangers.id}`]: 'CHAT_ID_INVALID',
      '@ada_demo': 'PEER_ID_INVALID',
    },
  };
  return { telegram: dataCentre, dataCentre, chats };
}

async function readPublicKey(file: string | undefined): Promise<string> {
  if (!file) {
    throw new Error(
      "TELEGRAM_DC_ADDRESS is set, so TELEGRAM_PUBLIC_KEY_FILE must name the PEM file of that server's RSA public key",
    );
  }
  return readFile(file, 'utf8');
}

/** Test credentials; a server of your own may want others. */
function readLogin(env: LocalSystemOptions['env']) {
  return {
    phone: env.DEMO_PHONE ?? DEMO_PHONES.user,
    code: env.DEMO_LOGIN_CODE ?? DEMO_LOGIN_CODE,
    apiId: Number(env.TELEGRAM_API_ID ?? 12345),
    apiHash: env.TELEGRAM_API_HASH ?? '0123456789abcdef0123456789abcdef',
  };
}

/** The key that seals sessions on this machine: made on first use, readable by its owner only. */
async function ensureKeyFile(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  const keyFile = join(directory, 'session.key');
  try {
    await writeFile(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  return keyFile;
}
