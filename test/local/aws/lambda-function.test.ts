import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { buildFunctionHost } from '../../../local/aws/build-function-host.ts';
import { FunctionError } from '../../../local/aws/function-process.ts';
import { createLambdaFunction, type FunctionEvent, idleLimitMs } from '../../../local/aws/lambda-function.ts';
import type { FunctionSettings } from '../../../local/aws/template.ts';
import { createFunctionSettings, createRecorder, writeFiles } from './fixture-functions.ts';

function isOf<T extends FunctionEvent['type']>(type: T) {
  return (event: FunctionEvent): event is FunctionEvent & { type: T } => event.type === type;
}

async function startFixture(
  source: string,
  {
    maxProcesses = 2,
    environment = {},
    ...overrides
  }: Partial<FunctionSettings> & { maxProcesses?: number } = {},
) {
  const directory = await writeFiles({ 'index.mjs': source });
  const events = createRecorder<FunctionEvent>();
  const lines = createRecorder<string>();
  const lambda = createLambdaFunction({
    settings: createFunctionSettings(overrides),
    hostPath: await buildFunctionHost(),
    bundlePath: join(directory, 'index.mjs'),
    environment,
    maxProcesses,
    onLine: lines.record,
    onEvent: events.record,
  });
  onTestFinished(() => lambda.close());
  return { lambda, events, lines };
}

test('a function gets its event and a context of its own invocation', async () => {
  const { lambda } = await startFixture(
    `export const handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() })`,
    { timeoutSeconds: 7, memoryMegabytes: 256 },
  );
  const first = (await lambda.invoke({ n: 1 })) as { context: { awsRequestId: string }; left: number };
  const second = await lambda.invoke({ n: 2 });
  expect(first).toMatchObject({
    event: { n: 1 },
    context: {
      functionName: 'invite-spool-dev-fixture',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:invite-spool-dev-fixture',
      memoryLimitInMB: '256',
    },
  });
  expect(first).toMatchObject({ left: expect.toSatisfy((ms: number) => ms > 0 && ms <= 7000) });
  expect(second).toHaveProperty(
    'context.awsRequestId',
    expect.not.stringMatching(first.context?.awsRequestId ?? ''),
  );
});

test('a warm process serves the next invocation', async () => {
  const { lambda } = await startFixture(
    `let calls = 0; export const handler = async () => ({ pid: process.pid, calls: ++calls })`,
  );
  const first = (await lambda.invoke({})) as { pid: number };
  expect(await lambda.invoke({})).toEqual({ pid: first.pid, calls: 2 });
});

test('nothing of the own environment reaches a function', async () => {
  const { lambda } = await startFixture(`export const handler = async () => process.env`, {
    environment: { ONLY: 'this' },
  });
  expect(await lambda.invoke({})).toEqual({ ONLY: 'this' });
});

test('a handler that throws fails its invocation and keeps its process', async () => {
  const { lambda } = await startFixture(
    `let calls = 0;
     export const handler = async () => { if (++calls === 1) throw new RangeError('too far'); return { calls } }`,
  );
  const failure = await lambda.invoke({}).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FunctionError);
  expect(failure).toMatchObject({ errorType: 'RangeError', message: 'too far' });
  expect(await lambda.invoke({})).toEqual({ calls: 2 });
});

test('a result that is no JSON fails the invocation', async () => {
  const { lambda } = await startFixture(`export const handler = async () => ({ id: 1n })`);
  await expect(lambda.invoke({})).rejects.toMatchObject({ errorType: 'TypeError' });
});

test('a handler that returns nothing answers null', async () => {
  const { lambda } = await startFixture(`export const handler = async () => {}`);
  expect(await lambda.invoke({})).toBeNull();
});

test('a process is killed at its deadline, whatever it is busy with, and the next invocation gets a fresh one', async () => {
  const { lambda, events } = await startFixture(
    `export const handler = async (event) => { while (event.stuck); return process.pid }`,
    { timeoutSeconds: 1 },
  );
  await expect(lambda.invoke({ stuck: true })).rejects.toMatchObject({
    errorType: 'Sandbox.Timedout',
    message: expect.stringMatching(/^RequestId: [-0-9a-f]+ Error: Task timed out after 1\.00 seconds$/),
  });
  const { pid } = await events.waitFor(isOf('process-ended'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(await lambda.invoke({})).not.toBe(pid);
});

test('a process that dies fails its invocation and the next one gets a fresh process', async () => {
  const { lambda, lines } = await startFixture(
    `export const handler = async (event) => {
       if (event.crash) setImmediate(() => { throw new Error('out of the blue') });
       return event.crash ? new Promise(() => {}) : 'fine';
     }`,
  );
  await expect(lambda.invoke({ crash: true })).rejects.toMatchObject({
    errorType: 'Runtime.ExitError',
    message: expect.stringContaining('Runtime exited with error: exit status 1'),
  });
  await lines.waitFor((line): line is string => line.includes('out of the blue'));
  expect(await lambda.invoke({})).toBe('fine');
});

test('a process that is killed from outside while idle is replaced', async () => {
  const { lambda, events } = await startFixture(`export const handler = async () => process.pid`);
  const pid = (await lambda.invoke({})) as number;
  process.kill(pid, 'SIGKILL');
  await events.waitFor(isOf('process-ended'));
  expect(await lambda.invoke({})).not.toBe(pid);
});

test('a process that has nothing to do is ended, and the next invocation gets a fresh one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { lambda, events } = await startFixture(`export const handler = async () => process.pid`);
  const pid = await lambda.invoke({});
  vi.advanceTimersByTime(idleLimitMs - 1);
  expect(await lambda.invoke({})).toBe(pid);
  vi.advanceTimersByTime(idleLimitMs - 1);
  expect(lambda.pids()).toEqual([pid]);
  vi.advanceTimersByTime(1);
  await events.waitFor(isOf('process-ended'));
  expect(await lambda.invoke({})).not.toBe(pid);
});

test('a bundle that cannot be loaded fails the invocation with its error', async () => {
  const { lambda } = await startFixture(`throw new Error('JOBS_TABLE is not set')`);
  await expect(lambda.invoke({})).rejects.toMatchObject({
    errorType: 'Error',
    message: 'JOBS_TABLE is not set',
  });
  expect(lambda.pids()).toEqual([]);
});

test('a bundle without the handler fails the invocation', async () => {
  const { lambda } = await startFixture(`export const other = 1`);
  await expect(lambda.invoke({})).rejects.toThrow('exports no function handler');
});

test('no more processes run than allowed, and the rest wait for their turn', async () => {
  const { lambda, events } = await startFixture(`export const handler = async (event) => event.n`, {
    maxProcesses: 2,
  });
  const results = await Promise.all([1, 2, 3, 4, 5].map((n) => lambda.invoke({ n })));
  expect(results).toEqual([1, 2, 3, 4, 5]);
  expect(events.recorded.filter(isOf('process-started'))).toHaveLength(2);
});

test('who gives up waiting for a process is taken out of the line, and the rest of it moves on', async () => {
  const { lambda, events } = await startFixture(
    `import { connect } from 'node:net';
     import { once } from 'node:events';
     export const handler = async ({ n, port }) => { if (port) await once(connect(port, '127.0.0.1'), 'close'); return n }`,
    { maxProcesses: 1 },
  );
  const listener = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  onTestFinished(() => void listener.close());
  const connected = once(listener, 'connection') as Promise<[Socket]>;
  await once(listener, 'listening');
  const running = lambda.invoke({ n: 1, port: (listener.address() as AddressInfo).port });
  const [held] = await connected;
  const leaver = new AbortController();
  const leaving = lambda.invoke({ n: 2 }, leaver.signal).catch((error: unknown) => error);
  const staying = lambda.invoke({ n: 3 }, new AbortController().signal);
  leaver.abort(new Error('gone'));
  expect(await leaving).toMatchObject({ message: 'gone' });
  held.end();
  expect(await Promise.all([running, staying])).toEqual([1, 3]);
  expect(events.recorded.filter(isOf('invocation-started'))).toHaveLength(2);
});

test('who has given up already is not run, and takes no turn', async () => {
  const { lambda, events } = await startFixture(`export const handler = async () => 'fine'`, {
    maxProcesses: 1,
  });
  await expect(lambda.invoke({}, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  expect(events.recorded).toEqual([]);
  expect(await lambda.invoke({})).toBe('fine');
});

test('an invocation that runs is run to its end, whoever waits for it', async () => {
  const leaver = new AbortController();
  const { lambda, events } = await startFixture(`export const handler = async () => 'fine'`);
  const result = lambda.invoke({}, leaver.signal);
  await events.waitFor(isOf('invocation-started'));
  leaver.abort();
  expect(await result).toBe('fine');
});

test('closing kills what runs and what is starting', async () => {
  const { lambda, events } = await startFixture(`export const handler = () => new Promise(() => {})`, {
    maxProcesses: 1,
  });
  const running = lambda.invoke({}).catch((error: unknown) => error);
  const waiting = lambda.invoke({}).catch((error: unknown) => error);
  const { pid } = await events.waitFor(isOf('invocation-started'));
  await lambda.close();
  expect(await running).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(await waiting).toMatchObject({ errorType: 'Closed' });
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
