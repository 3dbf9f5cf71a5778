import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Pace } from '../../functions/core/pace/pace.ts';
import type { CloudFormationTemplate } from '../../infra/cloudformation-template.ts';
import { readPackagedTemplate } from '../../infra/package.ts';
import type { StackEvent } from '../../local/aws/aws-stack.ts';
import { type DemoSystem, startDemoSystem } from '../../local/demo-system.ts';
import { startInParts } from '../../local/start-in-parts.ts';
import { localClientSettings } from '../../operator/system/local-client-settings.ts';
import { projectDirectory } from '../../project-directory.ts';
import { type DataCentre, startDataCentre } from '../../telegram-emulator/data-centre.ts';
import type { DataCentreEvent } from '../../telegram-emulator/data-centre-event.ts';
import { createDemoWorld, type DemoWorld } from '../../telegram-emulator/demo-world.ts';
import type { FloodLimits } from '../../telegram-emulator/flood-policy.ts';
import { createWritableAccountStore } from '../functions/aws/writable-account-store.ts';
import { createRecorder } from '../local/aws/fixture-functions.ts';

/** A line that a function wrote, and what it says when it is JSON. */
export interface FunctionLine {
  name: string;
  text: string;
  entry: Record<string, unknown>;
}

type Recorder<T> = ReturnType<typeof createRecorder<T>>;

/** The whole service on real parts, with all that happened in it so far: one for a test file. */
export interface LocalService {
  system: DemoSystem;
  telegram: DataCentre;
  demo: DemoWorld;
  lines: Recorder<FunctionLine>;
  events: Recorder<StackEvent | DataCentreEvent>;
  dynamoDb: DynamoDBClient;
  sqs: SQSClient;
  /** Holds the key that seals sessions. */
  keyFile: string;
  close(): Promise<void>;
}

/** Test credentials: the API hash is one of the secrets that no line may hold. */
export const apiHash = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/** As fast as a machine is: what the pace does is tested for itself. */
export const noPace: Pace = { perMinute: 60_000, burst: 1_000 };

/** Chosen so that a test meets only the waits it asks for. */
const generous = { capacity: 1000, refillPerMinute: 1000, penaltySeconds: 5 };

/**
 * Starts everything on free ports, in a folder of its own. The data centre is started here and named to the system as an
 * operator names another server, so that its flood limits can be chosen.
 * @param apiProcesses that answer at once. Each takes half a second of a core to start.
 */
export function startLocalService(
  floodLimits: Partial<FloodLimits> = {},
  apiProcesses = 2,
): Promise<LocalService> {
  return startInParts((parts) => startParts(parts, floodLimits, apiProcesses));
}

async function startParts(
  parts: AsyncDisposableStack,
  floodLimits: Partial<FloodLimits>,
  apiProcesses: number,
): Promise<LocalService> {
  const lines = createRecorder<FunctionLine>();
  const events = createRecorder<StackEvent | DataCentreEvent>();
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-'));
  parts.defer(() => rm(directory, { recursive: true }));
  const demo = createDemoWorld();
  const telegram = await startDataCentre({
    world: demo.world,
    floodLimits: {
      'messages.exportChatInvite': generous,
      'contacts.resolveUsername': generous,
      ...floodLimits,
    },
    onEvent: events.record,
  });
  parts.defer(() => telegram.close());
  const publicKeyFile = join(directory, 'telegram.pem');
  await writeFile(publicKeyFile, telegram.publicKeyPem);
  const system = await startDemoSystem({
    port: 0,
    directory,
    // As the setup before all suites has built it: each would take two seconds of a core to build the same.
    built: { template: await readTemplate(apiProcesses), rootDirectory: projectDirectory },
    env: {
      TELEGRAM_DC_ADDRESS: `${telegram.host}:${telegram.port}`,
      TELEGRAM_DC_ID: String(telegram.dcId),
      TELEGRAM_PUBLIC_KEY_FILE: publicKeyFile,
      TELEGRAM_API_HASH: apiHash,
    },
    onLine: (name, text) => lines.record({ name, text, entry: readEntry(text) }),
    onEvent: events.record,
  });
  parts.defer(() => system.close());
  const { endpoints } = system.stack;
  const dynamoDb = new DynamoDBClient({ endpoint: endpoints.dynamodb, ...localClientSettings });
  parts.defer(() => dynamoDb.destroy());
  const accounts = createWritableAccountStore(
    dynamoDb,
    system.stack.environmentOf('worker').ACCOUNTS_TABLE ?? '',
  );
  for (const account of await accounts.listAccounts()) {
    await accounts.putAccount({ ...account, pace: noPace });
  }
  const sqs = new SQSClient({ endpoint: endpoints.sqs, ...localClientSettings });
  parts.defer(() => sqs.destroy());
  return {
    system,
    telegram,
    demo,
    lines,
    events,
    dynamoDb,
    sqs,
    keyFile: join(directory, 'session.key'),
    close: () => parts.disposeAsync(),
  };
}

/** The packaged template, with so many processes of the API. */
async function readTemplate(apiProcesses: number): Promise<CloudFormationTemplate> {
  const template = await readPackagedTemplate();
  Object.assign(template.Resources.ApiLambdaFunction?.Properties ?? {}, {
    ReservedConcurrentExecutions: apiProcesses,
  });
  return template;
}

/** What is no JSON is looked at as text only. */
export function readEntry(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return {};
    }
    throw error;
  }
}
