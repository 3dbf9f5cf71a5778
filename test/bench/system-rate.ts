import { createQueue } from '../../functions/aws/queue.ts';
import { type Figure, figureOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type BenchSystem, noPace, startBenchSystem } from './system/bench-system.ts';
import { countDeleted } from './system/count-deleted.ts';
import { readCpuSeconds } from './system/cpu-seconds.ts';
import { makeJobs, storeJobs } from './system/seed-jobs.ts';
import { findWorker, startNaiveWorker } from './system/start-naive-worker.ts';

/*
 * Links per second of the whole local system, from the first message sent to the last link stored, beside the worker that
 * people write: on the same queue and database servers and the same data centre, each in a process of its own but for the
 * queue.
 */
const roundTripMs = 50;
const rounds = 3;

interface Load {
  accounts: number;
  jobs: number;
  /** The rival takes minutes for as many over one account; its rate shows with fewer. */
  rivalJobs: number;
}

const loads: Load[] = [
  { accounts: 20, jobs: 1000, rivalJobs: 1000 },
  { accounts: 1, jobs: 1000, rivalJobs: 100 },
];

/** What makes links of the messages in a queue. */
interface Lane {
  queueUrl: string;
  queueArn: string;
  needsRows: boolean;
  pids: () => number[];
}

interface Round {
  linksPerSecond: number;
  /** Processor time per link, in milliseconds, by part. */
  cpuMs: Record<string, number>;
}

export async function benchSystemRate({ isQuick, say }: BenchRun): Promise<PartResult> {
  const parts = new AsyncDisposableStack();
  try {
    const bench = await startBenchSystem({ roundTripMs, accountCount: 20, pace: noPace });
    parts.defer(() => bench.close());
    const naive = await startNaiveWorker(bench);
    parts.defer(() => naive.close());
    const { queue } = findWorker(bench.stack.settings);
    const pids = () => bench.stack.functionPids().worker ?? [];
    const lanes = { ours: { ...queue, needsRows: true, pids }, naive: { ...naive, needsRows: false } };
    const measured = [];
    for (const load of loads) {
      const size = isQuick ? { ...load, jobs: load.jobs / 10, rivalJobs: load.rivalJobs / 10 } : load;
      // What has not run before is slower at first, and so is what has not been asked by all accounts.
      for (const lane of Object.values(lanes)) await runRound(bench, lane, load.accounts, load.accounts * 10);
      const pairs: [Round, Round][] = [];
      for (let round = 1; round <= (isQuick ? 1 : rounds); round += 1) {
        say(`round ${round}: ${size.jobs} jobs over ${load.accounts} accounts`);
        const ours = await runRound(bench, lanes.ours, load.accounts, size.jobs);
        const rival = await runRound(bench, lanes.naive, load.accounts, size.rivalJobs);
        say(`${ours.linksPerSecond.toFixed(1)} links a second, naive ${rival.linksPerSecond.toFixed(1)}`);
        pairs.push([ours, rival]);
      }
      measured.push({ ...size, pairs });
    }
    return report(measured);
  } finally {
    await parts.disposeAsync();
  }
}

/** Resolves when all links are stored and the queue is empty again. */
async function runRound(
  bench: BenchSystem,
  lane: Lane,
  accountCount: number,
  jobCount: number,
): Promise<Round> {
  const perAccount = bench.accounts
    .slice(0, accountCount)
    .map((account) => makeJobs(account, jobCount / accountCount));
  // The accounts in turn: what is sent first is not all of one account.
  const jobs = Array.from({ length: jobCount / accountCount }, (_, index) =>
    perAccount.flatMap((some) => some[index] ?? []),
  ).flat();
  if (lane.needsRows) await storeJobs(bench, jobs);
  const stored = bench.lines.waitFor((line) => (line.includes('"status":"succeeded"') ? 1 : 0), jobCount);
  const acknowledged = bench.events.waitFor((event) => countDeleted(event, lane.queueArn), jobCount);
  const cpuBefore = await readCpu(bench, lane);
  const startedAtMs = performance.now();
  await createQueue(bench.sqs, lane.queueUrl).sendJobs(jobs);
  await stored;
  const seconds = (performance.now() - startedAtMs) / 1000;
  const cpuAfter = await readCpu(bench, lane);
  await acknowledged;
  const cpuMs = Object.entries(cpuAfter).map(([part, after]) => [
    part,
    ((after - (cpuBefore[part] ?? 0)) * 1000) / jobCount,
  ]);
  return { linksPerSecond: jobCount / seconds, cpuMs: Object.fromEntries(cpuMs) };
}

async function readCpu({ stack, telegram }: BenchSystem, lane: Lane): Promise<Record<string, number>> {
  const pids = {
    worker: lane.pids(),
    'queue and mapping': [process.pid],
    database: [stack.dynamodbPid ?? 0],
    telegram: [telegram.pid],
  };
  const entries = Object.entries(pids).map(async ([part, some]) => {
    const seconds = await Promise.all(some.map(readCpuSeconds));
    return [part, seconds.reduce<number>((sum, each) => sum + (each ?? 0), 0)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function report(measured: (Load & { pairs: [Round, Round][] })[]): PartResult {
  const ratios = measured.map(({ pairs }) =>
    ratioOf(pairs.map(([ours, rival]) => [ours.linksPerSecond, rival.linksPerSecond])),
  );
  const [overTwentyAccounts] = ratios;
  const rates = measured.flatMap(({ accounts, jobs, rivalJobs, pairs }, index) => [
    [accounts, 'ours', jobs, rateOf(pairs.map(([ours]) => ours)), ratios[index] ?? ''],
    [accounts, 'naive', rivalJobs, rateOf(pairs.map(([, rival]) => rival)), ''],
  ]);
  const cpu = measured.flatMap(({ accounts, pairs }) =>
    (['ours', 'naive'] as const).map((name, lane) => [
      accounts,
      name,
      ...cpuOf(pairs.map((pair) => pair[lane] as Round)),
    ]),
  );
  return {
    figures: overTwentyAccounts ? { system_rate_over_naive: overTwentyAccounts } : {},
    tables: [
      {
        title: `Links of the whole local system, ${roundTripMs} ms round trip`,
        columns: ['accounts', 'worker', 'jobs', 'links per second', 'over naive'],
        rows: rates,
      },
      {
        title: 'Where the time goes: processor milliseconds per link',
        columns: ['accounts', 'worker', ...cpuParts],
        rows: cpu,
      },
    ],
  };
}

const cpuParts = ['worker', 'queue and mapping', 'database', 'telegram'];

function rateOf(some: Round[]): Figure {
  return figureOf(some.map(({ linksPerSecond }) => linksPerSecond));
}

function cpuOf(some: Round[]): Figure[] {
  return cpuParts.map((part) => figureOf(some.map(({ cpuMs }) => cpuMs[part] ?? 0)));
}
