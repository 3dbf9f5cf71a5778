import type { SQSEvent } from 'aws-lambda';
import type { StackEvent } from '../../../local/aws/aws-stack.ts';
import { startDynamodb } from '../../../local/aws/dynamodb.ts';
import { startSqs } from '../../../local/aws/sqs.ts';
import { startInParts } from '../../../local/start-in-parts.ts';
import { createSqsEvent, createSqsRecord } from '../../functions/worker/sqs-event.ts';
import { type CountedRequest, startCountingProxy } from '../count-requests.ts';
import type { Usage } from '../price.ts';
import {
  type BenchAccount,
  type BenchSystem,
  type BenchSystemOptions,
  startBenchSystem,
  tenantId,
} from './bench-system.ts';

/** The whole system without triggers. It counts the resources that it uses. */
export interface CountingSystem extends BenchSystem {
  /** The resources that were used while this function ran. */
  observe(work: () => Promise<void>): Promise<Usage>;
  /** Makes one request to the API. @throws Error for any answer except success. */
  call<T>(path: string, body?: unknown): Promise<T>;
}

export function startCountingSystem(
  options: Omit<BenchSystemOptions, 'hasTriggers' | 'externalEndpoints'>,
): Promise<CountingSystem> {
  return startInParts((parts) => startParts(options, parts));
}

async function startParts(options: BenchSystemOptions, parts: AsyncDisposableStack): Promise<CountingSystem> {
  const counted: CountedRequest[] = [];
  const endpoints: string[] = [];
  for (const server of [await startDynamodb(), await startSqs()]) {
    parts.defer(() => server.close());
    const proxy = await startCountingProxy(server.endpoint, (request) => void counted.push(request));
    parts.defer(() => proxy.close());
    endpoints.push(proxy.endpoint);
  }
  const [dynamodb = '', sqs = ''] = endpoints;
  const bench = await startBenchSystem({
    ...options,
    hasTriggers: false,
    externalEndpoints: { dynamodb, sqs },
  });
  parts.defer(() => bench.close());

  async function observe(work: () => Promise<void>): Promise<Usage> {
    const events: StackEvent[] = [];
    const logLines: string[] = [];
    const from = counted.length;
    const stopEvents = bench.events.listen((event) => events.push(event));
    const stopLines = bench.lines.listen((line) => logLines.push(line));
    try {
      await work();
    } finally {
      stopEvents();
      stopLines();
    }
    const ended = events.filter((event) => event.type === 'invocation-ended');
    return {
      requests: counted.slice(from),
      httpRequests: events.filter(({ type }) => type === 'request').length,
      invocations: ended.map(({ name, durationMs }) => ({
        name,
        durationMs,
        // TCP and one call.
        networkMs: name === 'worker' ? 2 * options.roundTripMs : 0,
        memoryMegabytes: memoryOf(bench, name),
      })),
      // A drain opens one connection.
      connections: ended.filter(({ name }) => name === 'worker').length,
      logLines,
    };
  }

  async function call<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(bench.stack.baseUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${bench.apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return (await answer.json()) as T;
  }

  return { ...bench, observe, call, close: () => parts.disposeAsync() };
}

function memoryOf({ stack }: BenchSystem, name: string): number {
  const found = stack.settings.functions.find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`the template has no function ${name}`);
  }
  return found.memoryMegabytes;
}

/** The messages of jobs as SQS hands them out: up to ten of a group at once. A benchmark says itself which jobs come together. */
export function toSqsEvent({ accountId }: BenchAccount, jobIds: string[]): SQSEvent {
  return createSqsEvent(
    ...jobIds.map((jobId) => createSqsRecord(jobId, JSON.stringify({ tenantId, jobId, accountId }))),
  );
}
