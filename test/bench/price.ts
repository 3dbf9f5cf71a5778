import type { CountedRequest } from './count-requests.ts';
import { listPrices } from './list-prices.ts';

/** What some jobs used. */
export interface Usage {
  requests: CountedRequest[];
  httpRequests: number;
  invocations: { name: string; durationMs: number; networkMs: number; memoryMegabytes: number }[];
  /** To Telegram: each opens a session, by one call of KMS. */
  connections: number;
  logLines: string[];
}

/** Per job: how much of each thing, and dollars per million jobs. */
export type Bill = { name: string; count: number; dollars: number }[];

/**
 * A function has this share of a processor per megabyte, so that what this machine computes in a millisecond takes longer
 * there. All of an invocation is taken for computing but its round trips to Telegram, which is more than it is.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const megabytesOfOneProcessor = 1769;

/**
 * What CloudWatch adds to each log line, what Lambda writes itself for an invocation (START, END, REPORT), and a line of the
 * API's access log. The first is its documented rule, the others are lengths of such lines.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const logOverheadBytes = { line: 26, invocation: 3 * 26 + 330, httpRequest: 26 + 420 };

const writes = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

/** Turns what so many jobs used into dollars, at list prices. */
export function priceOf(usage: Usage, jobs: number): Bill {
  const { requests, httpRequests, invocations, connections } = usage;
  function units(areWrites: boolean) {
    return requests
      .filter(({ operation }) => writes.test(operation) === areWrites)
      .reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);
  }
  const workerRuns = invocations.filter(({ name }) => name === 'worker').length;
  const sent = requests.filter(({ operation }) => /^(Send|Change).*Message/.test(operation)).length;
  // Lambda receives a batch by one request and deletes it by another.
  const sqsRequests = sent + 2 * workerRuns;
  const price = listPrices;
  const rows: [string, number, number][] = [
    ['HTTP API requests', httpRequests, price.httpApiRequest],
    ...(['api', 'worker'] as const).map((name) => lambdaRow(usage, name)),
    ['Lambda requests', invocations.length, price.lambdaRequest],
    ['SQS requests', sqsRequests, price.sqsFifoRequest],
    ['DynamoDB write units', units(true), price.dynamoDbWriteUnit],
    ['DynamoDB read units', units(false), price.dynamoDbReadUnit],
    ['KMS requests', connections, price.kmsRequest],
    ['log bytes', logBytesOf(usage), price.logGigabyte / 1e9],
  ];
  return rows.map(([name, count, dollars]) => ({
    name,
    count: count / jobs,
    dollars: ((count * dollars) / jobs) * 1e6,
  }));
}

function lambdaRow({ invocations }: Usage, name: 'api' | 'worker'): [string, number, number] {
  const own = invocations.filter((each) => each.name === name);
  const billedMs = own.map(({ durationMs, networkMs, memoryMegabytes }) => {
    const computedMs = Math.max(durationMs - networkMs, 0);
    return Math.ceil(networkMs + (computedMs * megabytesOfOneProcessor) / memoryMegabytes);
  });
  const gigabytes = (own[0]?.memoryMegabytes ?? 0) / 1024;
  return [
    `${name}, billed ms`,
    billedMs.reduce((sum, each) => sum + each, 0),
    (gigabytes * listPrices.lambdaGigabyteSecond) / 1000,
  ];
}

function logBytesOf({ logLines, invocations, httpRequests }: Usage): number {
  const own = logLines.reduce((sum, line) => sum + Buffer.byteLength(line) + logOverheadBytes.line, 0);
  return own + invocations.length * logOverheadBytes.invocation + httpRequests * logOverheadBytes.httpRequest;
}
