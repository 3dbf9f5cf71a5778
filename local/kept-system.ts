import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createAccountStore } from '../functions/aws/account-store.ts';
import { createJobStore } from '../functions/aws/job-store.ts';
import { createQueue } from '../functions/aws/queue.ts';
import { localClientSettings } from '../operator/system/local-client-settings.ts';
import { defaultTenant } from '../operator/system/open-system.ts';
import { hasApiKeys, makeApiKey } from './api-keys.ts';
import { expireItems } from './aws/expire-items.ts';
import { type LocalSystem, type LocalSystemOptions, startLocalSystem } from './local-system.ts';
import { lockDirectory } from './lock-directory.ts';
import { refillQueue } from './refill-queue.ts';
import { startInParts } from './start-in-parts.ts';
import { readTelegramServer } from './telegram-server.ts';

const dayMs = 24 * 60 * 60_000;

/** The service on this machine, with its accounts, keys and jobs kept in a folder. */
export interface KeptSystem extends LocalSystem {
  /** Made on the first start, and told this once. */
  firstApiKey: string | undefined;
  /** Messages sent for the jobs that the last run left unfinished. */
  refilled: number;
}

/**
 * Starts the service on the folder `directory`, against the real Telegram (or the server named by TELEGRAM_DC_ADDRESS).
 * What an earlier run left unfinished there goes on.
 * @throws DirectoryInUseError while another runs on the folder; a part's error, such as EADDRINUSE for a taken port.
 */
export function startKeptSystem(options: Omit<LocalSystemOptions, 'databaseFile'>): Promise<KeptSystem> {
  return startInParts((parts) => startParts(options, parts));
}

async function startParts(options: LocalSystemOptions, parts: AsyncDisposableStack): Promise<KeptSystem> {
  const { directory, env } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  parts.defer(lockDirectory(directory));
  const databaseFile = join(directory, 'dynamodb.sqlite');
  const system = await startLocalSystem({ ...options, databaseFile }, await readTelegramServer(env));
  parts.defer(() => system.close());
  parts.defer(expireDaily(system, options.onLine));
  const refilled = await refill(system);
  const isFirstStart = !(await hasApiKeys(system));
  return {
    ...system,
    firstApiKey: isFirstStart ? await makeApiKey(system, defaultTenant, 'first') : undefined,
    refilled,
    close: () => parts.disposeAsync(),
  };
}

/**
 * Finished jobs are kept for their time only: without this the folder would grow for ever.
 * @returns what ends it, when the run in hand is over.
 */
function expireDaily(
  { dynamoDb, stack }: LocalSystem,
  onLine: LocalSystemOptions['onLine'] = () => {},
): () => Promise<void> {
  async function expire() {
    try {
      await expireItems(dynamoDb, stack.settings.tables, Date.now());
    } catch (error) {
      onLine('dynamodb', `finished jobs were not cleared away, which is tried again tomorrow: ${error}`);
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
