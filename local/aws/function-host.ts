/**
 * Runs inside an execution environment. Loads one bundle and runs its handler, one event at a time, as Lambda's Node
 * runtime does. Arguments: the bundle's path and the name of its export.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';

/** A message from the parent. */
export interface Invocation {
  requestId: string;
  event: unknown;
  /** Milliseconds since the epoch, when the parent kills this process. */
  deadlineMs: number;
  functionName: string;
  functionArn: string;
  memoryMegabytes: number;
}

export interface ErrorReport {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/**
 * A message to the parent. A result is JSON text. A result that cannot be written as JSON is the function's error, as
 * on Lambda.
 */
export type HostMessage =
  | { type: 'ready' }
  | { type: 'init-failed'; error: ErrorReport }
  | { type: 'result'; requestId: string; json: string }
  | { type: 'failed'; requestId: string; error: ErrorReport };

type Handler = (event: unknown, context: Context) => unknown;

const [bundlePath = '', handlerExport = 'handler'] = process.argv.slice(2);

// The parent has ended, or ends this process.
process.on('disconnect', () => process.exit());

try {
  const handler = await loadHandler();
  process.on('message', (invocation: Invocation) => void invoke(handler, invocation));
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'init-failed', error: describeError(error) });
}

async function loadHandler(): Promise<Handler> {
  const bundle = (await import(pathToFileURL(bundlePath).href)) as Record<string, unknown>;
  const handler = bundle[handlerExport];
  if (typeof handler !== 'function') {
    throw new TypeError(`${bundlePath} exports no function ${handlerExport}`);
  }
  return handler as Handler;
}

async function invoke(handler: Handler, invocation: Invocation): Promise<void> {
  const { requestId } = invocation;
  try {
    const result = await handler(invocation.event, createContext(invocation));
    send({ type: 'result', requestId, json: JSON.stringify(result ?? null) });
  } catch (error) {
    send({ type: 'failed', requestId, error: describeError(error) });
  }
}

function createContext(invocation: Invocation): Context {
  return {
    awsRequestId: invocation.requestId,
    functionName: invocation.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: invocation.functionArn,
    memoryLimitInMB: String(invocation.memoryMegabytes),
    logGroupName: `/aws/lambda/${invocation.functionName}`,
    logStreamName: `local/[$LATEST]${process.pid}`,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadlineMs - Date.now()),
    // The Node 24 runtime has no callbacks; only the type still has them.
    done: refuseCallback,
    fail: refuseCallback,
    succeed: refuseCallback,
  };
}

function refuseCallback(): never {
  throw new Error('The Node 24 runtime has no callbacks: return a promise');
}

function describeError(error: unknown): ErrorReport {
  if (!(error instanceof Error)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function send(message: HostMessage): void {
  process.send?.(message);
}
