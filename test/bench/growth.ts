import { setTimeout } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { accountKey } from '../../functions/aws/account-table.ts';
import { jobIdInBatch } from '../../functions/core/ids.ts';
import type { Pace } from '../../functions/core/pace/pace.ts';
import type { CountedRequest } from './count-requests.ts';
import { figureOf, ratioOf } from './figure.ts';
import { listPrices } from './list-prices.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type Bill, priceOf, type Usage } from './price.ts';
import { type BenchAccount, type BenchSystem, tenantId } from './system/bench-system.ts';
import { type CountingSystem, startCountingSystem, toSqsEvent } from './system/counting-system.ts';
import { makeJobs, storeJobs } from './system/seed-jobs.ts';

/*
 * The cost of ten links on an account with a given number of pending jobs: one POST of a batch of ten, one GET while it
 * waits, and one drain of the ten oldest jobs, whose messages come together as SQS delivers them. The pace lets each
 * drain make ten links, so that only the backlog differs. The cost includes what the sweeper, which runs every minute,
 * reads of the account while ten links are made at its pace. It is counted as in cost.ts, at list prices.
 */
const backlogs = [10, 100, 1_000, 10_000];
const lot = 10;

/** So slow that a drain does not wait: it makes its burst and leaves the rest. */
const pace: Pace = { perMinute: 20, burst: lot };

/** The API must accept more jobs than it does by default. */
const pendingLimit = 20_000;

/** About the time between two lots at an account's pace. It is long enough that values cached for ten seconds do not count. */
const betweenLotsMs = 10_500;

const rounds = 5;

/** More than one sweep reads. */
const maxSwept = 200;

/** An account and its pending jobs, the oldest first. */
interface Queue {
  account: BenchAccount;
  pending: string[];
}

export async function benchGrowth({ isQuick, say }: BenchRun): Promise<PartResult> {
  const bench = await startCountingSystem({
    roundTripMs: 0,
    accountCount: backlogs.length,
    pace,
    pendingLimit,
  });
  try {
    const sizes = isQuick ? backlogs.slice(0, 3) : backlogs;
    const queues: Queue[] = [];
    for (const [index, size] of sizes.entries()) {
      say(`${size} jobs pending`);
      queues.push(await fill(bench, bench.accounts[index] as BenchAccount, size - lot));
    }
    const bills: Bill[][] = sizes.map(() => []);
    for (let round = 0; round <= (isQuick ? 1 : rounds); round += 1) {
      say(round === 0 ? 'warming up' : `round ${round}`);
      const next = setTimeout(betweenLotsMs);
      const usages: Usage[] = [];
      for (const queue of queues) {
        usages.push(await makeLot(bench, queue));
      }
      const sweep = await sweepAll(bench);
      for (const [index, queue] of queues.entries()) {
        const bill = [...priceOf(usages[index] as Usage, lot), priceSweep(bench, sweep, queue)];
        if (round > 0) {
          bills[index]?.push(bill);
        }
      }
      await next;
    }
    return report(sizes, bills);
  } finally {
    await bench.close();
  }
}

async function fill(bench: BenchSystem, account: BenchAccount, count: number): Promise<Queue> {
  const jobs = makeJobs(account, count);
  await storeJobs(bench, jobs);
  return { account, pending: jobs.map(({ jobId }) => jobId) };
}

/** Adds ten jobs and makes the ten oldest. */
async function makeLot(bench: CountingSystem, { account, pending }: Queue): Promise<Usage> {
  await forgetPace(bench, account);
  const item = { account: account.name, peer: account.peer, title: 'order 4711' };
  return bench.observe(async () => {
    const { id } = await bench.call<{ id: string }>('/v1/invites/batch', { item, count: lot });
    await bench.call(`/v1/batches/${id}`);
    pending.push(...Array.from({ length: lot }, (_, index) => jobIdInBatch(tenantId, id, index)));
    const linksBefore = await bench.telegram.linksMade();
    await bench.stack.invoke('worker', toSqsEvent(account, pending.splice(0, lot)));
    const links = (await bench.telegram.linksMade()) - linksBefore;
    if (links !== lot) {
      throw new Error(`${links} links were made, not ${lot}`);
    }
  });
}

/** @returns its requests. */
async function sweepAll({ observe, stack }: CountingSystem): Promise<CountedRequest[]> {
  const { requests } = await observe(async () => void (await stack.invoke('sweeper', {})));
  return requests;
}

/** The part of a sweep that was for the account's jobs, per job that is made before the next sweep. */
function priceSweep({ tables }: BenchSystem, sweep: CountedRequest[], queue: Queue): Bill[number] {
  const ids = [queue.account.accountId, ...queue.pending.slice(0, maxSwept)];
  const units = sweep
    .filter(({ body }) => body.includes(tables.jobs) && ids.some((id) => body.includes(id)))
    .reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);
  const count = units / pace.perMinute;
  return { name: 'sweeper, read units', count, dollars: count * listPrices.dynamoDbReadUnit * 1e6 };
}

/** The next drain may make ten links at once again. */
async function forgetPace({ dynamoDb, tables }: BenchSystem, { accountId }: BenchAccount): Promise<void> {
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: tables.accounts,
      Key: accountKey(accountId),
      UpdateExpression: 'REMOVE paidUntilMs, learnedPace',
    }),
  );
}

function report(sizes: number[], bills: Bill[][]): PartResult {
  const dollars = bills.map((some) => some.map((bill) => bill.reduce((sum, each) => sum + each.dollars, 0)));
  const [atLeast = [], atMost = []] = [dollars[0], dollars.at(-1)];
  const names = bills[0]?.[0]?.map(({ name }) => name) ?? [];
  function countOf(some: Bill[], index: number) {
    return figureOf(some.map((bill) => bill[index]?.count ?? 0));
  }
  return {
    figures: { cost_growth_10_to_10000: ratioOf(atMost.map((each, round) => [each, atLeast[round] ?? 0])) },
    tables: [
      {
        title: 'Per job, with so many jobs of its account pending (ten at a time)',
        columns: ['pending', ...names, 'dollars per million jobs'],
        rows: sizes.map((size, index) => [
          size,
          ...names.map((_, place) => countOf(bills[index] ?? [], place)),
          figureOf(dollars[index] ?? []),
        ]),
      },
    ],
  };
}
