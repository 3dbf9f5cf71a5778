import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { parseJobMessage } from '../../functions/aws/queue.ts';
import { startDynamodb } from '../../infra/local/aws/dynamodb.ts';
import { startSqs } from '../../infra/local/aws/sqs.ts';
import { createSqsEvent, createSqsRecord } from '../functions/worker/sqs-event.ts';
import { type LocalService, startLocalService } from '../integration/local-service.ts';
import { seedAccount, type TestAccount } from '../integration/seed-account.ts';
import { type CountedRequest, startCountingProxy } from './count-requests.ts';
import { type Figure, figureOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type Bill, priceOf, type Usage } from './price.ts';

const roundTripMs = 50;

/** A long poll that finds nothing is the mapping's own, whether there are jobs or not. */
const idlePollMs = 1_000;

/** How the jobs come in: each by a POST and asked for once, or all in one batch. */
interface Case {
  title: string;
  jobs: number;
  requests: 'single' | 'batch';
}

const cases: Case[] = [
  { title: 'one job by itself', jobs: 1, requests: 'single' },
  { title: 'ten jobs, a POST each', jobs: 10, requests: 'single' },
  { title: 'ten jobs, one batch', jobs: 10, requests: 'batch' },
];

/**
 * What a link costs on AWS: the requests, capacity units, log bytes and milliseconds of one job and of ten in one drain,
 * counted on the local system at a round trip of 50 ms, at list prices.
 *
 * The messages are handed to the worker as SQS hands out a group's messages, up to ten at once; the local queue server
 * gives one at a time.
 */
export async function benchCost({ isQuick, say }: BenchRun): Promise<PartResult> {
  const bench = await startCostBench();
  try {
    const bills = new Map<Case, Bill[]>(cases.map((each) => [each, []]));
    for (const each of cases) {
      await bench.measure(each);
    }
    const rounds = isQuick ? 1 : 5;
    for (let round = 1; round <= rounds; round += 1) {
      for (const each of cases) {
        say(`${each.title}, round ${round} of ${rounds}`);
        bills.get(each)?.push(priceOf(await bench.measure(each), each.jobs));
      }
    }
    return {
      figures: { usd_per_million_batch10: totalOf(bills.get(cases[2] as Case) ?? []) },
      tables: cases.map((each) => toTable(each, bills.get(each) ?? [])),
    };
  } finally {
    await bench.close();
  }
}

function totalOf(bills: Bill[]): Figure {
  return figureOf(bills.map((bill) => bill.reduce((sum, { dollars }) => sum + dollars, 0)));
}

function toTable({ title, jobs }: Case, bills: Bill[]) {
  const [first = []] = bills;
  const figure = (index: number, name: 'count' | 'dollars') =>
    figureOf(bills.map((bill) => bill[index]?.[name] ?? 0));
  return {
    title: `${title} (${jobs === 1 ? 'one' : 'ten'} in a drain)`,
    columns: ['', 'per job', 'dollars per million jobs'],
    rows: [
      ...first.map(({ name }, index) => [name, figure(index, 'count'), figure(index, 'dollars')]),
      ['together', '', totalOf(bills)],
    ],
  };
}

interface CostBench {
  measure(what: Case): Promise<Usage>;
  close(): Promise<void>;
}

async function startCostBench(): Promise<CostBench> {
  const parts = new AsyncDisposableStack();
  try {
    const counted: CountedRequest[] = [];
    const [dynamodb, sqs] = [await startDynamodb(), await startSqs()];
    parts.defer(() => dynamodb.close());
    parts.defer(() => sqs.close());
    const onRequest = (request: CountedRequest) => void counted.push(request);
    const proxies = [
      await startCountingProxy(dynamodb.endpoint, { onRequest }),
      await startCountingProxy(sqs.endpoint, { onRequest, answer: findNoJobs }),
    ];
    parts.defer(async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))));
    const service = await startLocalService(
      {},
      {
        AWS_ENDPOINT_URL_DYNAMODB: proxies[0]?.endpoint ?? '',
        AWS_ENDPOINT_URL_SQS: proxies[1]?.endpoint ?? '',
      },
    );
    parts.defer(() => service.close());
    service.telegram.faults.setRoundTripMs(roundTripMs);
    const account = await seedAccount(service, 'bench');
    return { measure: (what) => measure(service, account, counted, what), close: () => parts.disposeAsync() };
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

/** The mapping gets no messages of jobs: they are taken to the worker by hand. */
function findNoJobs(operation: string, body: string): Promise<string> | undefined {
  return operation === 'ReceiveMessage' && body.includes('jobs.fifo')
    ? setTimeout(idlePollMs, '{}', { ref: false })
    : undefined;
}

async function measure(
  service: LocalService,
  account: TestAccount,
  counted: CountedRequest[],
  what: Case,
): Promise<Usage> {
  const { lines, events } = service;
  const [from, fromLine, fromEvent] = [counted.length, lines.recorded.length, events.recorded.length];
  const paths = await ask(service, account, what);
  const messages = counted.slice(from).flatMap(messagesOf);
  await service.system.stack.invoke('worker', createSqsEvent(...messages));
  for (const path of paths) {
    const { status } = await call<{ status: string }>(service, path);
    if (!['succeeded', 'done'].includes(status)) throw new Error(`${path} is ${status}`);
  }
  const happened = events.recorded.slice(fromEvent);
  const ended = happened.filter((event) => event.type === 'invocation-ended');
  if (ended.some(({ name }) => name === 'sweeper')) {
    // A sweep in between is not theirs.
    return measure(service, account, counted, what);
  }
  return {
    requests: counted.slice(from),
    httpRequests: 2 * paths.length,
    invocations: ended.map(({ name, durationMs }) => ({
      name,
      durationMs,
      networkMs: name === 'worker' ? 2 * roundTripMs : 0,
      memoryMegabytes: memoryOf(service, name),
    })),
    connections: happened.filter(({ type }) => type === 'connection-opened').length,
    // A message of level DEBUG is for the local system only.
    logLines: lines.recorded
      .slice(fromLine)
      .filter(({ entry }) => entry.level !== 'DEBUG')
      .map(({ text }) => text),
  };
}

/** @returns where to ask for each. */
async function ask(service: LocalService, account: TestAccount, { jobs, requests }: Case): Promise<string[]> {
  const item = { account: account.account, peer: account.peer, title: 'order 4711', usage_limit: 1 };
  const body = requests === 'single' ? item : { item, count: jobs };
  const path = requests === 'single' ? '/v1/invites' : '/v1/invites/batch';
  const paths: string[] = [];
  for (let index = 0; index < (requests === 'single' ? jobs : 1); index += 1) {
    const { id } = await call<{ id: string }>(service, path, JSON.stringify(body));
    paths.push(requests === 'single' ? `/v1/invites/${id}` : `/v1/batches/${id}`);
  }
  return paths;
}

async function call<T>({ system }: LocalService, path: string, body?: string): Promise<T> {
  const answer = await fetch(system.baseUrl + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${system.demo.apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

function messagesOf({ operation, body }: CountedRequest) {
  if (operation !== 'SendMessage' && operation !== 'SendMessageBatch') return [];
  const sent = JSON.parse(body) as { MessageBody?: string; Entries?: { MessageBody: string }[] };
  return (sent.Entries ?? [sent])
    .flatMap(({ MessageBody = '' }) => (parseJobMessage(MessageBody) === undefined ? [] : MessageBody))
    .map((text) => createSqsRecord(randomUUID(), text));
}

function memoryOf({ system }: LocalService, name: string): number {
  const found = system.stack.settings.functions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`the template has no function ${name}`);
  return found.memoryMegabytes;
}
