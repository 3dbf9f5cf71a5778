import type { CountedRequest } from './count-requests.ts';
import { listPrices } from './list-prices.ts';
import type { Table } from './table.ts';

export interface Idle {
  /** What one sweep asks for while nothing is due. */
  sweep: CountedRequest[];
  /** What the walk asks for, for each account. */
  walk: { unitsPerAccount: number };
  accounts: number;
}

export interface IdleCost {
  rows: { name: string; count: number; dollars: number }[];
  total: number;
}

const minutesPerMonth = 30 * 24 * 60;
const daysPerMonth = 30;

/** A sweep with nothing due, at the sweeper's memory: its requests run side by side. Taken larger than measured. */
const sweepSeconds = 0.25;
const sweeperGigabytes = 1769 / 1024;
const sweepLogBytes = 1_500;

/**
 * Lambda asks an idle queue by five long polls of 20 s at a time.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const pollsPerMinute = 5 * 3;
const polledQueues = 2;

/** `Sweeps` and `Accounts` by `active`: what is 0 is not told. */
const idleMetrics = 2;

/** In infra/alarms.yml. */
const alarms = 14;

/** A month of a stage that does nothing, at list prices and without any free tier. */
export function priceIdle({ sweep, walk, accounts }: Idle): IdleCost {
  const price = listPrices;
  const readUnits =
    minutesPerMonth * sweep.reduce((sum, { capacityUnits }) => sum + capacityUnits, 0) +
    daysPerMonth * accounts * walk.unitsPerAccount;
  const rows = [
    { name: 'DynamoDB read units', count: readUnits, dollars: readUnits * price.dynamoDbReadUnit },
    row(
      'sweeps',
      minutesPerMonth,
      price.lambdaRequest + sweepSeconds * sweeperGigabytes * price.lambdaGigabyteSecond,
    ),
    row('polls of the queues', pollsPerMinute * polledQueues * minutesPerMonth, price.sqsFifoRequest),
    row('metrics', idleMetrics, price.metricMonth),
    row('alarms', alarms, price.alarmMonth),
    row('KMS key', 1, price.kmsKeyMonth),
    row('log megabytes', (minutesPerMonth * sweepLogBytes) / 1e6, price.logGigabyte / 1e3),
  ];
  return { rows, total: rows.reduce((sum, { dollars }) => sum + dollars, 0) };
}

function row(name: string, count: number, price: number): IdleCost['rows'][number] {
  return { name, count, dollars: count * price };
}

export function idleTable({ rows, total }: IdleCost): Table {
  return {
    title: 'A month of a stage with 10,000 accounts that does nothing',
    columns: ['', 'a month', 'dollars'],
    rows: [...rows.map(({ name, count, dollars }) => [name, count, dollars]), ['together', '', total]],
  };
}
