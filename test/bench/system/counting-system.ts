import type { SQSEvent } from 'aws-lambda';
import { usualRatePerMinute } from '../../../functions/core/account/api-key.ts';
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
import { startKmsServer } from './kms-server.ts';
import { storeApiKey } from './store-api-key.ts';
import { readThreadTimeMs } from './thread-times.ts';

/** The whole system without triggers. It counts the resources that it uses. */
export interface CountingSystem extends BenchSystem {
  /** The resources that were used while this function ran. */
  observe(work: () => Promise<void>): Promise<Usage>;
  /** @returns an API key with the usual rate. */
  addApiKey(): Promise<string>;
  /** Makes one request to the API, with the bench's key or the one given. @throws Error for any answer except success. */
  call<T>(path: string, body?: unknown, apiKey?: string): Promise<T>;
}

type CountingOptions = Omit<BenchSystemOptions, 'hasTriggers' | 'externalEndpoints' | 'kmsEndpoint'>;

export function startCountingSystem(options: CountingOptions): Promise<CountingSystem> {
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
  const kms = await startKmsServer((request) => void counted.push(request));
  parts.defer(() => kms.close());
  const bench = await startBenchSystem({
    ...options,
    hasTriggers: false,
    externalEndpoints: { dynamodb, sqs },
    kmsEndpoint: kms.endpoint,
  });
  parts.defer(() => bench.close());

  async function observe(work: () => Promise<void>): Promise<Usage> {
    const invocations = watchInvocations(bench, counted, options.roundTripMs);
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
      invocations.stop();
    }
    return {
      requests: counted.slice(from),
      httpRequests: events.filter(({ type }) => type === 'request').length,
      invocations: invocations.ended,
      logLines,
    };
  }

  async function call<T>(path: string, body?: unknown, apiKey = bench.apiKey): Promise<T> {
    const answer = await fetch(bench.stack.baseUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return (await answer.json()) as T;
  }

  function addApiKey(): Promise<string> {
    const { KEYS_TABLE = '' } = bench.stack.environmentOf('api');
    return storeApiKey(bench.dynamoDb, KEYS_TABLE, tenantId, usualRatePerMinute);
  }

  return { ...bench, observe, addApiKey, call, close: () => parts.disposeAsync() };
}

/** What each invocation computes and waits for. They come one after the other: what is asked for meanwhile is its own. */
function watchInvocations(bench: BenchSystem, counted: CountedRequest[], roundTripMs: number) {
  const ended: Usage['invocations'] = [];
  let computedBeforeMs: number | undefined;
  let from = 0;
  const stop = bench.events.listen((event) => {
    if (event.type === 'invocation-started') {
      computedBeforeMs = readThreadTimeMs(event.pid);
      from = counted.length;
    }
    if (event.type === 'invocation-ended') {
      const { name, pid, durationMs } = event;
      const computedMs = readThreadTimeMs(pid);
      ended.push({
        name,
        computedMs:
          computedMs === undefined || computedBeforeMs === undefined
            ? durationMs
            : computedMs - computedBeforeMs,
        awsWaits: countWaits(counted.slice(from)),
        // TCP and one call.
        networkMs: name === 'worker' ? 2 * roundTripMs : 0,
        memoryMegabytes: memoryOf(bench, name),
      });
    }
  });
  return { ended, stop };
}

/** Requests that were made side by side are waited for once. */
function countWaits(requests: CountedRequest[]): number {
  let waits = 0;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const { fromMs, untilMs } of requests.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (fromMs >= endMs) {
      waits += 1;
      endMs = untilMs;
    } else {
      endMs = Math.max(endMs, untilMs);
    }
  }
  return waits;
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
