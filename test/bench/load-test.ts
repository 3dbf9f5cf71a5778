import { setTimeout } from 'node:timers/promises';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { batchWrite } from '../../functions/aws/batch-write.ts';
import { keyOf } from '../../functions/aws/job-table.ts';
import { createQueue } from '../../functions/aws/queue.ts';
import { exportMethod } from '../../functions/core/rpc/methods.ts';
import { figureOf, quantileOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type BenchAccount, type BenchSystem, noPace, startBenchSystem } from './system/bench-system.ts';
import { countDeleted } from './system/count-deleted.ts';
import { makeJobs, storeJobs } from './system/seed-jobs.ts';
import { findWorker } from './system/start-naive-worker.ts';

/*
 * The time from a job's row to its link for 49 accounts, with and without a fiftieth account that has a flood wait and
 * its largest number of pending jobs. Jobs come at a steady rate, independent of earlier jobs.
 */
const accountCount = 50;
const roundTripMs = 50;
const pendingLimit = 1_000;
const jobsPerAccount = 6;
const betweenJobsMs = 40;
const rounds = 4;

/** Shorter than the longest wait that stays in the queue, so the messages stay there. */
const floodWaitMs = 10 * 60_000;

interface Round {
  p50Ms: number;
  p95Ms: number;
}

export async function benchLoad({ isQuick, say }: BenchRun): Promise<PartResult> {
  const bench = await startBenchSystem({ roundTripMs, accountCount, pace: noPace });
  try {
    const [blocked, ...others] = bench.accounts as [BenchAccount, ...BenchAccount[]];
    function measure(jobs: number) {
      return measureRound(bench, others, jobs);
    }
    await measure(1);
    const [without, withBlocked]: [Round[], Round[]] = [[], []];
    for (let round = 1; round <= (isQuick ? 1 : rounds); round += 1) {
      say(`round ${round}`);
      const jobs = isQuick ? 1 : jobsPerAccount;
      without.push(await measure(jobs));
      const unblock = await block(bench, blocked);
      withBlocked.push(await measure(jobs));
      await unblock();
    }
    return report(without, withBlocked);
  } finally {
    await bench.close();
  }
}

/** Gives the account its flood wait, all its jobs and their messages. @returns a function that removes all of it. */
async function block(bench: BenchSystem, account: BenchAccount): Promise<() => Promise<void>> {
  const { accountStore, dynamoDb, sqs, tables } = bench;
  const { queueUrl } = findWorker(bench.stack.settings).queue;
  await accountStore.saveFloodWait(account.accountId, exportMethod, Date.now() + floodWaitMs, []);
  const jobs = makeJobs(account, pendingLimit);
  await storeJobs(bench, jobs);
  await createQueue(sqs, queueUrl).sendJobs(jobs);
  return async () => {
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
    const deletes = jobs.map((job) => ({ DeleteRequest: { Key: marshall(keyOf(job)) } }));
    await batchWrite(dynamoDb, tables.jobs, deletes);
    const stored = await accountStore.getAccount(account.accountId);
    if (stored === undefined) {
      throw new Error('the account is gone');
    }
    await accountStore.putAccount({ ...stored, blockedUntilMs: {} });
  };
}

/** Resolves when every job has its link and no message is left of them. */
async function measureRound(
  bench: BenchSystem,
  accounts: BenchAccount[],
  perAccount: number,
): Promise<Round> {
  const { queue } = findWorker(bench.stack.settings);
  const count = accounts.length * perAccount;
  const acceptedAtMs = new Map<string, number>();
  const takenMs: number[] = [];
  function noteLink(line: string): number {
    if (!line.includes('"status":"succeeded"')) {
      return 0;
    }
    const { jobId } = JSON.parse(line) as { jobId: string };
    takenMs.push(performance.now() - (acceptedAtMs.get(jobId) ?? Number.NaN));
    return 1;
  }
  const linked = bench.lines.waitFor(noteLink, count);
  const acknowledged = bench.events.waitFor((event) => countDeleted(event, queue.queueArn), count);
  const { sendJobs } = createQueue(bench.sqs, queue.queueUrl);
  async function accept(account: BenchAccount) {
    const jobs = makeJobs(account, 1);
    for (const { jobId } of jobs) {
      acceptedAtMs.set(jobId, performance.now());
    }
    await storeJobs(bench, jobs);
    await sendJobs(jobs);
  }
  const accepted: Promise<void>[] = [];
  for (let turn = 0; turn < perAccount; turn += 1) {
    for (const account of accounts) {
      accepted.push(accept(account));
      await setTimeout(betweenJobsMs);
    }
  }
  await Promise.all([linked, acknowledged, ...accepted]);
  const sorted = takenMs.toSorted((a, b) => a - b);
  return { p50Ms: quantileOf(sorted, 0.5), p95Ms: quantileOf(sorted, 0.95) };
}

function report(without: Round[], withBlocked: Round[]): PartResult {
  function row(name: keyof Round) {
    const [before, after] = [without, withBlocked].map((some) => some.map((round) => round[name])) as [
      number[],
      number[],
    ];
    return [
      name === 'p50Ms' ? 'half of them' : '95 of 100',
      figureOf(before),
      figureOf(after),
      ratioOf(after.map((each, index) => [each, before[index] ?? Number.NaN])),
    ];
  }
  return {
    figures: {},
    tables: [
      {
        title: `From row to link, ms, of 49 accounts beside one that waits with ${pendingLimit} jobs`,
        columns: ['within', 'without that one', 'with it', 'ratio'],
        rows: [row('p50Ms'), row('p95Ms')],
      },
    ],
  };
}
