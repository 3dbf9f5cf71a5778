import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CloudFormationTemplate } from '../../infra/cloudformation-template.ts';
import { startInParts } from '../start-in-parts.ts';
import { buildFunctionHost } from './build-function-host.ts';
import { createTables, type DynamodbServer, startDynamodb } from './dynamodb.ts';
import { type BatchEvent, type PollFailedEvent, startEventSourceMapping } from './event-source-mapping.ts';
import { createFunctionEnvironment, type Endpoints } from './function-environment.ts';
import { type Beside, type LimitBody, type RequestEvent, startHttpApi } from './http-api.ts';
import { createLambdaFunction, type FunctionEvent, type LambdaFunction } from './lambda-function.ts';
import { TemplateError } from './resolve-intrinsics.ts';
import { startSchedule } from './schedule.ts';
import { createQueues, startSqs } from './sqs.ts';
import {
  type FunctionSettings,
  type QueueSettings,
  readStackSettings,
  type StackSettings,
} from './template.ts';

/** Processes of a function without reserved concurrency: AWS would go on to a thousand, one machine does not. */
const unreservedProcesses = 5;
/** Of a function that a queue feeds, and batches of that queue at once: no AWS account's quota binds one machine. */
const fedProcesses = 10;
/** A function that runs when the stack is closed may run on for so long. */
const closeGraceMs = 5_000;

export type StackEvent =
  | FunctionEvent
  | RequestEvent
  | BatchEvent
  | PollFailedEvent
  /** The database engine has died: nothing works any more. */
  | { type: 'dynamodb-died' };

export interface AwsStackOptions {
  template: CloudFormationTemplate;
  /** The folder that the bundle paths in the template are relative to. */
  rootDirectory: string;
  /** The port of the HTTP API; any free one unless given. */
  port?: number;
  /** DynamoDB and SQS servers to use instead of starting our own. */
  externalEndpoints?: Partial<Endpoints>;
  /** Keeps the tables in this file instead of in memory. The queue is always in memory. */
  databaseFile?: string | undefined;
  /** Additional environment variables, by the function's name in serverless.yml. */
  environment?: Record<string, Record<string, string>>;
  /** Limits the bodies of requests, and refuses some before they are read. Without it the limit is that of API Gateway. */
  limitBody?: LimitBody;
  /** What is served beside the functions' routes. */
  beside?: Beside;
  /** Each line that a function writes. */
  onLine?: (name: string, line: string) => void;
  onEvent?: (event: StackEvent) => void;
}

export interface AwsStack {
  baseUrl: string;
  endpoints: Endpoints;
  settings: StackSettings;
  /** The whole environment of the function. */
  environmentOf(name: string): Record<string, string>;
  /** The ids of the function processes that are alive, by the function's name. */
  functionPids(): Record<string, number[]>;
  /** The process id of the DynamoDB engine; undefined for an external one. */
  dynamodbPid: number | undefined;
  /** Invokes a function by its name in serverless.yml, as Lambda's Invoke does. */
  invoke(name: string, event: unknown): Promise<unknown>;
  /** Runs each scheduled function once, now. */
  runSchedules(): Promise<void>;
  /** Stops everything in reverse order and resolves when no process and no port is left. */
  close(): Promise<void>;
}

/**
 * Runs the service that a packaged template describes on this machine: real queue and database servers, and one process
 * or more for each built function, behind the template's HTTP routes, event source mappings and schedules.
 *
 * @throws the first part's error, such as EADDRINUSE for a taken port; the parts that had started are stopped again.
 */
export function startAwsStack(options: AwsStackOptions): Promise<AwsStack> {
  return startInParts((parts) => startParts(options, parts));
}

async function startParts(options: AwsStackOptions, parts: AsyncDisposableStack): Promise<AwsStack> {
  const { externalEndpoints = {}, databaseFile, environment = {}, onEvent = () => {} } = options;
  const [dynamodb, sqs] = await Promise.all([
    startDynamodb({ externalEndpoint: externalEndpoints.dynamodb, databaseFile }).then((server) =>
      deferClose(parts, server),
    ),
    startSqs(externalEndpoints.sqs).then((server) => deferClose(parts, server)),
  ]);
  const endpoints = { dynamodb: dynamodb.endpoint, sqs: sqs.endpoint };
  const settings = withoutQuota(readStackSettings(options.template, endpoints.sqs));
  await Promise.all([
    createTables(endpoints.dynamodb, settings.tables),
    createQueues(endpoints.sqs, settings.queues),
  ]);

  function environmentOf(name: string) {
    return createFunctionEnvironment(
      findByName(settings.functions, name),
      endpoints,
      environment[name] ?? {},
    );
  }
  const functions = await createFunctions(options, settings, environmentOf);
  function invoke(functionArn: string, event: unknown, signal?: AbortSignal) {
    return findByArn(functions, functionArn).invoke(event, signal);
  }

  const schedules = settings.schedules.map((schedule) =>
    startSchedule(schedule, (event) => invoke(schedule.functionArn, event)),
  );
  const mappings = settings.eventSourceMappings.map((mapping) => {
    const { queueUrl } = findQueue(settings, mapping.queueArn);
    return startEventSourceMapping({
      settings: mapping,
      sqsEndpoint: endpoints.sqs,
      queueUrl,
      invoke: (event) => invoke(mapping.functionArn, event),
      onEvent,
    });
  });
  parts.defer(() => stopWork([...mappings, ...schedules], functions));

  const { port = 0, limitBody, beside } = options;
  const http = await startHttpApi({ routes: settings.routes, port, invoke, onEvent, limitBody, beside });
  deferClose(parts, http);
  tellDeath(dynamodb, parts, onEvent);
  return {
    baseUrl: http.baseUrl,
    endpoints,
    settings,
    environmentOf,
    functionPids: () => Object.fromEntries(functions.map((each) => [each.settings.name, each.pids()])),
    dynamodbPid: dynamodb.pid,
    invoke: async (name, event) => invoke(findByName(settings.functions, name).functionArn, event),
    async runSchedules() {
      await Promise.all(schedules.map((schedule) => schedule.runNow()));
    },
    close: () => parts.disposeAsync(),
  };
}

/** The template's sizes are those of an AWS account's quota. */
function withoutQuota({ functions, eventSourceMappings, ...settings }: StackSettings): StackSettings {
  const fed = new Set(eventSourceMappings.map(({ functionArn }) => functionArn));
  return {
    ...settings,
    functions: functions.map((each) =>
      fed.has(each.functionArn) ? { ...each, reservedConcurrency: fedProcesses } : each,
    ),
    eventSourceMappings: eventSourceMappings.map((each) => ({ ...each, maximumConcurrency: fedProcesses })),
  };
}

function tellDeath(
  { exited }: DynamodbServer,
  parts: AsyncDisposableStack,
  onEvent: (event: StackEvent) => void,
): void {
  let isClosing = false;
  // The last part added is the first one disposed.
  parts.defer(() => {
    isClosing = true;
  });
  void exited.then(() => {
    if (!isClosing) {
      onEvent({ type: 'dynamodb-died' });
    }
  });
}

function deferClose<T extends { close(): Promise<void> }>(parts: AsyncDisposableStack, part: T): T {
  parts.defer(() => part.close());
  return part;
}

async function createFunctions(
  options: AwsStackOptions,
  settings: StackSettings,
  environmentOf: (name: string) => Record<string, string>,
): Promise<LambdaFunction[]> {
  const { rootDirectory, onLine = () => {}, onEvent = () => {} } = options;
  const hostPath = await buildFunctionHost();

  /** Answers that the function may hold at once: it needs a process more to answer others. */
  function heldBy(name: string): number {
    return Number(environmentOf(name).HELD_ANSWERS ?? 0);
  }
  return settings.functions.map((each) =>
    createLambdaFunction({
      settings: each,
      hostPath,
      bundlePath: join(rootDirectory, each.bundlePath),
      environment: environmentOf(each.name),
      maxProcesses: each.reservedConcurrency ?? Math.max(unreservedProcesses, heldBy(each.name) + 1),
      onLine: (line) => onLine(each.name, line),
      onEvent,
    }),
  );
}

/** Ends the triggers. An invocation that still runs after the grace period is killed with its process. */
async function stopWork(triggers: { stop(): Promise<void> }[], functions: LambdaFunction[]): Promise<void> {
  const stopped = Promise.all(triggers.map((trigger) => trigger.stop()));
  const grace = new AbortController();
  await Promise.race([stopped, setTimeout(closeGraceMs, undefined, { signal: grace.signal })]);
  grace.abort();
  await Promise.all(functions.map((each) => each.close()));
  await stopped;
}

function findByArn(functions: LambdaFunction[], functionArn: string): LambdaFunction {
  const found = functions.find((each) => each.settings.functionArn === functionArn);
  if (found === undefined) {
    throw new TemplateError(`The template has no function ${functionArn}`);
  }
  return found;
}

function findByName(functions: FunctionSettings[], name: string): FunctionSettings {
  const found = functions.find((each) => each.name === name);
  if (found === undefined) {
    throw new TemplateError(`The template has no function named ${name}`);
  }
  return found;
}

function findQueue(settings: StackSettings, queueArn: string): QueueSettings {
  const found = settings.queues.find((queue) => queue.queueArn === queueArn);
  if (found === undefined) {
    throw new TemplateError(`The template has no queue ${queueArn}`);
  }
  return found;
}
