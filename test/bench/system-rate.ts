import { createQueue } from '../../functions/aws/queue.ts';
import { type Figure, figureOf, ratioOf } from './figure.ts';
import type { BenchRun, PartResult } from './part.ts';
import { type BenchSystem, noPace, startBenchSystem } from './system/bench-system.ts';
import { countDeleted } from './system/count-deleted.ts';
import { readCpuSeconds } from './system/cpu-seconds.ts';
import { makeJobs, storeJobs } from './system/seed-jobs.ts';
import { findWorker, startNaiveWorker } from './system/start-naive-worker.ts';

/*
 * Links per second of the whole local system, from the first message sent to the last link stored, beside the worker
 * that people write. Both use the same queue and database servers and the same data centre. Each of these has its own
 * process, except for the queue. The rival also runs with a second mapping, because Lambda would soon scale it to ten
 * invocations.
 */
const roundTripMs = 50;
const rounds = 3;

const ours = 'ours';
const naive = 'naive';
const naiveAtTen = 'naive, ten at once';

interface Load {
  accounts: number;
  /** Jobs by worker. The rival is slow, so fewer jobs are enough. */
  jobs: Record<string, number>;
}

const loads: Load[] = [
  { accounts: 20, jobs: { [ours]: 1000, [naive]: 400, [naiveAtTen]: 400 } },
  { accounts: 1, jobs: { [ours]: 1000, [naive]: 100 } },
];

/** A worker that makes links from the messages in a queue. */
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

interface Measured {
  accounts: number;
  worker: string;
  jobs: number;
  rounds: Round[];
  /** Our links per second over this worker's, of each round. */
  ratio: Figure;
}

export async function benchSystemRate({ isQuick, say }: BenchRun): Promise<PartResult> {
  const parts = new AsyncDisposableStack();
  try {
    const bench = await startBenchSystem({ roundTripMs, accountCount: 20, pace: noPace });
    parts.defer(() => bench.close());
    const lanes = await openLanes(bench, parts);
    const measured: Measured[] = [];
    for (const { accounts, jobs } of loads) {
      const sizes = Object.entries(jobs).map(
        ([name, count]) => [name, isQuick ? count / 10 : count] as const,
      );
      const results = new Map<string, Round[]>();
      // The first round is a warm-up, because code that has not run before is slower.
      for (let round = 0; round <= (isQuick ? 1 : rounds); round += 1) {
        for (const [name, count] of sizes) {
          const result = await runRound(
            bench,
            lanes[name] as Lane,
            accounts,
            round === 0 ? accounts * 5 : count,
          );
          if (round === 0) {
            continue;
          }
          say(
            `${accounts} accounts, round ${round}: ${name} ${result.linksPerSecond.toFixed(1)} links a second`,
          );
          results.set(name, [...(results.get(name) ?? []), result]);
        }
      }
      measured.push(...sizes.map(([name, count]) => compare(accounts, name, count, results)));
    }
    return report(measured);
  } finally {
    await parts.disposeAsync();
  }
}

async function openLanes(bench: BenchSystem, parts: AsyncDisposableStack): Promise<Record<string, Lane>> {
  const { queue } = findWorker(bench.stack.settings);
  const rivals = [await startNaiveWorker(bench, 1), await startNaiveWorker(bench, 2)] as const;
  parts.defer(async () => void (await Promise.all(rivals.map((each) => each.close()))));
  return {
    [ours]: { ...queue, needsRows: true, pids: () => bench.stack.functionPids().worker ?? [] },
    [naive]: { ...rivals[0], needsRows: false },
    [naiveAtTen]: { ...rivals[1], needsRows: false },
  };
}

function compare(accounts: number, worker: string, jobs: number, results: Map<string, Round[]>): Measured {
  const own = results.get(worker) ?? [];
  const pairs = (results.get(ours) ?? []).map((each, round): [number, number] => [
    each.linksPerSecond,
    own[round]?.linksPerSecond ?? Number.NaN,
  ]);
  return { accounts, worker, jobs, rounds: own, ratio: ratioOf(pairs) };
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
  // The jobs of the accounts are mixed, so that the first messages belong to many accounts.
  const jobs = Array.from({ length: jobCount / accountCount }, (_, index) =>
    perAccount.flatMap((some) => some[index] ?? []),
  ).flat();
  if (lane.needsRows) {
    await storeJobs(bench, jobs);
  }
  const stored = bench.lines.waitFor((line) => (line.includes('"status":"succeeded"') ? 1 : 0), jobs.length);
  const acknowledged = bench.events.waitFor((event) => countDeleted(event, lane.queueArn), jobs.length);
  const cpuBefore = await readCpu(bench, lane);
  const startedAtMs = performance.now();
  await createQueue(bench.sqs, lane.queueUrl).sendJobs(jobs);
  await stored;
  const seconds = (performance.now() - startedAtMs) / 1000;
  const cpuAfter = await readCpu(bench, lane);
  await acknowledged;
  const cpuMs = Object.entries(cpuAfter).map(([part, after]) => [
    part,
    ((after - (cpuBefore[part] ?? 0)) * 1000) / jobs.length,
  ]);
  return { linksPerSecond: jobs.length / seconds, cpuMs: Object.fromEntries(cpuMs) };
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

function report(measured: Measured[]): PartResult {
  const ratio = measured.find(({ accounts, worker }) => accounts === 20 && worker === naive)?.ratio;
  const parts = Object.keys(measured[0]?.rounds[0]?.cpuMs ?? {});
  return {
    figures: ratio ? { system_rate_over_naive: ratio } : {},
    tables: [
      {
        title: `Links of the whole local system, ${roundTripMs} ms round trip`,
        columns: ['accounts', 'worker', 'jobs', 'links per second', 'ours over it'],
        rows: measured.map((each) => [
          each.accounts,
          each.worker,
          each.jobs,
          figureOf(each.rounds.map(({ linksPerSecond }) => linksPerSecond)),
          each.worker === ours ? '' : each.ratio,
        ]),
      },
      {
        title: 'Where the time goes: processor milliseconds per link',
        columns: ['accounts', 'worker', ...parts],
        rows: measured.map(({ accounts, worker, rounds: some }) => [
          accounts,
          worker,
          ...parts.map((part) => figureOf(some.map(({ cpuMs }) => cpuMs[part] ?? 0))),
        ]),
      },
    ],
  };
}
