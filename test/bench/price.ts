import type { CountedRequest } from './count-requests.ts';
import { listPrices } from './list-prices.ts';

/** The resources that some jobs used. */
export interface Usage {
  requests: CountedRequest[];
  httpRequests: number;
  invocations: {
    name: string;
    /** Processor time. */
    computedMs: number;
    /** How often it waited for DynamoDB, SQS or KMS. */
    awsWaits: number;
    /** The round trips to Telegram. */
    networkMs: number;
    memoryMegabytes: number;
  }[];
  logLines: string[];
}

/** Per job: the amount of each resource, and dollars per million jobs. */
export type Bill = { name: string; count: number; dollars: number }[];

/**
 * A function gets this share of a processor per megabyte, so a computation takes longer there than on this machine.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const megabytesOfOneProcessor = 1769;

/** What DynamoDB, SQS and KMS take to answer, taken longer than most answers take. The local servers say nothing about it. */
const awsWaitMs = 8;

/**
 * The bytes that CloudWatch adds to each log line, and those of a line of the API's access log, with the user agent of a program. Lambda writes
 * nothing of an invocation that goes well (serverless.yml).
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const logOverheadBytes = { line: 26, httpRequest: 26 + 240 };

/** Statements are sent for writes alone. */
const writes = /^(Put|Update|Delete|BatchWrite|TransactWrite|BatchExecuteStatement)/;

/** Converts the resources that some jobs used into dollars, at list prices. */
export function priceOf(usage: Usage, jobs: number): Bill {
  const { requests, httpRequests, invocations } = usage;
  function units(areWrites: boolean) {
    return requests
      .filter(({ operation }) => writes.test(operation) === areWrites)
      .reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);
  }
  const polled = invocations.filter(({ name }) => name === 'worker' || name === 'webhook').length;
  const sent = requests.filter(({ operation }) => /^(Send|Change).*Message/.test(operation)).length;
  // Lambda receives a batch with one request and deletes it with another.
  const sqsRequests = sent + 2 * polled;
  const kmsRequests = requests.filter(({ operation }) =>
    /^(Decrypt|GenerateDataKey)$/.test(operation),
  ).length;
  const price = listPrices;
  const rows: [string, number, number][] = [
    ['HTTP API requests', httpRequests, price.httpApiRequest],
    ...functionsOf(usage).map((name) => lambdaRow(usage, name)),
    ['Lambda requests', invocations.length, price.lambdaRequest],
    ['SQS requests', sqsRequests, price.sqsFifoRequest],
    ['DynamoDB write units', units(true), price.dynamoDbWriteUnit],
    ['DynamoDB read units', units(false), price.dynamoDbReadUnit],
    ['KMS requests', kmsRequests, price.kmsRequest],
    ['log bytes', logBytesOf(usage), price.logGigabyte / 1e9],
  ];
  return rows.map(([name, count, dollars]) => ({
    name,
    count: count / jobs,
    dollars: ((count * dollars) / jobs) * 1e6,
  }));
}

/** The API and the worker always: so that the bills of all rounds have the same rows. */
function functionsOf({ invocations }: Usage): string[] {
  return [...new Set(['api', 'worker', ...invocations.map(({ name }) => name).sort()])];
}

function lambdaRow({ invocations }: Usage, name: string): [string, number, number] {
  const own = invocations.filter((each) => each.name === name);
  const billedMs = own.map(({ computedMs, awsWaits, networkMs, memoryMegabytes }) =>
    Math.ceil(networkMs + awsWaits * awsWaitMs + (computedMs * megabytesOfOneProcessor) / memoryMegabytes),
  );
  const gigabytes = (own[0]?.memoryMegabytes ?? 0) / 1024;
  return [
    `${name}, billed ms`,
    billedMs.reduce((sum, each) => sum + each, 0),
    (gigabytes * listPrices.lambdaGigabyteSecond) / 1000,
  ];
}

function logBytesOf({ logLines, httpRequests }: Usage): number {
  const own = logLines.reduce((sum, line) => sum + Buffer.byteLength(line) + logOverheadBytes.line, 0);
  return own + httpRequests * logOverheadBytes.httpRequest;
}
