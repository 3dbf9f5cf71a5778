import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { readPackagedTemplate } from '../../../infra/package.ts';
import { type AwsStackOptions, type StackEvent, startAwsStack } from '../../../local/aws/aws-stack.ts';
import type { BatchEvent } from '../../../local/aws/event-source-mapping.ts';
import { localClientSettings } from '../../../operator/system/local-client-settings.ts';
import { createRecorder, writeFiles } from './fixture-functions.ts';

/** A request with `Prefer` is held longer than a route waits. */
const api = `export const handler = async (event) => {
  if (event.headers.prefer) await new Promise((resolve) => setTimeout(resolve, 60_000));
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ routeKey: event.routeKey, pid: process.pid, environment: process.env }),
  };
}`;
const worker = `export const handler = async ({ Records }) => {
  for (const record of Records) {
    if (record.body === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
    if (record.body === 'die') process.exit(3);
    console.log('worked on ' + record.body);
  }
  return { batchItemFailures: [] };
}`;
const sweeper = `export const handler = async (event) => { console.log('swept for ' + event.source) }`;

// Called through; only to see what was started.
vi.mock('node:child_process', { spy: true });

beforeAll(async () => void (await readPackagedTemplate()));

async function startFixture(options: Partial<AwsStackOptions> = {}, workerTimeoutSeconds = 60) {
  const rootDirectory = await writeFiles({
    '.build/api/index.mjs': api,
    '.build/worker/index.mjs': worker,
    '.build/sweeper/index.mjs': sweeper,
  });
  const template = structuredClone(await readPackagedTemplate());
  Object.assign(template.Resources.WorkerLambdaFunction?.Properties ?? {}, { Timeout: workerTimeoutSeconds });
  const events = createRecorder<StackEvent>();
  const lines = createRecorder<string>();
  const stack = await startAwsStack({
    template,
    rootDirectory,
    onLine: (name, line) => lines.record(`${name}: ${line}`),
    onEvent: events.record,
    ...options,
  });
  onTestFinished(() => stack.close());
  const sqs = new SQSClient({ endpoint: stack.endpoints.sqs, ...localClientSettings });
  onTestFinished(() => sqs.destroy());
  function send(body: string) {
    return sqs.send(
      new SendMessageCommand({
        QueueUrl: stack.environmentOf('worker').JOBS_QUEUE_URL,
        MessageBody: body,
        MessageGroupId: body,
        MessageDeduplicationId: body,
      }),
    );
  }
  return { stack, events, lines, send };
}

function isBatch(event: StackEvent): event is BatchEvent {
  return event.type === 'batch';
}

function isLine(expected: string) {
  return (line: string): line is string => line === expected;
}

test('the API answers others while it holds as many answers as it may', async () => {
  const { stack, events } = await startFixture({ environment: { api: { HELD_ANSWERS: '6' } } });
  const url = `${stack.baseUrl}/v1/health`;
  const gone = new AbortController();
  const held = Array.from({ length: 6 }, () =>
    fetch(url, { headers: { prefer: 'wait=25' }, signal: gone.signal }),
  );
  const ended = Promise.allSettled(held);
  function isApiStart(event: StackEvent): event is StackEvent {
    return event.type === 'process-started' && event.name === 'api';
  }
  await events.waitFor(isApiStart, held.length);
  expect(stack.functionPids().api).toHaveLength(held.length);
  expect((await fetch(url)).status).toBe(200);
  gone.abort();
  expect((await ended).map(({ status }) => status)).toEqual(held.map(() => 'rejected'));
});

test('a request runs the api function with the environment of the template, the endpoints and its own extras', async () => {
  const { stack } = await startFixture({ environment: { api: { EXTRA: 'yes' }, worker: { OTHER: 'no' } } });
  const response = await fetch(`${stack.baseUrl}/v1/health`);
  expect(await response.json()).toEqual({
    routeKey: 'GET /v1/health',
    pid: stack.functionPids().api?.[0],
    environment: stack.environmentOf('api'),
  });
  expect(stack.environmentOf('api')).toMatchObject({
    JOBS_TABLE: 'invite-spool-dev-jobs',
    ACCOUNTS_TABLE: 'invite-spool-dev-accounts',
    KEYS_TABLE: 'invite-spool-dev-keys',
    JOBS_QUEUE_URL: `${stack.endpoints.sqs}/000000000000/invite-spool-dev-jobs.fifo`,
    AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: stack.endpoints.sqs,
    AWS_REGION: 'us-east-1',
    EXTRA: 'yes',
  });
  expect(stack.environmentOf('api')).not.toHaveProperty('OTHER');
});

test('a message runs the worker function and is gone afterwards', async () => {
  const { lines, events, send } = await startFixture();
  const { MessageId } = await send('job-1');
  await lines.waitFor(isLine('worker: worked on job-1'));
  expect(await events.waitFor(isBatch)).toMatchObject({ messageIds: [MessageId], failedIds: [] });
});

test('a worker that outlasts its timeout is killed, and others go on', async () => {
  const { events, lines, send } = await startFixture({}, 1);
  const { MessageId } = await send('hang');
  await events.waitFor((event): event is StackEvent => event.type === 'invocation-started');
  await send('job-2');
  await lines.waitFor(isLine('worker: worked on job-2'));
  const failed = await events.waitFor(
    (event): event is BatchEvent => isBatch(event) && event.error !== undefined,
  );
  expect(failed).toMatchObject({
    failedIds: [MessageId],
    error: expect.stringContaining('Task timed out after 1.00 seconds'),
  });
});

test('a worker that dies fails its batch, and the next message gets a fresh process', async () => {
  const { events, lines, send } = await startFixture();
  await send('die');
  expect(await events.waitFor(isBatch)).toMatchObject({ error: expect.stringContaining('exit status 3') });
  await send('job-3');
  await lines.waitFor(isLine('worker: worked on job-3'));
});

test('what is on a schedule runs when asked', async () => {
  const { stack, lines } = await startFixture();
  await stack.runSchedules();
  await lines.waitFor(isLine('sweeper: swept for aws.events'));
});

test('a function can be invoked by its name, and an unknown name is refused', async () => {
  const { stack } = await startFixture();
  expect(await stack.invoke('worker', { Records: [] })).toEqual({ batchItemFailures: [] });
  await expect(stack.invoke('nobody', {})).rejects.toThrow('no function named nobody');
});

test('the tables of the template are there', async () => {
  const { stack } = await startFixture();
  const client = new DynamoDBClient({ endpoint: stack.endpoints.dynamodb, ...localClientSettings });
  const { TableNames } = await client.send(new ListTablesCommand());
  client.destroy();
  expect(TableNames?.sort()).toEqual([
    'invite-spool-dev-accounts',
    'invite-spool-dev-jobs',
    'invite-spool-dev-joins',
    'invite-spool-dev-keys',
    'invite-spool-dev-standing',
    'invite-spool-dev-webhooks',
  ]);
});

test('every port is bound to 127.0.0.1 alone', async () => {
  const { stack } = await startFixture();
  for (const url of [stack.baseUrl, stack.endpoints.dynamodb, stack.endpoints.sqs]) {
    const { hostname, port } = new URL(url);
    expect(hostname).toBe('127.0.0.1');
    // Another loopback address of this machine (or none, where only the first one is set up).
    const socket = connect(Number(port), '127.0.0.2');
    await expect(once(socket, 'connect')).rejects.toThrow();
  }
});

test('closing leaves no process and no open port behind', async () => {
  const { stack, send, events } = await startFixture();
  await fetch(`${stack.baseUrl}/v1/health`);
  await send('job-4');
  await events.waitFor(isBatch);
  const pids = [...Object.values(stack.functionPids()).flat(), stack.dynamodbPid ?? 0];
  expect(pids).toHaveLength(3);
  await stack.close();
  for (const pid of pids) {
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }
  for (const url of [stack.baseUrl, stack.endpoints.dynamodb, stack.endpoints.sqs]) {
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  }
});

test('the death of the engine is told, and its end at a close is not', async () => {
  const { stack, events } = await startFixture();
  const other = await startFixture();
  await other.stack.close();
  process.kill(stack.dynamodbPid ?? 0, 'SIGKILL');
  function isDeath(event: StackEvent): event is StackEvent {
    return event.type === 'dynamodb-died';
  }
  await events.waitFor(isDeath);
  expect(other.events.recorded.filter(isDeath)).toEqual([]);
});

test('a port that is taken rejects with EADDRINUSE and leaves nothing started', async () => {
  const server: Server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  vi.mocked(spawn).mockClear();
  await expect(startFixture({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const [keeper, ...others] = vi.mocked(spawn).mock.results.map((result) => result.value as ChildProcess);
  expect(others).toEqual([]);
  expect(keeper?.exitCode).not.toBeNull();
});
