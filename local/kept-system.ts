import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAccountStore } from '../functions/aws/account-store.ts';
import { createJobStore } from '../functions/aws/job-store.ts';
import { createQueue } from '../functions/aws/queue.ts';
import { usualScopes } from '../functions/core/account/api-key.ts';
import { localClientSettings } from '../operator/system/local-client-settings.ts';
import { defaultTenant } from '../operator/system/open-system.ts';
import { openSealingKeys } from '../operator/system/sealing-keys.ts';
import { hasApiKeys, makeApiKey } from './api-keys.ts';
import { expireItems } from './aws/expire-items.ts';
import { readStackSettings } from './aws/template.ts';
import { buildInProcess } from './build-service.ts';
import { type LocalSystem, type LocalSystemOptions, startLocalSystem } from './local-system.ts';
import { lockDirectory } from './lock-directory.ts';
import { notifySystemd } from './notify-systemd.ts';
import { readApp } from './read-app.ts';
import { refillQueue } from './refill-queue.ts';
import { restoreData } from './restore-data.ts';
import { startInParts } from './start-in-parts.ts';
import { readTelegramServer } from './telegram-server.ts';

const dayMs = 24 * 60 * 60_000;
/** The settings of tables name no queue. */
const anyQueue = 'http://127.0.0.1';

/** The service on this machine. It stores its accounts, keys and jobs in a folder. */
export interface KeptSystem extends LocalSystem {
  /** Made on the first start, and shown only then. Whoever starts the service may see its keys; who joins has to be asked for. */
  firstApiKey: string | undefined;
  /** How many messages were sent for the jobs that the last run left unfinished. */
  refilled: number;
  /** How many rows of a backup the start has restored. */
  restored: number | undefined;
}

export interface KeptSystemOptions
  extends Omit<LocalSystemOptions, 'databaseFile' | 'sealingKeys' | 'tenantId' | 'app' | 'people'> {
  /** The file with the key that seals sessions, instead of one in the folder. */
  keyFile?: string | undefined;
}

/**
 * Starts the service on the folder `directory`, against the real Telegram (or the server named by TELEGRAM_DC_ADDRESS).
 * Unfinished jobs of an earlier run go on.
 * @throws DirectoryInUseError while another system runs on the folder; a part's error, such as EADDRINUSE for a taken
 * port.
 */
export function startKeptSystem(options: KeptSystemOptions): Promise<KeptSystem> {
  return startInParts((parts) => startParts(options, parts));
}

async function startParts(options: KeptSystemOptions, parts: AsyncDisposableStack): Promise<KeptSystem> {
  const { directory, env, keyFile } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  parts.defer(lockDirectory(directory));
  const databaseFile = join(directory, 'dynamodb.sqlite');
  const sealingKeys = await openSealingKeys({ directory, env, keyFile, databaseFile });
  const built = options.built ?? (await buildInProcess());
  const { tables } = readStackSettings(built.template, anyQueue);
  const restored = await restoreData({ directory, databaseFile, settings: tables, nowMs: Date.now() });
  const system = await startLocalSystem(
    { ...options, built, databaseFile, sealingKeys, tenantId: defaultTenant, app: readApp(env) },
    await readTelegramServer(env),
  );
  parts.defer(() => system.close());
  parts.defer(expireDaily(system, options.onLine));
  const refilled = await refill(system);
  const isFirstStart = !(await hasApiKeys(system));
  parts.defer(notifySystemd({ env, check: () => hasApiKeys(system) }));
  return {
    ...system,
    firstApiKey: isFirstStart
      ? await makeApiKey(system, defaultTenant, 'first', [...usualScopes, 'keys:read'])
      : undefined,
    refilled,
    restored,
    close: () => parts.disposeAsync(),
  };
}

/**
 * Deletes finished jobs when their time is over. Without this the folder would grow for ever.
 * @returns a function that stops it, after the current run.
 */
function expireDaily(
  { dynamoDb, stack }: LocalSystem,
  onLine: LocalSystemOptions['onLine'] = () => {},
): () => Promise<void> {
  async function expire() {
    try {
      await expireItems(dynamoDb, stack.settings.tables, Date.now());
    } catch (error) {
      onLine('dynamodb', `finished jobs were not deleted; the next try is tomorrow: ${error}`);
    }
  }
  let run = expire();
  const timer = setInterval(() => {
    run = expire();
  }, dayMs);
  return async () => {
    clearInterval(timer);
    await run;
  };
}

async function refill({ stack, dynamoDb, tables }: LocalSystem): Promise<number> {
  const sqs = new SQSClient({
    endpoint: stack.endpoints.sqs,
    useQueueUrlAsEndpoint: false,
    ...localClientSettings,
  });
  const { sendJob } = createQueue(sqs, stack.environmentOf('worker').JOBS_QUEUE_URL ?? '');
  try {
    return await refillQueue({
      ...createAccountStore(dynamoDb, tables.accounts),
      ...createJobStore(dynamoDb, tables.jobs),
      sendJob,
      now: Date.now,
    });
  } finally {
    sqs.destroy();
  }
}
