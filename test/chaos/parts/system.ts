import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createKeyStore } from '../../../functions/aws/api-key-store.ts';
import { createJobStore } from '../../../functions/aws/job-store.ts';
import { createFileKeyProvider } from '../../../functions/aws/key-provider.ts';
import { createPoolStore } from '../../../functions/aws/pool-store.ts';
import type { CloudFormationTemplate } from '../../../infra/cloudformation-template.ts';
import { createTables, startDynamodb } from '../../../local/aws/dynamodb.ts';
import { createFunctionEnvironment } from '../../../local/aws/function-environment.ts';
import { createQueues } from '../../../local/aws/sqs.ts';
import { type FunctionSettings, readStackSettings } from '../../../local/aws/template.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { type DataCentre, startDataCentre } from '../../../telegram-emulator/data-centre.ts';
import type { DataCentreEvent } from '../../../telegram-emulator/data-centre-event.ts';
import type { FaultAction, MetCall } from '../../../telegram-emulator/faults.ts';
import type { FloodLimits } from '../../../telegram-emulator/flood-policy.ts';
import type { Outage } from '../../../telegram-emulator/network.ts';
import type { Peer } from '../../../telegram-emulator/world/entities.ts';
import { createWritableAccountStore } from '../../functions/aws/writable-account-store.ts';
import { type ClockFile, openClockFile } from '../clock/clock-file.ts';
import { createSettle, ownPreload } from '../clock/settle.ts';
import { createWork, type Work } from '../clock/work.ts';
import type { MutantName } from '../mutants/mutants.ts';
import type { Scenario } from '../plan/scenarios.ts';
import { createFunctionPool, type FunctionPool } from './function-pool.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';
import { type ProxyHooks, startProxy } from './proxy.ts';
import { type Queue, startQueueServer } from './queue.ts';
import { type Receiver, type ReceiverHooks, startReceiver } from './receiver.ts';
import { startTelegramLines, type TelegramLine, type TelegramLines } from './telegram-lines.ts';
import { createTurns, type Turns } from './turns.ts';

export const functionNames = ['api', 'worker', 'sweeper', 'webhook'] as const;
export type FunctionName = (typeof functionNames)[number];

/** The hooks through which a seed sees every event of the system. */
export interface SystemHooks extends ProxyHooks, ReceiverHooks {
  /** Called before the data centre reports its next connection. */
  onLineOpen(line: TelegramLine): void;
  /** The data centre is about to read data from a line. */
  onLineSpeak(line: TelegramLine): void;
  onTelegram(event: DataCentreEvent): void;
  onLine(name: string, line: string): void;
  /** The worker has closed a line with FIN. */
  onFin(who: string): void;
  chooseFault(method: string, userId: bigint | undefined, chat: Peer | undefined): FaultAction | undefined;
  chooseOutage(calls: MetCall[]): Omit<Outage, 'userId'> | undefined;
}

/** The real parts. They start once, and all seeds use them. */
export interface System {
  clock: ClockFile;
  dataCentre: DataCentre;
  /** How far Telegram's clock is ahead of all other clocks. */
  telegramClock: { aheadMs: number };
  lines: TelegramLines;
  queues: Record<'jobs' | 'webhooks', Queue>;
  receiver: Receiver;
  /** The messages between the processes. */
  turns: Turns;
  /** The hunter's own work. */
  work: Work;
  /** Resolves when the system is idle. */
  settle(): Promise<void>;
  /** The living processes that had an invocation in this seed. */
  processes(): FunctionProcess[];
  pools: Record<FunctionName, FunctionPool>;
  stores: ReturnType<typeof createStores>;
  keyFile: string;
  hooks: SystemHooks;
  close(): Promise<void>;
}

export interface SystemOptions {
  template: CloudFormationTemplate;
  /** The folder of this hunter. */
  directory: string;
  /** The folder with the bundles, the host and the preload. */
  hostPath: string;
  preloadPath: string;
  compileCachePath: string;
  bundlePaths: Record<FunctionName, string>;
  clockPath: string;
  /** The mutant that is hunted; the unchanged product unless given. */
  mutant?: MutantName;
  /** The scene that every seed is played on; each has its own unless given. */
  scene?: Scenario;
}

/** How many processes of each function may run at once, and how many spare ones stay warm. */
const processes: Record<FunctionName, { most: number; spare: number }> = {
  api: { most: 2, spare: 1 },
  worker: { most: 4, spare: 1 },
  sweeper: { most: 4, spare: 1 },
  webhook: { most: 2, spare: 1 },
};

/** Sweepers that may be at work at once by their own account: the hunt starts up to as many in a minute. */
const sweepers = 3;

/** Generous limits, because the schedules impose their own waits. */
const floodLimits: Partial<FloodLimits> = Object.fromEntries(
  ['default', 'messages.exportChatInvite', 'contacts.resolveUsername'].map((method) => [
    method,
    { capacity: 1000, refillPerMinute: 1000, penaltySeconds: 5 },
  ]),
);

export async function startSystem(options: SystemOptions): Promise<System> {
  const parts = new AsyncDisposableStack();
  const { template, directory } = options;
  const hooks = { ...idleHooks };
  const clock = openClockFile(options.clockPath);
  parts.defer(() => clock.close());
  const dynamodb = await startDynamodb();
  parts.defer(() => dynamodb.close());
  const sqs = await startQueueServer();
  parts.defer(() => sqs.close());
  const settings = readStackSettings(template, sqs.endpoint);
  await createTables(dynamodb.endpoint, settings.tables);
  await createQueues(sqs.endpoint, settings.queues);
  function openQueue(name: string) {
    return sqs.open(
      settings.queues.find(({ queueName }) => queueName.endsWith(`-${name}.fifo`))?.queueUrl ?? '',
    );
  }
  const telegramClock = { aheadMs: 0 };
  const dataCentre = await startDataCentre({
    now: () => Date.now() + telegramClock.aheadMs,
    floodLimits,
    onEvent: (event) => hooks.onTelegram(event),
    chooseFault: (...call) => hooks.chooseFault(...call),
    chooseOutage: (calls) => hooks.chooseOutage(calls),
  });
  parts.defer(() => dataCentre.close());
  const turns = createTurns();
  const work = createWork();
  function everyProcess(): FunctionProcess[] {
    return Object.values(pools).flatMap((pool) => pool.all());
  }

  function processes() {
    return everyProcess().filter(({ id, who }) => who !== id);
  }
  const { settle, ownerOf } = createSettle(processes, work);
  const proxy = await startProxy({
    targets: { dynamodb: dynamodb.endpoint, sqs: sqs.endpoint },
    hooks: {
      before: (passing) => hooks.before(passing),
      after: (passing, code) => {
        sqs.noteChange();
        hooks.after(passing, code);
      },
    },
    work,
    turns,
    nameOf: (id) => everyProcess().find((process) => process.id === id)?.who ?? id,
  });
  parts.defer(() => proxy.close());
  function nameOf(fromPort: number, toPort: number) {
    return ownerOf(fromPort, toPort)?.who ?? 'nobody';
  }
  const receiver = await startReceiver({
    hooks: {
      beforeCallback: (callback) => hooks.beforeCallback(callback),
      onCallback: (callback) => hooks.onCallback(callback),
    },
    work,
    turns,
    nameOf,
  });
  parts.defer(() => receiver.close());
  const lines = await startTelegramLines({
    target: dataCentre,
    turns,
    nameOf,
    onOpen: (line) => hooks.onLineOpen(line),
    onSpeak: (line) => hooks.onLineSpeak(line),
    onFin: (who) => hooks.onFin(who),
  });
  parts.defer(() => lines.close());
  const keyFile = join(directory, 'session.key');
  await writeFile(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });

  function poolOf(name: FunctionName) {
    const pool = createPool(options, name, settings.functions, {
      endpoints: { dynamodb: proxy.endpoint('dynamodb'), sqs: proxy.endpoint('sqs') },
      environment: {
        CHAOS_CLOCK: options.clockPath,
        NODE_COMPILE_CACHE: options.compileCachePath,
        POWERTOOLS_LOG_LEVEL: 'DEBUG',
        SESSION_KEY_FILE: keyFile,
        SWEEPERS: String(sweepers),
        TELEGRAM_DC_ADDRESS: `${lines.host}:${lines.port}`,
        TELEGRAM_DC_ID: String(dataCentre.dcId),
        WEBHOOK_ALLOW_LOCAL: '1',
      },
      onLine: (line) => hooks.onLine(name, line),
    });
    parts.defer(() => pool.close());
    return pool;
  }
  const dynamoDb = new DynamoDBClient({ endpoint: dynamodb.endpoint, ...localClientSettings });
  parts.defer(() => dynamoDb.destroy());
  const pools = {
    api: poolOf('api'),
    worker: poolOf('worker'),
    sweeper: poolOf('sweeper'),
    webhook: poolOf('webhook'),
  };
  return {
    clock,
    dataCentre,
    telegramClock,
    lines,
    queues: { jobs: openQueue('jobs'), webhooks: openQueue('webhooks') },
    receiver,
    turns,
    work,
    settle,
    processes,
    pools,
    stores: createStores(dynamoDb, settings.functions),
    keyFile,
    hooks,
    close: () => parts.disposeAsync(),
  };
}

const idleHooks: SystemHooks = {
  before: () => undefined,
  after: () => undefined,
  onTelegram: () => undefined,
  onLine: () => undefined,
  chooseFault: () => undefined,
  onLineOpen: () => undefined,
  onLineSpeak: () => undefined,
  onFin: () => undefined,
  chooseOutage: () => undefined,
  beforeCallback: async () => undefined,
  onCallback: async () => undefined,
};

/** Resets the parts, so that every seed begins in the same state. */
export function beginSeed(system: System, seed: number, startMs: number): void {
  const { clock, turns, pools } = system;
  clock.setMs(startMs);
  system.telegramClock.aheadMs = 0;
  system.lines.setListening(true);
  turns.reset(seed);
  ownPreload().randomness.reseed(`seed ${seed}`);
  for (const pool of Object.values(pools)) {
    pool.rename();
  }
}

/** Removes a seed's hooks. Later events are ignored. */
export function resetHooks(system: System): void {
  Object.assign(system.hooks, idleHooks);
}

interface PoolSettings {
  endpoints: { dynamodb: string; sqs: string };
  environment: Record<string, string>;
  onLine: (line: string) => void;
}

function createPool(
  { hostPath, preloadPath, bundlePaths }: SystemOptions,
  name: FunctionName,
  functions: FunctionSettings[],
  { endpoints, environment, onLine }: PoolSettings,
): FunctionPool {
  const packaged = findFunction(functions, name);
  const settings = name === 'sweeper' ? { ...packaged, timeoutSeconds: sweepers * 60 - 10 } : packaged;
  let started = 0;
  function start() {
    started += 1;
    return startFunctionProcess({
      settings,
      id: `${name}-process-${started}`,
      hostPath,
      bundlePath: bundlePaths[name],
      preloadPath: pathToFileURL(preloadPath).href,
      environment: createFunctionEnvironment(settings, endpoints, environment),
      onLine,
    });
  }
  return createFunctionPool(start, processes[name].most, processes[name].spare);
}

/** The product's own stores, without the proxy. The stage, the operator and the checks use them. */
function createStores(client: DynamoDBClient, functions: FunctionSettings[]) {
  const {
    ACCOUNTS_TABLE = '',
    JOBS_TABLE = '',
    JOINS_TABLE = '',
    STANDING_TABLE = '',
  } = findFunction(functions, 'worker').environment;
  const { KEYS_TABLE = '' } = findFunction(functions, 'api').environment;
  return {
    client,
    accountsTable: ACCOUNTS_TABLE,
    joinsTable: JOINS_TABLE,
    accounts: createWritableAccountStore(client, ACCOUNTS_TABLE),
    jobs: createJobStore(client, JOBS_TABLE),
    pools: createPoolStore(client, STANDING_TABLE),
    keys: createKeyStore(client, KEYS_TABLE),
  };
}

function findFunction(functions: FunctionSettings[], name: FunctionName): FunctionSettings {
  const found = functions.find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`the template has no function ${name}`);
  }
  return found;
}

export function createKeys(system: System) {
  return createFileKeyProvider(system.keyFile);
}
