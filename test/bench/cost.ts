import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startDynamodb } from '../../infra/local/aws/dynamodb.ts';
import { startSqs } from '../../infra/local/aws/sqs.ts';
import { type DemoSystem, startDemoSystem } from '../../infra/local/demo-system.ts';
import { type CountedRequest, startCountingProxy } from './count-requests.ts';
import { listPrices } from './list-prices.ts';

/*
 * What a link costs on AWS: the requests of one job, and of ten in one drain, counted on the local stack, at list prices. The
 * time that the functions take is AWS's and Telegram's, and cannot be measured here: it is assumed.
 *
 * node test/bench/cost.ts
 */
const assumed = { apiSeconds: 0.05, workerSeconds: 1.2, memoryGigabytes: 0.5, logBytesPerJob: 1_500 };

const writes = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

let counted: CountedRequest[] = [];
const note = (request: CountedRequest) => void counted.push(request);
let httpRequests = 0;
let workerRuns = 0;

const parts = new AsyncDisposableStack();
try {
  await run();
} finally {
  await parts.disposeAsync();
}

async function run(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'invite-spool-cost-'));
  parts.defer(() => rm(directory, { recursive: true }));
  const servers = [await startDynamodb(), await startSqs()];
  const proxies: { endpoint: string; close(): Promise<void> }[] = [];
  for (const server of servers) {
    parts.defer(() => server.close());
    const proxy = await startCountingProxy(server.endpoint, note);
    parts.defer(() => proxy.close());
    proxies.push(proxy);
  }
  const system = await startDemoSystem({
    port: 0,
    directory,
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: proxies[0]?.endpoint,
      AWS_ENDPOINT_URL_SQS: proxies[1]?.endpoint,
    },
    onEvent: (event) => {
      if (event.type === 'batch' && JSON.stringify(event).includes('jobs.fifo')) workerRuns += 1;
    },
  });
  parts.defer(() => system.close());
  // The chat is resolved once, and kept.
  await measure(system, 1);
  show(1, await measure(system, 1));
  show(10, await measure(system, 10));
}

interface Measured {
  requests: CountedRequest[];
  httpRequests: number;
  workerRuns: number;
}

/** Asks for so many links in one request, and follows them to their end. A sweep in between is not theirs: then once more. */
async function measure(system: DemoSystem, count: number): Promise<Measured> {
  [counted, httpRequests, workerRuns] = [[], 0, 0];
  const item = { account: system.demo.account, peer: system.peers[0] };
  const { id } = await call<{ id: string }>(
    system,
    count === 1 ? '/v1/invites' : '/v1/invites/batch',
    JSON.stringify(count === 1 ? item : { item, count }),
  );
  let isDone = false;
  while (!isDone) {
    await setTimeout(1_000);
    const { status } = await call<{ status: string }>(
      system,
      count === 1 ? `/v1/invites/${id}` : `/v1/batches/${id}`,
    );
    isDone = status === 'succeeded' || status === 'done';
  }
  // Messages of jobs that are done already are still to be taken from the queue.
  await setTimeout(3_000);
  return counted.some(({ operation }) => operation === 'Scan')
    ? measure(system, count)
    : { requests: counted, httpRequests, workerRuns };
}

async function call<T>({ baseUrl, demo }: DemoSystem, path: string, body?: string): Promise<T> {
  httpRequests += 1;
  const answer = await fetch(baseUrl + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${demo.apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

function show(jobs: number, { requests, httpRequests: http, workerRuns: runs }: Measured): void {
  const ofDynamoDb = requests.filter(({ capacityUnits }) => capacityUnits > 0);
  const isWrite = ({ operation }: CountedRequest) => writes.test(operation);
  const units = (some: CountedRequest[]) => some.reduce((sum, each) => sum + each.capacityUnits, 0);
  const writeUnits = units(ofDynamoDb.filter(isWrite));
  const readUnits = units(ofDynamoDb.filter((each) => !isWrite(each)));
  const counts = Object.groupBy(requests, ({ operation }) => operation);
  // Long polls that brought nothing are the mapping's, whether there are jobs or not.
  const sqs = Object.entries(counts).flatMap(([operation, some = []]) => {
    if (operation === 'ReceiveMessage') return [runs];
    return /Message/.test(operation) ? [some.length] : [];
  });
  const sqsRequests = sqs.reduce((sum, each) => sum + each, 0);
  const kmsRequests = requests.filter(
    (each) => each.operation === 'GetItem' && each.body.includes('"session"'),
  ).length;
  const { apiSeconds, workerSeconds, memoryGigabytes, logBytesPerJob } = assumed;
  const price = listPrices;
  const rows: [string, number, number][] = [
    ['HTTP API requests', http, http * price.httpApiRequest],
    [
      'API function',
      http,
      http * (price.lambdaRequest + apiSeconds * memoryGigabytes * price.lambdaGigabyteSecond),
    ],
    [
      'worker',
      runs,
      runs * price.lambdaRequest + kmsRequests * workerSeconds * memoryGigabytes * price.lambdaGigabyteSecond,
    ],
    ['SQS requests', sqsRequests, sqsRequests * price.sqsFifoRequest],
    ['DynamoDB write units', writeUnits, writeUnits * price.dynamoDbWriteUnit],
    ['DynamoDB read units', readUnits, readUnits * price.dynamoDbReadUnit],
    ['KMS requests', kmsRequests, kmsRequests * price.kmsRequest],
    ['log bytes', jobs * logBytesPerJob, ((jobs * logBytesPerJob) / 1e9) * price.logGigabyte],
  ];
  console.log(`\n${jobs} in one request, per job:`);
  for (const [name, count, dollars] of rows) {
    console.log(
      `${name.padEnd(22)} ${(count / jobs).toFixed(2).padStart(9)}   $${((dollars / jobs) * 1e6).toFixed(2)} per million`,
    );
  }
  const total = rows.reduce((sum, [, , dollars]) => sum + dollars, 0);
  console.log(`${'together'.padEnd(34)} $${((total / jobs) * 1e6).toFixed(2)} per million`);
  console.log(
    Object.entries(counts)
      .map(([name, some = []]) => `${name} ${some.length}`)
      .join(', '),
  );
}
